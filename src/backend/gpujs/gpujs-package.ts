import { HandgradError } from '../../tensor/error.js';

/** What a kernel gives: rows of numbers in typed arrays, or arrays of rows. */
export type GpuJsRows = Float32Array | readonly GpuJsRows[];

/** The class of a mode's kernels. */
export interface GpuJsKernelClass {
  readonly mode: string;
}

/** A kernel of gpu.js, which compiles itself when it is first called. In `webgpu` mode it gives promises. */
export interface GpuJsCompiledKernel {
  (...inputs: object[]): GpuJsRows | Promise<GpuJsRows>;
  /** What runs: of another class than the instance's after gpu.js has fallen back to another mode. */
  readonly kernel: { readonly constructor: GpuJsKernelClass };
  readonly fallbackReason?: string | null;
  destroy(): void;
}

/** One opened mode of gpu.js. */
export interface GpuJsInstance {
  readonly Kernel: GpuJsKernelClass;
  createKernel(source: unknown, settings: object): GpuJsCompiledKernel;
  destroy(): Promise<void>;
}

/** What is used of the npm package `gpu.js`. (Its own types are there only where it is installed.) */
export interface GpuJs {
  readonly GPU: {
    new (settings: { mode: string }): GpuJsInstance;
    readonly isHeadlessGLSupported: boolean;
    readonly isWebGL2Supported: boolean;
    readonly isWebGLSupported: boolean;
    readonly isWebAssemblySupported: boolean;
  };
  /** Values with the sizes by which a kernel function indexes them, the fastest first. */
  readonly input: (values: Float32Array, sizes: number[]) => object;
  /** The one WebGPU device that all kernels share. */
  readonly WebGPUContext: { destroy(): Promise<void> };
}

/**
 * gpu.js: in a browser what the page has loaded (`import 'gpu.js'` or a script: it announces itself as `globalThis.GPU`), in Node
 * the npm package. It is an optional peer dependency, so that nobody's bundle carries it unasked.
 * @throws {HandgradError} when it is not there.
 */
export async function findGpuJs(): Promise<GpuJs> {
  const announced = (globalThis as { GPU?: { prototype?: { createKernel?: unknown } } }).GPU;
  if (typeof announced?.prototype?.createKernel === 'function') return announced as unknown as GpuJs;
  if (typeof document !== 'undefined' || typeof OffscreenCanvas !== 'undefined') {
    throw new HandgradError("gpujs: the page has not loaded gpu.js; import 'gpu.js' before, or use another backend");
  }
  const { nodeGpuJs } = await import('./node-gpujs.js');
  return nodeGpuJs();
}
