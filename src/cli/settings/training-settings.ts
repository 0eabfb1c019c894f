import { Option, type Command } from 'commander';
import { earlyStopping } from '../../train/callbacks/early-stopping.js';
import { reduceOnPlateau } from '../../train/callbacks/reduce-on-plateau.js';
import type { Callback } from '../../train/callback.js';
import { exampleRange, type Examples } from '../../train/examples.js';
import { HandgradError } from '../../tensor/error.js';
import { fraction, notNegative, oneOf, positive, properFraction, wholeNumber } from '../flag-values.js';
import { flag, flagOf } from '../flags.js';

/** The course of a training; null where nothing is asked for. */
export interface TrainingSettings {
  readonly batchSize: number;
  readonly epochs: number;
  /** What is measured after each epoch: the test images, nothing, or a share of the training images, the last ones. */
  readonly validation: 'test' | 'none' | number;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly labelSmoothing: number;
  readonly earlyStopping: number | null;
  readonly reduceOnPlateau: number | null;
  readonly monitor: string | null;
  readonly minDelta: number | null;
  readonly restoreBest: boolean;
  readonly factor: number | null;
  readonly cooldown: number | null;
  readonly minLearningRate: number | null;
}

/** What `--validation-share` and `--validation` give together. */
export interface ValidationFlags {
  readonly validation?: 'test' | 'none';
  readonly validationShare?: number;
}

export const trainingDefaults: Omit<TrainingSettings, 'batchSize' | 'epochs' | 'validation'> = {
  shuffle: true,
  seed: 0,
  labelSmoothing: 0,
  earlyStopping: null,
  reduceOnPlateau: null,
  monitor: null,
  minDelta: null,
  restoreBest: false,
  factor: null,
  cooldown: null,
  minLearningRate: null,
};

/** Adds `--epochs` and the other flags of the course of a training. */
export function addTrainingFlags(command: Command): Command {
  command.optionsGroup('Training:');
  flag(command, '--epochs <count>', 'passes over the training images', wholeNumber(1));
  flag(command, '--batch-size <images>', 'images per step (128)', wholeNumber(1));
  flag(
    command,
    '--validation-share <share>',
    'of the training images, the last ones, to validate with',
    properFraction,
  );
  command.addOption(
    new Option('--validation <set>', 'validate with the test images, or not at all: test, none')
      .argParser(oneOf(['test', 'none']))
      .conflicts('validationShare'),
  );
  command.option('--no-shuffle', 'visit the images in the order they lie in');
  flag(command, '--seed <number>', 'of first weights, shuffles and dropout (0)', wholeNumber(0));
  flag(command, '--label-smoothing <share>', 'spread over all classes (0)', fraction);
  flag(command, '--early-stopping <patience>', 'end after so many epochs without improvement', wholeNumber(0));
  flag(command, '--reduce-on-plateau <patience>', 'lower the rate after so many such epochs', wholeNumber(0));
  flag(
    command,
    '--monitor <figure>',
    'watched by both: loss, accuracy, validationLoss, validationAccuracy (validationLoss)',
  );
  flag(command, '--min-delta <change>', 'less is no improvement (0; plateau 1e-4)', notNegative);
  command.option('--restore-best', 'early stopping: go back to the weights of the best epoch');
  flag(command, '--factor <factor>', 'plateau: multiplies the rate (0.1)', properFraction);
  flag(command, '--cooldown <epochs>', 'plateau: epochs of rest after a reduction (0)', wholeNumber(0));
  flag(command, '--min-learning-rate <rate>', 'plateau: never below (0)', positive);
  return command;
}

/**
 * The training images to learn from, and those to validate with. `test`: null where its labels are not known.
 * @throws {HandgradError} when a side would be empty, or there are no labels to validate with.
 */
export function splitExamples(
  { validation }: TrainingSettings,
  train: Examples,
  test: Examples | null,
): { readonly train: Examples; readonly validation: Examples | undefined } {
  if (validation === 'none') return { train, validation: undefined };
  if (validation === 'test') {
    if (test) return { train, validation: test };
    throw new HandgradError(
      'the labels of these test images are not known; validate with --validation-share 0.2, or with --validation none',
    );
  }
  // As in Keras: of n images, int(n * (1 - share)) are trained on.
  const kept = Math.floor(train.count * (1 - validation));
  if (kept === 0 || kept === train.count) {
    throw new HandgradError(
      `--validation-share ${validation} of ${train.count} images leaves none on one side; take another share or more images`,
    );
  }
  return { train: exampleRange(train, 0, kept), validation: exampleRange(train, kept, train.count) };
}

/** Early stopping and the reduction on a plateau, as asked for. @throws {HandgradError} for an option without its callback. */
export function plateauCallbacks(settings: TrainingSettings): Callback[] {
  const { earlyStopping: stopPatience, reduceOnPlateau: reducePatience, monitor, minDelta } = settings;
  const needed = [
    { options: ['restoreBest'], isThere: stopPatience !== null, by: '--early-stopping' },
    { options: ['factor', 'cooldown', 'minLearningRate'], isThere: reducePatience !== null, by: '--reduce-on-plateau' },
    {
      options: ['monitor', 'minDelta'],
      isThere: stopPatience !== null || reducePatience !== null,
      by: '--early-stopping or --reduce-on-plateau',
    },
  ] as const;
  for (const { options, isThere, by } of needed) {
    const idle = options.find((name) => settings[name] !== null && settings[name] !== false);
    if (idle && !isThere) throw new HandgradError(`${flagOf(idle)} has no effect without ${by}`);
  }
  const watched = { ...(monitor !== null && { monitor }), ...(minDelta !== null && { minDelta }) };
  const { restoreBest, factor, cooldown, minLearningRate } = settings;
  const reduction = {
    ...(factor !== null && { factor }),
    ...(cooldown !== null && { cooldown }),
    ...(minLearningRate !== null && { minLearningRate }),
  };
  return [
    ...(reducePatience === null ? [] : [reduceOnPlateau({ ...watched, ...reduction, patience: reducePatience })]),
    ...(stopPatience === null ? [] : [earlyStopping({ ...watched, patience: stopPatience, restoreBest })]),
  ];
}
