import type { Model } from '../nn/model.js';
import type { Optimizer } from '../optim/optimizer.js';
import { HandgradError } from '../tensor/error.js';
import type { Seed } from '../tensor/random.js';
import { completeGenerator, type ImageGenerator } from './augment/transformation.js';
import type { Callback } from './callback.js';
import type { Checkpoint } from './checkpoint.js';
import { shapeText } from '../tensor/shape.js';
import { checkExamples, exampleRange, type Examples } from './examples.js';
import type { History } from './history.js';
import { accuracy, type Metric } from './metric.js';
import type { Loss } from './train-step.js';
import { Training } from './training.js';

/** How a model is trained. */
export interface FitOptions {
  /** Passes over the training examples. */
  readonly epochs: number;
  /** What changes the parameters: `adam()`, `sgd({ learningRate: 0.1 })`, ... */
  readonly optimizer: Optimizer;
  /** Mean loss of a batch, as `softmaxCrossEntropy`. */
  readonly loss: Loss;
  /** Examples per step; the last batch of an epoch may be smaller. Default 32, as in Keras. */
  readonly batchSize?: number;
  /** Measured after every epoch: other examples, or a share of these (the last ones, taken away before any shuffling). */
  readonly validation?: Examples | number | undefined;
  /** Default: accuracy where targets are labels or distributions over classes, else none. */
  readonly metrics?: readonly Metric[] | undefined;
  /**
   * Vary every training image anew in each step, as a function of the seed, the step and the image's place in its batch. Inputs have to
   * be images. Examples for validation stay as they are. Default: do not.
   */
  readonly augment?: ImageGenerator | undefined;
  /** Decides shuffles, dropout and augmentation. Default 0. */
  readonly seed?: Seed;
  /** Visit the examples in a new random order each epoch. Default true. */
  readonly shuffle?: boolean;
  /** Code that runs between steps and epochs, in this order. Default none. */
  readonly callbacks?: readonly Callback[];
  /** When it is aborted the training ends after the step it is in, can be checkpointed by callbacks, and returns. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Record the step once for each size of a batch and replay it: the same bits as running its code every time, without that code's
   * cost. Needed false only for a model or loss of one's own that reads values back, or whose computation is another one in every
   * step by more than what is `perStep`. Default true.
   */
  readonly capture?: boolean;
  /** Goes on from here instead of from the start; model, optimiser, data and settings must be the same. */
  readonly resume?: Checkpoint | undefined;
}

/**
 * Trains a model in place and returns what each epoch came to.
 *
 * Deterministic: the same model, data, options and backend give the same bits, also when interrupted and resumed.
 * @throws {HandgradError} on impossible options or data, and `NonFiniteError` when the loss or a weight becomes NaN or infinite.
 */
export async function fit(model: Model, examples: Examples, options: FitOptions): Promise<History> {
  const run = prepareTraining(model, examples, options);
  try {
    if (options.resume) run.restore(options.resume);
    return await run.toEnd();
  } finally {
    run.dispose();
  }
}

/** The training that `fit` runs, ready to. It has to be disposed of. @throws {HandgradError} on impossible options or data. */
export function prepareTraining(model: Model, examples: Examples, options: FitOptions): Training {
  const { batchSize = 32, seed = 0, shuffle = true, callbacks = [], capture = true } = options;
  requireCount('epochs', options.epochs);
  requireCount('batchSize', batchSize);
  checkExamples('fit', examples);
  const { training, validation } = split(examples, options.validation);
  const augment = options.augment ? completeGenerator(options.augment) : null;
  if (augment) checkImages(examples);
  const metrics = options.metrics ?? (isClassification(examples) ? [accuracy] : []);
  return new Training({
    model,
    optimizer: options.optimizer,
    loss: options.loss,
    metrics,
    examples: training,
    validation,
    epochs: options.epochs,
    batchSize,
    augment,
    seed,
    shuffle,
    callbacks,
    signal: options.signal,
    capture,
  });
}

function split(
  examples: Examples,
  validation: Examples | number | undefined,
): { training: Examples; validation: Examples | null } {
  if (validation === undefined) return { training: examples, validation: null };
  if (typeof validation !== 'number') {
    checkExamples('fit, validation', validation);
    return { training: examples, validation };
  }
  // Keras' validation_split: int(n * (1 - share)) examples stay in training.
  const kept = Math.floor(examples.count * (1 - validation));
  if (!(validation > 0 && validation < 1) || kept < 1 || kept === examples.count) {
    throw new HandgradError(
      `fit: a validation share of ${validation} of ${examples.count} examples leaves one side empty; expected between 0 and 1`,
    );
  }
  return { training: exampleRange(examples, 0, kept), validation: exampleRange(examples, kept, examples.count) };
}

function isClassification({ targets, targetShape }: Examples): boolean {
  return !(targets instanceof Float32Array) || (targetShape.length === 1 && targetShape[0] > 1);
}

function checkImages({ inputShape }: Examples): void {
  if (inputShape.length === 3) return;
  throw new HandgradError(
    `fit: augment needs images [height, width, channels], the inputs are ${shapeText(inputShape)}; ` +
      'give the examples such an inputShape and begin the model with flatten()',
  );
}

function requireCount(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new HandgradError(`fit: ${name} is ${value}, expected a whole number of at least 1`);
}
