import type { Command } from 'commander';
import type { JsonObject } from '../../nn/json.js';
import { HandgradError } from '../../tensor/error.js';
import { notNegative, oneOf, positive, wholeNumber } from '../flag-values.js';
import { flag, flagOf } from '../flags.js';

/** How the learning rate changes from step to step. */
export interface ScheduleSettings {
  readonly schedule: ScheduleName;
  readonly decay: number | null;
  readonly decayFactor: number | null;
  readonly decayEvery: number | null;
  readonly decaySteps: number | null;
  readonly finalLearningRate: number | null;
  readonly warmUpSteps: number;
}

type ScheduleName = keyof typeof schedules;

/** What each schedule has to be given, and may be given. */
const schedules = {
  constant: { required: [], optional: [] },
  'inverse-time': { required: ['decay'], optional: [] },
  step: { required: ['decayFactor', 'decayEvery'], optional: [] },
  exponential: { required: ['decayFactor', 'decayEvery'], optional: [] },
  cosine: { required: [], optional: ['decaySteps', 'finalLearningRate'] },
} as const satisfies Record<string, Record<'required' | 'optional', readonly (keyof ScheduleSettings)[]>>;

const scheduleNames = Object.keys(schedules) as ScheduleName[];
const scheduleOptions = ['decay', 'decayFactor', 'decayEvery', 'decaySteps', 'finalLearningRate'] as const;

export const scheduleDefaults: ScheduleSettings = {
  schedule: 'constant',
  decay: null,
  decayFactor: null,
  decayEvery: null,
  decaySteps: null,
  finalLearningRate: null,
  warmUpSteps: 0,
};

/** Adds `--schedule` and its numbers. */
export function addScheduleFlags(command: Command): Command {
  command.optionsGroup('Learning rate:');
  flag(command, '--schedule <name>', `${scheduleNames.join(', ')} (constant)`, oneOf(scheduleNames));
  flag(command, '--decay <rate>', 'inverse-time: rate / (1 + decay * step)', notNegative);
  flag(command, '--decay-factor <factor>', 'step, exponential: factor per --decay-every', positive);
  flag(command, '--decay-every <steps>', 'step, exponential: steps per factor', wholeNumber(1));
  flag(command, '--decay-steps <steps>', 'cosine: its length (all steps after warm-up)', wholeNumber(1));
  flag(command, '--final-learning-rate <rate>', 'cosine: where it ends (0)', notNegative);
  flag(command, '--warm-up-steps <steps>', 'rise in a straight line from 0 before (0)', wholeNumber(0));
  return command;
}

/**
 * The learning rate, or how it changes, starting from `learningRate`, as a recipe has it. A cosine decay without a length lasts as
 * long as the training.
 * @throws {HandgradError} for an option of another schedule, or when one is missing.
 */
export function describeSchedule(settings: ScheduleSettings, learningRate: number): number | JsonObject {
  checkOptions(settings);
  const { warmUpSteps } = settings;
  const then = afterWarmUp(settings, learningRate);
  return warmUpSteps === 0 ? then : { kind: 'warmUp', steps: warmUpSteps, then };
}

function afterWarmUp(settings: ScheduleSettings, learningRate: number): number | JsonObject {
  const { schedule, decay, decayFactor: factor, decayEvery: every, decaySteps, finalLearningRate } = settings;
  switch (schedule) {
    case 'constant':
      return learningRate;
    case 'inverse-time':
      return { kind: 'inverseTimeDecay', learningRate, decay };
    case 'step':
      return { kind: 'stepDecay', learningRate, factor, every };
    case 'exponential':
      return { kind: 'exponentialDecay', learningRate, factor, every };
    case 'cosine': {
      const length = decaySteps === null ? {} : { steps: decaySteps };
      return { kind: 'cosineDecay', learningRate, ...length, final: finalLearningRate ?? 0 };
    }
  }
}

function checkOptions(settings: ScheduleSettings): void {
  const { schedule } = settings;
  const required: readonly string[] = schedules[schedule].required;
  const optional: readonly string[] = schedules[schedule].optional;
  for (const option of scheduleOptions) {
    const isGiven = settings[option] !== null;
    if (required.includes(option) && !isGiven) {
      throw new HandgradError(
        `--schedule ${schedule} needs ${required.map(flagOf).join(' and ')}; ${flagOf(option)} is missing`,
      );
    }
    if (isGiven && !required.includes(option) && !optional.includes(option)) {
      throw new HandgradError(`${flagOf(option)} is no option of --schedule ${schedule}`);
    }
  }
}
