import type { Operand } from '../../tensor/device.js';
import { HandgradError } from '../../tensor/error.js';
import type { HostBackend, Backend, KernelTable } from '../backend.js';
import type { KernelAttributes } from '../kernels.js';
import { CompiledKernels } from './compiled-kernels.js';
import { copyRows } from './copy-rows.js';
import { gpuJsKernelNames, type GpuJsKernel, type GpuJsKernelName } from './gpujs-kernel.js';
import { findGpuJs, type GpuJs, type GpuJsRows } from './gpujs-package.js';
import { averagePool2d } from './kernels/average-pool2d.js';
import { averagePool2dGradient } from './kernels/average-pool2d-gradient.js';
import { conv2d } from './kernels/conv2d.js';
import { conv2dInputGradient } from './kernels/conv2d-input-gradient.js';
import { conv2dKernelGradient } from './kernels/conv2d-kernel-gradient.js';
import { matmul } from './kernels/matmul.js';
import { maxPool2d } from './kernels/max-pool2d.js';
import { maxPool2dGradient } from './kernels/max-pool2d-gradient.js';
import { launchesInOrder } from './launches-in-order.js';
import { gpuJsModes, openMode, reportOnModes, type FindWebGpu, type GpuJsMode, type OpenedMode } from './modes.js';

/** How the backend `gpujs` computes, and on what it rests. */
export interface GpuJsOptions {
  /** What runs the other kernels, and whose memory all of them share. It ends with this backend. */
  readonly cpu: HostBackend;
  /** How gpu.js computes, one of `gpuJsModes`; the first that works, but for webgpu, unless given. */
  readonly mode?: string | undefined;
  /** Where mode webgpu finds WebGPU; at `navigator.gpu`, unless given. */
  readonly findWebGpu?: FindWebGpu;
}

/** The backend on gpu.js, with what only this one has. */
export interface GpuJsBackend extends Backend {
  /** How gpu.js computes: `webgl2`, `cpu`, ... */
  readonly mode: GpuJsMode;
  /** The kernels that gpu.js runs; all others are the CPU's. */
  readonly gpuJsKernels: readonly GpuJsKernelName[];
}

const elementKernels: { readonly [K in GpuJsKernelName]: GpuJsKernel<K> } = {
  matmul,
  conv2d,
  conv2dInputGradient,
  conv2dKernelGradient,
  maxPool2d,
  maxPool2dGradient,
  averagePool2d,
  averagePool2dGradient,
};

/**
 * The backend whose products, convolutions and poolings are gpu.js functions (https://gpu.rocks), float32, and whose other kernels
 * are those of a CPU backend: a mix, for places where gpu.js reaches a GPU that WebGPU does not, and for comparison.
 *
 * All memory is the CPU's: operands are copied to the GPU and results back at every launch of a gpu.js kernel, which in all
 * modes but webgpu has finished when the launch returns. Kernels are compiled when they are first launched with a shape.
 * @throws {HandgradError} when gpu.js is not there, or the mode is unknown or does not work here: which do, and why not the others.
 */
export async function createGpuJsBackend({
  cpu,
  mode,
  findWebGpu = navigatorGpu,
}: GpuJsOptions): Promise<GpuJsBackend> {
  const gpuJs = await findGpuJs();
  const opened = mode === undefined ? await openBest(gpuJs, findWebGpu) : await openNamed(gpuJs, mode, findWebGpu);
  const name = `gpujs:${opened.mode}`;
  const compiled = new CompiledKernels(gpuJs, opened.instance, name);
  const backend: GpuJsBackend = {
    name,
    description: `gpu.js on ${opened.mode}, the rest on ${cpu.name}: ${cpu.description}`,
    dtypes: cpu.dtypes.filter((dtype) => dtype !== 'float64'),
    mode: opened.mode,
    gpuJsKernels: gpuJsKernelNames,
    kernels: { ...cpu.kernels, ...launches(name, compiled, cpu) },
    allocate: (dtype, size) => cpu.allocate(dtype, size),
    view: (buffer, part) => cpu.view(buffer, part),
    write: (buffer, values) => cpu.write(buffer, values),
    read: (buffer) => cpu.read(buffer),
    release: (buffer) => cpu.release(buffer),
    finish: () => cpu.finish(),
    destroy() {
      opened.close();
      cpu.destroy();
    },
  };
  return opened.isAsynchronous ? launchesInOrder(backend) : backend;
}

