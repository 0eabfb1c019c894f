import type { Model } from '../nn/model.js';
import type { Optimizer } from '../optim/optimizer.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Checkpoint } from './checkpoint.js';
import type { EpochRecord, History } from './history.js';
import type { Means } from './totals.js';

/** A training as callbacks see it. */
export interface TrainingView {
  /** What is trained. */
  readonly model: Model;
  /** What changes its parameters: a callback may lower `counters.learningRateScale`. */
  readonly optimizer: Optimizer;
  /** Epochs asked for. */
  readonly epochs: number;
  /** Epochs finished. */
  readonly epoch: number;
  /** Batches in an epoch. */
  readonly batches: number;
  /** How many of this epoch's are done. */
  readonly batch: number;
  /** Examples per batch; an epoch's last batch may have fewer. */
  readonly batchSize: number;
  /** Training examples in an epoch. */
  readonly examples: number;
  /** Whether something is measured after each epoch, so that `validationLoss` will be there. */
  readonly validates: boolean;
  /** The epochs so far. */
  readonly records: readonly EpochRecord[];
  /** Means of the current epoch up to now. Waits for the device: not every step. */
  means(): Promise<Means>;
  /** Everything needed to go on from here to the same bits. */
  checkpoint(): Promise<Checkpoint>;
  /** Ends the training after this step or epoch. */
  stop(reason: string): void;
}

/** What a callback must remember across a resume: plain JSON, and tensors by name. */
export interface CallbackState {
  /** Plain JSON. */
  readonly values: Record<string, unknown>;
  /** Tensors by name; they are copied when they are saved. */
  readonly tensors?: Readonly<Record<string, Tensor>>;
}

/**
 * Code that runs at the joints of a training. Every method is optional and awaited.
 * One that remembers something gives it out with `save` and takes it back with `load`, so that a resumed run is the same run.
 */
export interface Callback {
  /** Unique within a training: its state is stored under it. */
  readonly name: string;
  /**
   * `onStepEnd` is called at the latest after every step (counted over the training) that is a multiple of this, and whenever
   * the training pauses anyway, about every 15 ms. Steps in between run at a stretch, which is quicker. Default 1: after every step.
   */
  readonly onStepEndEvery?: number;
  /** Before the first step, also of a resumed training. */
  onTrainBegin?(training: TrainingView): void | Promise<void>;
  /** Before the first step of an epoch. A resumed epoch has begun already. */
  onEpochBegin?(training: TrainingView): void | Promise<void>;
  /** See `onStepEndEvery`. */
  onStepEnd?(training: TrainingView): void | Promise<void>;
  /** After the epoch was counted: `training.epoch` is already the number of finished ones. */
  onEpochEnd?(training: TrainingView, record: EpochRecord): void | Promise<void>;
  /** Also after an interruption, not after an error. */
  onTrainEnd?(training: TrainingView, history: History): void | Promise<void>;
  /** What it remembers, for a checkpoint. */
  save?(): CallbackState;
  /** Takes back what `save` gave; called before `onTrainBegin` of a resumed training. */
  load?(state: CallbackState): void;
}
