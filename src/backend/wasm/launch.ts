import type { Operand } from '../../tensor/device.js';
import type { KernelBuilder } from './kernel-builder.js';

/** One run of one kernel. */
export interface LaunchRequest {
  /**
   * The kernel with everything that its code depends on: shapes and attributes, but not addresses and not what may change from
   * step to step. The code is made once for each such name.
   */
  readonly code: string;
  /** Writes the code. Called once for each `code`. */
  readonly write: (k: KernelBuilder) => void;
  /** What `k.pointer(i)` finds: operands, null where there is none. */
  readonly operands: readonly (Operand | null)[];
  /** What `k.scalar(i)` and `k.integer(i)` find; these may change from step to step. */
  readonly scalars?: readonly Scalar[];
  /** Whether all threads take part. A barrier is not free (docs/performance.md, "Threads"); see `isWorthThreads`. */
  readonly isParallel: boolean;
  /** Memory for intermediate results, all threads together: what `k.scratch` points to. Its content does not outlive the launch. */
  readonly scratchBytes?: number;
}

/** A value for a kernel: a plain number is a float32. */
export type Scalar = number | { readonly i32: number };

/** What a kernel family gets to run its kernels with. */
export interface Launcher {
  readonly threads: number;
  /** Whether fused multiply-add is there. */
  readonly hasRelaxedSimd: boolean;
  launch(request: LaunchRequest): void;
}

/**
 * How much work makes threads worth their barrier. Counted in float32 operations of a vectorised loop, or elements moved, whichever
 * is more. Not tuned: a barrier takes 0.12 microseconds, a small part of the smallest such launch.
 */
const OPERATIONS_WORTH_THREADS = 16_384;

/** Whether so many elementary operations are worth waking the other threads. */
export function isWorthThreads(operations: number): boolean {
  return operations >= OPERATIONS_WORTH_THREADS;
}
