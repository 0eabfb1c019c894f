import type { TypedArray } from '../tensor/dtype.js';
import type { Shape } from '../tensor/shape.js';
import type { ImageGenerator } from './augment/transformation.js';
import type { EpochRecord } from './history.js';

/** Elements of one tensor on the host. */
export interface HostTensor {
  /** The sizes of all axes. */
  readonly shape: Shape;
  /** Row-major, as many as the shape says. */
  readonly data: TypedArray;
}

/**
 * A training at a moment between two steps: all that its future depends on. Random numbers are functions of (seed, epoch,
 * step), so their state is the position.
 */
export interface Checkpoint {
  /** Tells it from other files. */
  readonly format: 'handgrad-checkpoint';
  /** Of the format: another one is refused. */
  readonly version: 1;
  /** What was trained: the description for reading, the parameters' names and shapes for matching. */
  readonly model: unknown;
  /** The optimiser's description: a resumed run must have the same. */
  readonly optimizer: unknown;
  /** The optimiser's counters: steps taken, learning-rate scale, ... */
  readonly optimizerState: Readonly<Record<string, number>>;
  /** Settings that decide the course of the run; a resumed run must have the same ones. */
  readonly settings: TrainingSettings;
  /** Between which steps it was taken. */
  readonly position: TrainingPosition;
  /** The epochs so far. */
  readonly records: readonly EpochRecord[];
  /** Seconds already spent in the unfinished epoch. */
  readonly elapsedSeconds: number;
  /** How many examples that epoch's running sums hold. */
  readonly examplesSeen: number;
  /** Why a callback had ended the run by then, if it had. */
  readonly stopped: string | null;
  /** JSON state of each callback, by its name. */
  readonly callbacks: Readonly<Record<string, Record<string, unknown>>>;
  /** `model/<parameter>`, `optimizer/<slot>`, `totals/<index>`, `callback/<name>/<key>`. */
  readonly tensors: Readonly<Record<string, HostTensor>>;
}

/** What decides the course of a training, besides model, optimiser and data. */
export interface TrainingSettings {
  /** Examples per step. */
  readonly batchSize: number;
  /** Of shuffles, dropout and augmentation. */
  readonly seed: number;
  /** Whether each epoch has a random order of its own. */
  readonly shuffle: boolean;
  /** How training images are varied, with all its options; absent where they are not. */
  readonly augment?: ImageGenerator;
  /** Training examples after the validation share was taken away. */
  readonly examples: number;
  /** Name of the backend: another one rounds differently, so it is allowed, but the bits will differ. */
  readonly backend: string;
}

/** How far a training has come. */
export interface TrainingPosition {
  /** Epochs finished. */
  readonly epoch: number;
  /** Batches of the current epoch finished. */
  readonly batch: number;
  /** Steps over all epochs. */
  readonly step: number;
}
