import type { DeviceBuffer, Operand } from '../../tensor/device.js';
import type { DType, TypedArray } from '../../tensor/dtype.js';
import type { Storage } from '../../tensor/lifetime.js';
import type { KernelAttributes, KernelName } from '../kernels.js';
import type { StepValue } from './per-step.js';

/**
 * A step as data: which kernels run, in which order, on which buffers. Nothing in it depends on how often it runs; what changes
 * from step to step is in the attributes that are `PerStep`.
 *
 * To run it: allocate the constants and write their `values`; allocate the slots; launch `setup` once; then, for each
 * step, launch `launches` in order. Afterwards the external buffers hold what the step came to.
 */
export interface Program {
  readonly buffers: readonly ProgramBuffer[];
  /** What does not depend on the step, computed once: it reads and writes constants only. */
  readonly setup: readonly RecordedLaunch[];
  /** The step. */
  readonly launches: readonly RecordedLaunch[];
  readonly memory: MemoryPlan;
  /** The memory of the tensors that a step changes. (Its launches may name larger memory of which these are parts.) */
  readonly changes: readonly Storage[];
}

/** One kernel on its operands. Which operands an index stands for is the kernel's signature (kernels.ts). */
export interface RecordedLaunch<K extends KernelName = KernelName> {
  readonly kernel: K;
  readonly inputs: readonly (ProgramOperand | null)[];
  readonly outputs: readonly (ProgramOperand | null)[];
  /** Launches that depend on the step in the same way share one `PerStep`, to be asked once per step. */
  readonly attributes: StepValue<KernelAttributes<K>>;
  /** Whether what the outputs held before counts: then the launch reads them, too. */
  readonly inPlace: boolean;
}

/** An operand of a recorded launch: the whole buffer, with a shape. */
export interface ProgramOperand extends Operand {
  readonly buffer: ProgramBuffer;
}

/** A block of memory of a program. */
export type ProgramBuffer = ExternalBuffer | ConstantBuffer | TemporaryBuffer;

interface BufferOfProgram extends DeviceBuffer {
  /** Its place in `Program.buffers`. */
  readonly id: number;
  readonly dtype: DType;
  /** Number of elements. */
  readonly size: number;
}

/** Memory of a tensor that exists outside of the step: a parameter, the data, a running sum. */
export interface ExternalBuffer extends BufferOfProgram {
  readonly role: 'external';
  /** `storage.buffer` is the device's buffer. It stays where it is as long as the program is in use. */
  readonly storage: Storage;
  /** Whether a launch of the step writes it. */
  readonly isWritten: boolean;
}

/** The same in every step. Memory of its own, for as long as the program is in use. */
export interface ConstantBuffer extends BufferOfProgram {
  readonly role: 'constant';
  /** What it holds; null where a launch of `setup` writes it. */
  readonly values: TypedArray | null;
}

/** Needed within a step only: between them, buffers that are never needed at the same time share a slot. */
export interface TemporaryBuffer extends BufferOfProgram {
  readonly role: 'temporary';
  /** The first and the last of `launches` that mention it. */
  readonly firstUse: number;
  readonly lastUse: number;
  /** Its place in `MemoryPlan.slots`. */
  readonly slot: number;
  /** Where it begins in the slot, in bytes: a multiple of `SLOT_ALIGNMENT`. 0, but for a part of another buffer. */
  readonly offset: number;
  /**
   * The buffer that it is a part of, by its place in `Program.buffers`; null for most. Launches that use the whole use this one, too.
   * A whole begins where its slot begins, and both are needed as long as either.
   */
  readonly whole: number | null;
}

/** The memory of all temporary buffers. */
export interface MemoryPlan {
  readonly slots: readonly MemorySlot[];
  /** The size of an arena that holds all slots, one behind the other. */
  readonly arenaBytes: number;
  /** What the temporary buffers would take together if none shared. */
  readonly unsharedBytes: number;
}

/**
 * Memory that temporary buffers take turns in. A device may allocate each slot by itself or cut all from one arena.
 * No launch has an input and an output in one slot.
 */
export interface MemorySlot {
  /** A multiple of `SLOT_ALIGNMENT`. */
  readonly bytes: number;
  /** In bytes from the beginning of the arena: a multiple of `SLOT_ALIGNMENT`. */
  readonly offset: number;
}

/** Slots begin at multiples of this: WebGPU's distance between bindings, and four cache lines. */
export const SLOT_ALIGNMENT = 256;

/** A program made ready on a device: its memory is allocated, what it needs only once is done. */
export interface Replay {
  /**
   * Runs the step `steps` times. `advance` is called after each, once its launches are made (they need not have run): the host's
   * state, on which the `PerStep` attributes of the next step depend, moves on.
   */
  run(steps: number, advance: () => void): void;
  /** Gives the memory back. */
  dispose(): void;
}
