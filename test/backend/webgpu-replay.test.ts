import { afterAll, describe, expect, it } from 'vitest';
import type { KernelName } from '../../src/backend/kernels.js';
import { compile } from '../../src/backend/program/compile.js';
import type { Program, ProgramBuffer, RecordedLaunch, Replay } from '../../src/backend/program/program.js';
import { perStep } from '../../src/backend/program/per-step.js';
import { record } from '../../src/backend/program/record.js';
import { run as launchKernel } from '../../src/backend/run.js';
import { nodeGpu } from '../../src/backend/webgpu/node-adapter.js';
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backend/webgpu/webgpu-backend.js';
import {
  accuracy,
  adam,
  conv2d,
  dense,
  flatten,
  HandgradError,
  maxPool2d,
  ops,
  sequential,
  softmaxCrossEntropy,
  tensor,
  type Layer,
} from '../../src/index.js';
import type { Operand } from '../../src/tensor/device.js';
import type { TypedArray } from '../../src/tensor/dtype.js';
import { Storage } from '../../src/tensor/lifetime.js';
import { overwriteTensor } from '../../src/train/copy-tensor.js';
import { Training } from '../../src/train/training.js';
import { describeOn, openWebGpu } from './adapter.js';
import { everyKernel } from './every-kernel.js';
import { floats, operand, run, type Launch } from './parity.js';

/** How often something was made on a device, by the method that makes it. */
type Counts = Record<string, number>;

/** The same device, whose calls of `create...` and of the queue are counted. */
function counted(device: GPUDevice, counts: Counts): GPUDevice {
  const counting = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (name === 'queue') return counting(value as object);
        if (typeof value !== 'function') return value;
        return (...words: unknown[]): unknown => {
          counts[String(name)] = (counts[String(name)] ?? 0) + 1;
          return Reflect.apply(value, target, words);
        };
      },
    });
  return counting(device);
}

/** Dawn's device that checks everything and computes nothing, with WebGPU's default limits; or why there is none. */
async function openNullDevice(counts: Counts, kernelsFor: 'gpu' | 'software'): Promise<WebGpuBackend | string> {
  try {
    const gpu = await nodeGpu(['backend=null']);
    const requestAdapter = async () => {
      const adapter = await gpu.requestAdapter();
      if (!adapter) return null;
      const requestDevice = adapter.requestDevice.bind(adapter);
      adapter.requestDevice = async (descriptor) => counted(await requestDevice(descriptor), counts);
      return adapter;
    };
    const backend = await createWebGpuBackend({ gpu: { requestAdapter } as GPU, limits: 'default', kernelsFor });
    afterAll(() => {
      backend.destroy();
      void gpu;
    });
    return backend;
  } catch (error) {
    if (error instanceof HandgradError) return error.message;
    throw error;
  }
}

const counts: Counts = {};
const nullDevice = await openNullDevice(counts, 'gpu');
const softwareLike = await openNullDevice({}, 'software');

/** 784-128-10. */
const perceptron: Layer[] = [flatten(), dense(128, { activation: 'relu' }), dense(10)];
/** The network of `handgrad train cnn`. */
const convolutional: Layer[] = [
  conv2d(12, 5, { activation: 'relu' }),
  maxPool2d(2),
  conv2d(23, 4, { activation: 'relu' }),
  maxPool2d(3),
  flatten(),
  dense(10),
];

/** A training in batches of 128 digits, as `fit` runs it, over 10 batches and a smaller one. */
function trainingOf(layers: Layer[], backend: WebGpuBackend): Training {
  const count = 1300;
  const inputs = new Uint8Array(count * 784);
  return new Training({
    model: sequential(layers, { inputShape: [28, 28, 1], backend }),
    optimizer: adam(),
    loss: softmaxCrossEntropy,
    metrics: [accuracy],
    examples: { count, inputs, inputShape: [28, 28, 1], targets: new Uint8Array(count), targetShape: [] },
    validation: null,
    epochs: 1,
    batchSize: 128,
    augment: null,
    seed: 1,
    shuffle: true,
    callbacks: [],
    signal: undefined,
    capture: true,
  });
}

