import type { Operand } from '../../tensor/device.js';
import type { DType } from '../../tensor/dtype.js';
import type { ChooseVariant } from './kernels/product-candidates.js';
import type { ShaderRequest } from './shader.js';

/**
 * One run of one kernel.
 *
 * The kernel finds its operands at @group(0) @binding(0), (1), ... in the order reads, writes, then the scalars:
 *
 *   @group(0) @binding(0) var<storage, read> x: array<f32>;        // reads
 *   @group(0) @binding(1) var<storage, read_write> y: array<f32>;  // writes
 *   @group(0) @binding(2) var<uniform> scalars: Scalars;           // struct Scalars { ... } in the order of `scalars`
 *
 * An operand is bound with its exact size (in bytes, rounded up to 4), so `arrayLength` is its number of elements (uint8: of
 * words of four). A kernel may leave a binding unused.
 */
export interface LaunchRequest extends ShaderRequest {
  /** The function to run; `main` unless given. */
  readonly entry?: string;
  /** Read-only operands. Null binds a few bytes of nothing, for an operand that these constants make unused. */
  readonly reads: readonly (Operand | null)[];
  /** Operands that are written, or read and written in place. */
  readonly writes: readonly Operand[];
  /** Values that change from launch to launch, such as a learning rate: they reach the kernel without a new shader. At most 64. */
  readonly scalars?: readonly Scalar[];
  /** Workgroups along x, y and z. Nothing is launched if one of them is 0. See `linearDispatch`. */
  readonly dispatch: Dispatch;
}

/** A value in the scalars' uniform: a plain number is an f32. */
export type Scalar = number | { readonly u32: number } | { readonly i32: number };

/** Workgroups along x, y and z. */
export type Dispatch = readonly [x: number, y: number, z: number];

/** What a kernel family gets to run its kernels with. */
export interface Launcher {
  /** What this device allows; any kernel must also work with 256 invocations and 16,384 bytes. */
  readonly limits: LauncherLimits;
  /** Which of the ways to compute a product is quickest here. All give the same bits. */
  readonly choose: ChooseVariant;
  /** Enqueues a kernel behind everything enqueued before. @throws {HandgradError} when the device refuses the request. */
  launch(request: LaunchRequest): void;
  /** Memory for intermediate results, content undefined. Release it right after the last launch that uses it. */
  allocateScratch(dtype: DType, size: number): Operand;
  releaseScratch(scratch: Operand): void;
}

export interface LauncherLimits {
  readonly invocationsPerWorkgroup: number;
  readonly workgroupStorageBytes: number;
  readonly workgroupsPerDimension: number;
  /** That one kernel can be bound to. */
  readonly storageBuffers: number;
  /** Threads of a subgroup, whose place in it is their index in the workgroup modulo this; 1 where kernels have to do without. */
  readonly subgroupSize: number;
  /** Whether the adapter computes on the CPU: a barrier makes every thread a coroutine there, and both ways of a branch are taken. */
  readonly isSoftware: boolean;
}

/**
 * Workgroups for `count` independent items, folded into rows where one row of workgroups would be longer than WebGPU allows
 * (65,535). The kernel finds its item with `linearIndex` of kernels/linear-index.wgsl and must check that it exists.
 */
export function linearDispatch(count: number, itemsPerWorkgroup: number, workgroupsPerDimension = 65_535): Dispatch {
  const workgroups = Math.ceil(count / itemsPerWorkgroup);
  const rows = Math.max(1, Math.ceil(workgroups / workgroupsPerDimension));
  return [Math.ceil(workgroups / rows), rows, 1];
}
