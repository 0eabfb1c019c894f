import { HandgradError } from '../../tensor/error.js';
import { sizeOf } from '../../tensor/shape.js';
import type { KernelAttributes } from '../kernels.js';
import type { GpuJsKernel, GpuJsKernelName, OperandSizes } from './gpujs-kernel.js';
import type { GpuJs, GpuJsCompiledKernel, GpuJsInstance, GpuJsRows } from './gpujs-package.js';

/** Kernels kept compiled: far more than a network needs. Each holds memory of the size of its operands. */
const KEPT = 128;

/** WebGL 1 may compute with whole numbers in float32 (GLSL ES 1.00, 4.5.2). */
const LARGEST_IN_WEBGL1 = 2 ** 24;

interface Compiled {
  readonly call: GpuJsCompiledKernel;
  readonly inputs: readonly OperandSizes[];
}

/** The kernels of one opened mode, each compiled once for each set of attributes; those not used for long are dropped. */
export class CompiledKernels {
  /** In the order of their last use. */
  private readonly compiled = new Map<string, Compiled>();

  /** `name`: the backend's, for errors. */
  constructor(
    private readonly gpuJs: GpuJs,
    private readonly instance: GpuJsInstance,
    private readonly name: string,
  ) {}

  /**
   * Computes a kernel's output, in rows. An input that is null counts as zeros.
   * @throws {HandgradError} when gpu.js cannot run it, or could only in another mode.
   */
  run<K extends GpuJsKernelName>(
    kernelName: K,
    kernel: GpuJsKernel<K>,
    values: readonly (Float32Array | null)[],
    attributes: KernelAttributes<K>,
  ): GpuJsRows | Promise<GpuJsRows> {
    try {
      const { call, inputs } = this.get(kernelName, kernel, attributes);
      const rows = call(...inputs.map((sizes, index) => this.input(values[index], sizes)));
      if (!isPromise(rows)) {
        this.refuseFallback(call);
        return rows;
      }
      return rows.catch((error: unknown) => this.refuse(kernelName, error));
    } catch (error) {
      return this.refuse(kernelName, error);
    }
  }

  private get<K extends GpuJsKernelName>(
    kernelName: K,
    kernel: GpuJsKernel<K>,
    attributes: KernelAttributes<K>,
  ): Compiled {
    const key = `${kernelName} ${JSON.stringify(attributes)}`;
    const compiled = this.compiled.get(key) ?? {
      inputs: kernel.inputs(attributes),
      call: this.instance.createKernel(kernel.element, {
        output: [...kernel.threads(attributes)],
        constants: kernel.constants(attributes),
        precision: 'single',
        tactic: 'precision',
      }),
    };
    this.compiled.delete(key);
    this.compiled.set(key, compiled);
    for (const [oldest, { call }] of this.compiled) {
      if (this.compiled.size <= KEPT) break;
      this.compiled.delete(oldest);
      call.destroy();
    }
    return compiled;
  }

  /** gpu.js takes no empty arrays: one element that no thread reads stands for them. */
  private input(values: Float32Array | null, sizes: OperandSizes): object {
    const size = sizeOf(sizes);
    if (size > LARGEST_IN_WEBGL1 && /:(webgl|headlessgl)$/.test(this.name)) {
      throw new Error(
        `an operand of ${size} elements is too large for WebGL 1, whose whole numbers end at ${LARGEST_IN_WEBGL1}`,
      );
    }
    if (size === 0) return this.gpuJs.input(new Float32Array(1), [1]);
    return this.gpuJs.input(values ?? new Float32Array(size), [...sizes]);
  }

  /** gpu.js falls back to the CPU by itself where a kernel cannot be built. */
  private refuseFallback(call: GpuJsCompiledKernel): void {
    if (call.kernel.constructor === this.instance.Kernel) return;
    throw new Error(`gpu.js fell back to ${call.kernel.constructor.mode}: ${call.fallbackReason ?? 'no reason given'}`);
  }

  private refuse(kernelName: string, error: unknown): never {
    const reason = (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s*\n\s*/g, ' ');
    throw new HandgradError(`${this.name}: ${kernelName} does not run (${reason}); use another mode or backend`);
  }
}

function isPromise(rows: GpuJsRows | Promise<GpuJsRows>): rows is Promise<GpuJsRows> {
  return rows instanceof Promise;
}