/** Of the training's captured step. */
async function dispatchesOf(layers: Layer[], backend: WebGpuBackend): Promise<number> {
  let found = 0;
  const compileOwn = backend.compile.bind(backend);
  const looking = Object.assign(Object.create(backend) as WebGpuBackend, {
    compile(program: Program): Replay {
      const replay = compileOwn(program);
      found = replay.dispatchesPerStep;
      return replay;
    },
  });
  const training = trainingOf(layers, looking);
  training.runSteps(1);
  await backend.finish();
  training.dispose();
  return found;
}

const isMissing = typeof nullDevice === 'string';
describe.skipIf(isMissing)(`a captured step on WebGPU${isMissing ? ` (skipped: ${nullDevice})` : ''}`, () => {
  const backend = nullDevice as WebGpuBackend;

  it.each([
    ['a perceptron of two layers', perceptron, 8],
    ['a convolutional network', convolutional, 18],
  ])('of %s is so many dispatches', async (_, layers, dispatches) => {
    expect(await dispatchesOf(layers, backend)).toBe(dispatches);
  });

  it('has a dispatch for each kernel on an adapter that takes both ways of a branch', async () => {
    expect(await dispatchesOf(perceptron, softwareLike as WebGpuBackend)).toBeGreaterThan(12);
  });

  it('makes nothing once its first step has run, and submits many steps at once', async () => {
    const training = trainingOf(perceptron, backend);
    training.runSteps(1);
    const before = { ...counts };
    training.runSteps(9);
    const made = Object.keys(counts).filter((name) => counts[name] !== before[name]);
    expect(made.sort()).toEqual(['createCommandEncoder', 'submit', 'writeBuffer']);
    expect(counts.submit - before.submit).toBe(1);
    await backend.finish();
    training.dispose();
  });
});

/** A program of these launches on memory that exists. */
function programOf(backend: WebGpuBackend, launches: readonly (readonly [Launch<KernelName>, Operands])[]): Program {
  const buffers: ProgramBuffer[] = [];
  const external = (operand: Operand | null) => {
    if (!operand) return null;
    const { shape, dtype } = operand;
    const storage = new Storage(backend, operand.buffer);
    const { size } = operand.buffer;
    const buffer = { id: buffers.length, dtype, size, role: 'external', storage, isWritten: true } as const;
    buffers.push(buffer);
    return { buffer, shape, dtype };
  };
  const recorded = launches.map(([{ kernel, attributes }, { inputs, outputs }]): RecordedLaunch => {
    return { kernel, inputs: inputs.map(external), outputs: outputs.map(external), attributes, inPlace: true };
  });
  const memory = { slots: [], arenaBytes: 0, unsharedBytes: 0 };
  return { buffers, setup: [], launches: recorded, memory, changes: [] };
}

interface Operands {
  readonly inputs: readonly (Operand | null)[];
  readonly outputs: readonly (Operand | null)[];
}

function operandsOf(backend: WebGpuBackend, { inputs, outputs }: Launch<KernelName>): Operands {
  const nonsense = (shape: readonly number[]) => new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(7);
  return {
    inputs: inputs.map((input) => input && operand(backend, input)),
    outputs: outputs.map((output) => {
      if (!output) return null;
      if ('values' in output) return operand(backend, output);
      if (output.dtype === 'float32') return operand(backend, { shape: output.shape, values: nonsense(output.shape) });
      const { shape, dtype } = output;
      return { buffer: backend.allocate(dtype, nonsense(shape).length), shape, dtype };
    }),
  };
}

