import { Option, type Command } from 'commander';
import type { Validation } from '../../recipe/schema/data.js';
import { monitorNames, type CallbackInput, type MonitorName } from '../../recipe/schema/training.js';
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
  readonly monitor: MonitorName | null;
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
    `watched by both: ${monitorNames.join(', ')} (validationLoss)`,
    oneOf(monitorNames),
  );
  flag(command, '--min-delta <change>', 'less is no improvement (0; plateau 1e-4)', notNegative);
  command.option('--restore-best', 'early stopping: go back to the weights of the best epoch');
  flag(command, '--factor <factor>', 'plateau: multiplies the rate (0.1)', properFraction);
  flag(command, '--cooldown <epochs>', 'plateau: epochs of rest after a reduction (0)', wholeNumber(0));
  flag(command, '--min-learning-rate <rate>', 'plateau: never below (0)', positive);
  return command;
}

/** What is measured after each epoch, as a recipe has it. */
export function describeValidation({ validation }: Pick<TrainingSettings, 'validation'>): Validation {
  return typeof validation === 'number' ? { kind: 'last', share: validation } : { kind: validation };
}

/** Early stopping and the reduction on a plateau, as asked for, as a recipe has them. @throws {HandgradError} for an option without its callback. */
export function describeCallbacks(settings: TrainingSettings): CallbackInput[] {
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
  const figure = monitor ?? 'validationLoss';
  if ((stopPatience ?? reducePatience) !== null && settings.validation === 'none' && figure.startsWith('validation')) {
    throw new HandgradError(`${figure} cannot be watched with --validation none; give --monitor loss or accuracy`);
  }
  const watched = { ...(monitor !== null && { monitor }), ...(minDelta !== null && { minDelta }) };
  const { restoreBest, factor, cooldown, minLearningRate } = settings;
  const reduction = {
    ...(factor !== null && { factor }),
    ...(cooldown !== null && { cooldown }),
    ...(minLearningRate !== null && { minLearningRate }),
  };
  return [
    ...(reducePatience === null
      ? []
      : [{ kind: 'reduceOnPlateau' as const, ...watched, ...reduction, patience: reducePatience }]),
    ...(stopPatience === null
      ? []
      : [{ kind: 'earlyStopping' as const, ...watched, patience: stopPatience, restoreBest }]),
  ];
}
