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
 * The npm package `gpu.js`, an optional peer dependency, which is loaded when it is needed and not before. (This is the only file
 * that names it.) In a browser it replaces `globalThis.GPU`, the interface of `navigator.gpu`, by its own class.
 * @throws {HandgradError} when it is not installed.
 */
export async function loadGpuJs(): Promise<GpuJs> {
  try {
    const loaded = (await import('gpu.js')) as unknown as GpuJs & { readonly default?: GpuJs };
    // It is a CommonJS module: what it exports is its default export, and for some bundlers the module itself.
    return loaded.default ?? loaded;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new HandgradError(
      `gpujs: the npm package 'gpu.js' cannot be loaded (${reason}); run npm install gpu.js, or use another backend`,
    );
  }
}
