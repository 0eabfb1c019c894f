import { HandgradError } from '../../tensor/error.js';
import type { GpuJs, GpuJsInstance } from './gpujs-package.js';
import { giveBackWebGpu, lendWebGpu } from './lent-webgpu.js';

/**
 * What gpu.js can compute with, best first: WebGL 2 and WebGL in a browser, WebGL in Node (npm package `gl`), a WebAssembly module
 * or JavaScript on one CPU core; and WebGPU, asynchronous, which is taken only by name: where it works, handgrad's own `webgpu`
 * backend is there. (The other modes of gpu.js, gpu, async and dev, are choices among these.)
 */
export const gpuJsModes = ['webgl2', 'headlessgl', 'webgl', 'webasm', 'cpu', 'webgpu'] as const;

/** A mode by its name in gpu.js. */
export type GpuJsMode = (typeof gpuJsModes)[number];

/** Finds the WebGPU for mode webgpu. @throws {HandgradError} with the reason when there is none. */
export type FindWebGpu = () => Promise<GPU>;

/** A mode in use. */
export interface OpenedMode {
  readonly mode: GpuJsMode;
  readonly instance: GpuJsInstance;
  /** Whether its kernels give promises. */
  readonly isAsynchronous: boolean;
  close(): void;
}

/** A mode, and why it cannot be used here; null where it can. */
export interface ModeReport {
  readonly mode: GpuJsMode;
  readonly problem: string | null;
}

/**
 * Opens a mode and proves it: a first kernel has to give the right float32 bits, in this mode and no other.
 * @throws {HandgradError} with the reason when it does not work here.
 */
export async function openMode(gpuJs: GpuJs, mode: GpuJsMode, findWebGpu: FindWebGpu): Promise<OpenedMode> {
  const problem = missingFor(gpuJs, mode);
  if (problem !== null) throw new HandgradError(problem);
  if (mode !== 'webgpu') return provenMode(gpuJs, mode, () => {});
  const user = {};
  const giveBack = () => giveBackWebGpu(gpuJs, user);
  try {
    return await lendWebGpu(await findWebGpu(), user, () => provenMode(gpuJs, mode, giveBack));
  } catch (error) {
    giveBack();
    throw error;
  }
}

/** Tries every mode. */
export async function reportOnModes(gpuJs: GpuJs, findWebGpu: FindWebGpu): Promise<ModeReport[]> {
  const reports: ModeReport[] = [];
  for (const mode of gpuJsModes) {
    try {
      (await openMode(gpuJs, mode, findWebGpu)).close();
      reports.push({ mode, problem: null });
    } catch (error) {
      if (!(error instanceof HandgradError)) throw error;
      reports.push({ mode, problem: error.message });
    }
  }
  return reports;
}

/** What the place lacks, for gpu.js itself only says that it is not supported. */
function missingFor({ GPU }: GpuJs, mode: GpuJsMode): string | null {
  const isBrowser = typeof document !== 'undefined' || typeof OffscreenCanvas !== 'undefined';
  switch (mode) {
    case 'webgl2':
    case 'webgl':
      if (mode === 'webgl2' ? GPU.isWebGL2Supported : GPU.isWebGLSupported) return null;
      return isBrowser ? 'this browser gives no context for it' : 'only browsers have it';
    case 'headlessgl':
      if (GPU.isHeadlessGLSupported) return null;
      return isBrowser ? 'only Node has it' : "it needs the npm package 'gl', which is missing or does not run here";
    case 'webasm':
      return GPU.isWebAssemblySupported ? null : 'WebAssembly is missing';
    case 'cpu':
    case 'webgpu':
      return null;
  }
}

/** Values of which a mode with fewer than float32's bits would lose some. */
const TELLING = Float32Array.of(1 + 2 ** -23, 2 ** 24 - 1, -1e30, 1e-30);

async function provenMode(gpuJs: GpuJs, mode: GpuJsMode, release: () => void): Promise<OpenedMode> {
  let instance: GpuJsInstance | null = null;
  const close = () => {
    void instance?.destroy();
    release();
  };
  try {
    instance = new gpuJs.GPU({ mode });
    const kernel = instance.createKernel(twice, { output: [TELLING.length], precision: 'single', tactic: 'precision' });
    const given = kernel(gpuJs.input(TELLING, [TELLING.length]));
    const doubled = (await given) as Float32Array;
    if (kernel.kernel.constructor !== instance.Kernel) {
      throw new Error(`gpu.js fell back to ${kernel.kernel.constructor.mode}`);
    }
    if (TELLING.some((value, index) => doubled[index] !== 2 * value)) throw new Error('it does not compute in float32');
    return { mode, instance, isAsynchronous: given instanceof Promise, close };
  } catch (error) {
    close();
    const reason = (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s*\n\s*/g, ' ');
    throw new HandgradError(reason);
  }
}

function twice(this: { thread: { x: number } }, a: number[]): number {
  return a[this.thread.x] * 2;
}
