import type { Device, DeviceBuffer, Operand } from '../tensor/device.js';
import type { TypedArray } from '../tensor/dtype.js';
import type { KernelName, KernelSignatures } from './kernels.js';
import type { Program, Replay } from './program/program.js';

/** One function per kernel: a missing one is a compile error. */
export type KernelTable = {
  readonly [K in KernelName]: (
    inputs: KernelSignatures<Operand>[K]['inputs'],
    outputs: KernelSignatures<Operand>[K]['outputs'],
    attributes: KernelSignatures<Operand>[K]['attributes'],
  ) => void;
};

/**
 * A device that runs kernels.
 *
 * Launches are asynchronous but in order: a kernel sees what every earlier launch and write left. Nothing waits but `read` and
 * `finish`. All kernels go through `kernels`, with every operand and attribute explicit, so that a step can be recorded as a
 * list of launches and replayed. A backend refuses what it cannot run (`HandgradError` with kernel and reason).
 */
export interface Backend extends Device {
  /** The kernels by name: src/backend/kernels.ts says what each computes. */
  readonly kernels: KernelTable;
  /**
   * Makes a recorded step ready to be replayed, in whatever way is quickest here; the results are those of its launches one by one,
   * to the bit. A backend without it gets the interpreter (program/interpreter.ts).
   */
  compile?(program: Program): Replay;
  /**
   * Looks for quicker ways to run a recorded step on this device, before it is compiled: at most about a second, and only where `steps`
   * runs of it are worth that. What comes out of the step stays the same to the bit.
   */
  tune?(program: Program, steps: number): Promise<void>;
  /**
   * Makes launches, and says how long each took by the device's own clock, in milliseconds. Null where there is none; then nothing has
   * been launched.
   */
  timeLaunches?(launches: readonly (() => void)[]): Promise<readonly number[] | null>;
  /** Resolves when everything launched so far has finished. */
  finish(): Promise<void>;
  /** Releases the device itself. Tensors on it are lost. */
  destroy(): void;
}

/** A backend whose buffers lie in the memory of this process, so that another backend can be built over it and share them. */
export interface HostBackend extends Backend {
  /**
   * The elements of a buffer themselves, not a copy, when every launch before has finished. What is written into them, later
   * launches see. Good until the next launch, allocation or release.
   */
  hostValues(buffer: DeviceBuffer): TypedArray;
}
