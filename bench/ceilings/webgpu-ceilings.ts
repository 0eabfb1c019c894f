import { findAdapter, findGpu, openDevice } from '../../src/backend/webgpu/adapter.js';
import { BufferUsage } from '../../src/backend/webgpu/gpu-flags.js';
import type { Ceiling } from './ceiling.js';

const COPIED_BYTES = 256 * 2 ** 20;
const ROUNDS = 5;
const THREADS_PER_GROUP = 64;
/** Enough groups to fill any adapter. */
const GROUPS = 4096;
/** A thread's independent chains, each a vector of four. */
const CHAINS = 8;
const FLOPS_PER_ITERATION = GROUPS * THREADS_PER_GROUP * CHAINS * 4 * 2;

const chains = Array.from({ length: CHAINS }, (_, i) => `a${i}`);

/** GPUs' compilers fuse the first; a software adapter may compute the second number by number. */
const steps = [(a: string) => `${a} * x + y`, (a: string) => `fma(${a}, x, y)`];

/** Each thread multiplies and adds in registers; what comes out is written, or the compiler would leave it all out. */
const multiplyAddShader = (step: (a: string) => string) => `
@group(0) @binding(0) var<storage, read_write> result: array<f32>;
@group(0) @binding(1) var<uniform> iterations: u32;
@compute @workgroup_size(${THREADS_PER_GROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let x = vec4f(0.75);
  let y = vec4f(0.25);
  ${chains.map((chain, i) => `var ${chain} = vec4f(f32(id.x) + ${i}.0);`).join('\n  ')}
  for (var i = 0u; i < iterations; i++) {
    ${chains.map((chain) => `${chain} = ${step(chain)};`).join('\n    ')}
  }
  let sum = ${chains.join(' + ')};
  result[id.x] = sum.x + sum.y + sum.z + sum.w;
}`;

/** Queues some work, `count` times. */
type Enqueue = (encoder: GPUCommandEncoder, count: number) => void;

/**
 * The ceilings of the adapter that WebGPU gives first: bandwidth by copying one buffer to another, float32 peak by multiplying
 * and adding on registers in 262,144 threads. `milliseconds`: about how long each of the 5 rounds of both takes; the best round counts.
 * @throws {HandgradError} where WebGPU does not run or has no adapter.
 */
export async function measureWebGpuCeilings(milliseconds = 100): Promise<Ceiling> {
  const gpu = await findGpu();
  const device = await openDevice(gpu, await findAdapter(gpu), 'adapter');
  try {
    const bytes = Math.min(COPIED_BYTES, Math.floor(device.limits.maxBufferSize / 4) * 4);
    const copies = await bestRate(device, bigCopy(device, bytes), milliseconds);
    let iterations = 0;
    for (const step of steps) {
      iterations = Math.max(iterations, await bestRate(device, multiplyAdd(device, step), milliseconds));
    }
    return {
      device: 'webgpu',
      gigabytesPerSecond: (2 * bytes * copies) / 1e9,
      gflops: (FLOPS_PER_ITERATION * iterations) / 1e9,
      bandwidthMethod: `copyBufferToBuffer of ${Math.round(bytes / 2 ** 20)} MiB`,
      peakMethod: 'WGSL a * x + y or fma on vec4f in registers',
    };
  } finally {
    device.destroy();
  }
}

function bigCopy(device: GPUDevice, size: number): Enqueue {
  const usage = BufferUsage.COPY_SRC | BufferUsage.COPY_DST;
  const from = device.createBuffer({ size, usage });
  const to = device.createBuffer({ size, usage });
  return (encoder, count) => {
    for (let i = 0; i < count; i++) encoder.copyBufferToBuffer(from, 0, to, 0, size);
  };
}

function multiplyAdd(device: GPUDevice, step: (a: string) => string): Enqueue {
  const module = device.createShaderModule({ code: multiplyAddShader(step) });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } });
  const result = device.createBuffer({ size: GROUPS * THREADS_PER_GROUP * 4, usage: BufferUsage.STORAGE });
  const iterations = device.createBuffer({ size: 4, usage: BufferUsage.UNIFORM | BufferUsage.COPY_DST });
  const entries = [result, iterations].map((buffer, binding) => ({ binding, resource: { buffer } }));
  const bindGroup = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  return (encoder, count) => {
    device.queue.writeBuffer(iterations, 0, Uint32Array.of(count));
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(GROUPS);
    pass.end();
  };
}

/** Units of work per second in the best round. */
async function bestRate(device: GPUDevice, enqueue: Enqueue, milliseconds: number): Promise<number> {
  let count = 1;
  let best = 0;
  for (let round = 0; round < ROUNDS;) {
    const begin = performance.now();
    const encoder = device.createCommandEncoder();
    enqueue(encoder, count);
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    const elapsed = performance.now() - begin;
    if (elapsed < milliseconds / 2) {
      count = Math.ceil(count * Math.min(100, milliseconds / Math.max(elapsed, 0.1)));
      continue;
    }
    best = Math.max(best, (count * 1000) / elapsed);
    round++;
  }
  return best;
}