describeOn(await openWebGpu({ limits: 'default' }), 'kernels in a captured step', (backend) => {
  const resultsOf = ({ outputs }: Operands): Promise<TypedArray[]> =>
    Promise.all(outputs.flatMap((output) => (output ? [backend.read(output.buffer)] : [])));

  it.each(everyKernel)('$kernel comes to the bits that it has alone', async (launch) => {
    const operands = operandsOf(backend, launch);
    const replay = backend.compile(programOf(backend, [[launch, operands]]));
    replay.run(1, () => {});
    expect(await resultsOf(operands)).toEqual(await run(backend, launch));
    replay.dispose();
  });

  it('come to the same bits when all that there are share dispatches', async () => {
    const all = everyKernel.map((launch) => [launch, operandsOf(backend, launch)] as const);
    const replay = backend.compile(programOf(backend, all));
    expect(replay.dispatchesPerStep).toBeLessThan(everyKernel.length);
    replay.run(1, () => {});
    for (const [launch, operands] of all) {
      expect(await resultsOf(operands), launch.kernel).toEqual(await run(backend, launch));
    }
    replay.dispose();
  });

  it('find the numbers of their step in every one of many, also where all of them ask for it', async () => {
    const x = tensor(new Float32Array(100).fill(1), { backend });
    let step = 0;
    const now = perStep(() => step);
    const program = record(backend, () => {
      overwriteTensor(x, ops.dropout(x, { rate: 0.01, seed: 4, stream: 'steps', step: now }));
    });
    const replay = compile(backend, program);
    replay.run(75, () => step++);
    const replayed = await x.data();
    replay.dispose();

    backend.write(x.buffer, new Float32Array(100).fill(1));
    for (step = 0; step < 75; step++) {
      overwriteTensor(x, ops.dropout(x, { rate: 0.01, seed: 4, stream: 'steps', step: now }));
    }
    expect(replayed).toEqual(await x.data());
    expect(new Set(replayed).size).toBeGreaterThan(1);
  });

  // In tiles, in lanes for thin results, and with the depth split: the launch that adds the parts then takes the derivative.
  it.each([
    ['reluGradient', 33, 70, 20, 1],
    ['sigmoidGradient', 130, 3, 40, 1],
    ['tanhGradient', 5, 7, 600, 1],
    ['reluGradient', 40, 40, 600, 2],
  ] as const)('take %s where a product of %i x %i x %i is written', async (f, m, n, k, dispatches) => {
    const random = (shape: readonly number[], seed: number) => tensor(floats(shape, seed).values, { shape, backend });
    const [a, b, y] = [random([m, k], 1), random([k, n], 2), random([m, n], 3)];
    const result = random([m, n], 4);
    const launch = () => {
      const product = a.matmul(b);
      const [gradient] = launchKernel('binary', [product, y], [{ shape: [m, n], dtype: 'float32' }], { function: f });
      overwriteTensor(result, gradient);
    };
    launch();
    const eager = await result.data();
    backend.write(result.buffer, new Float32Array(m * n));
    const program = record(backend, launch);
    const replay = backend.compile(program);
    replay.run(1, () => {});
    expect(await result.data()).toEqual(eager);
    // The product, and the copy into the result.
    expect(replay.dispatchesPerStep).toBe(dispatches + 1);
    replay.dispose();
  });

  it('may see one tensor as condition and as value', async () => {
    const x = tensor([1, 0, -2], { backend });
    const y = tensor([7, 8, 9], { backend });
    const replay = compile(
      backend,
      record(backend, () => overwriteTensor(y, ops.where(x, x, y))),
    );
    replay.run(1, () => {});
    expect([...(await y.data())]).toEqual([1, 8, -2]);
    replay.dispose();
  });

  it('are refused when they differ in more than numbers from step to step', () => {
    const x = tensor(new Float32Array(6), { backend });
    let length = 6;
    const program = record(backend, () => {
      const attributes = perStep(() => ({ function: 'sum', outer: 1, length, inner: 1 }) as const);
      const [sum] = launchKernel('reduce', [x], [{ shape: [], dtype: 'float32' }], attributes);
      overwriteTensor(x, sum.broadcastTo([6]));
    });
    const replay = compile(backend, program);
    expect(() => replay.run(2, () => (length = 3))).toThrow(/^captured step: reduce-rows changes in more than numbers/);
    replay.dispose();
  });
});