/** Every mode of gpu.js, and why one does not work here. @throws {HandgradError} when gpu.js is not there. */
export async function findGpuJsModes(findWebGpu: FindWebGpu = navigatorGpu) {
  return reportOnModes(await findGpuJs(), findWebGpu);
}

const navigatorGpu: FindWebGpu = async () => {
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (gpu) return gpu;
  throw new HandgradError('there is no navigator.gpu');
};

/** The functions of the contract's table; they give a promise where the mode is asynchronous. */
function launches(name: string, compiled: CompiledKernels, cpu: HostBackend): Pick<KernelTable, GpuJsKernelName> {
  const floats = ({ buffer }: Operand): Float32Array => {
    const values = cpu.hostValues(buffer);
    if (values instanceof Float32Array) return values;
    throw new HandgradError(`${name}: it computes in float32, one operand is ${buffer.dtype}; use another backend`);
  };
  const launchOf =
    <K extends GpuJsKernelName>(kernel: K) =>
    (inputs: readonly (Operand | null)[], [output]: readonly [Operand], attributes: KernelAttributes<K>) => {
      if (output.buffer.size === 0) return;
      const values = inputs.map((input) => input && floats(input));
      const rows = compiled.run(kernel, elementKernels[kernel], values, attributes);
      const store = (given: GpuJsRows) => void copyRows(given, floats(output));
      return rows instanceof Promise ? rows.then(store) : store(rows);
    };
  const table = gpuJsKernelNames.map((kernel) => [kernel, launchOf(kernel)] as const);
  // Which operands and attributes belong to which name, `Object.fromEntries` cannot tell.
  return Object.fromEntries(table) as unknown as Pick<KernelTable, GpuJsKernelName>;
}

async function openBest(gpuJs: GpuJs, findWebGpu: FindWebGpu): Promise<OpenedMode> {
  for (const mode of gpuJsModes) {
    if (mode === 'webgpu') continue;
    try {
      return await openMode(gpuJs, mode, findWebGpu);
    } catch (error) {
      if (!(error instanceof HandgradError)) throw error;
    }
  }
  throw new HandgradError(`gpujs: no mode works (${await describeModes(gpuJs, findWebGpu)}); use another backend`);
}

async function openNamed(gpuJs: GpuJs, mode: string, findWebGpu: FindWebGpu): Promise<OpenedMode> {
  const known = gpuJsModes.find((one) => one === mode);
  if (known === undefined) {
    throw new HandgradError(`gpujs: there is no mode '${mode}' (${await describeModes(gpuJs, findWebGpu)})`);
  }
  try {
    return await openMode(gpuJs, known, findWebGpu);
  } catch (error) {
    if (!(error instanceof HandgradError)) throw error;
    const modes = await describeModes(gpuJs, findWebGpu);
    throw new HandgradError(`gpujs: mode '${mode}' does not work here (${modes})`);
  }
}

/** Which modes work, and why the others do not. */
async function describeModes(gpuJs: GpuJs, findWebGpu: FindWebGpu): Promise<string> {
  const reports = await reportOnModes(gpuJs, findWebGpu);
  const working = reports.filter(({ problem }) => problem === null).map(({ mode }) => mode);
  const others = reports.filter(({ problem }) => problem !== null);
  const reasons = others.map(({ mode, problem }) => `; not ${mode}: ${problem}`);
  return `here work ${working.join(', ') || 'none'}${reasons.join('')}`;
}
