import type { TypedArray } from '../tensor/dtype.js';
import type { Shape } from '../tensor/shape.js';
import type { ImageGenerator } from './augment/transformation.js';
import type { EpochRecord } from './history.js';

/** Elements of one tensor on the host. */
export interface HostTensor {
  readonly shape: Shape;
  readonly data: TypedArray;
}

/**
 * A training at a moment between two steps: all that its future depends on. Random numbers are functions of (seed, epoch,
 * step), so their state is the position.
 */
export interface Checkpoint {
  readonly format: 'handgrad-checkpoint';
  readonly version: 1;
  /** What was trained: the description for reading, the parameters' names and shapes for matching. */
  readonly model: unknown;
  readonly optimizer: unknown;
  /** The optimiser's counters: steps taken, learning-rate scale, ... */
  readonly optimizerState: Readonly<Record<string, number>>;
  /** Settings that decide the course of the run; a resumed run must have the same ones. */
  readonly settings: TrainingSettings;
  readonly position: TrainingPosition;
  readonly records: readonly EpochRecord[];
  /** Seconds already spent in the unfinished epoch, and how many examples its running sums hold. */
  readonly elapsedSeconds: number;
  readonly examplesSeen: number;
  /** Why a callback had ended the run by then, if it had. */
  readonly stopped: string | null;
  /** JSON state of each callback, by its name. */
  readonly callbacks: Readonly<Record<string, Record<string, unknown>>>;
  /** `model/<parameter>`, `optimizer/<slot>`, `totals/<index>`, `callback/<name>/<key>`. */
  readonly tensors: Readonly<Record<string, HostTensor>>;
}

export interface TrainingSettings {
  readonly batchSize: number;
  readonly seed: number;
  readonly shuffle: boolean;
  /** How training images are varied, with all its options; absent where they are not. */
  readonly augment?: ImageGenerator;
  /** Training examples after the validation share was taken away. */
  readonly examples: number;
  /** Name of the backend: another one rounds differently, so it is allowed, but the bits will differ. */
  readonly backend: string;
}

export interface TrainingPosition {
  /** Epochs finished. */
  readonly epoch: number;
  /** Batches of the current epoch finished. */
  readonly batch: number;
  /** Steps over all epochs. */
  readonly step: number;
}
