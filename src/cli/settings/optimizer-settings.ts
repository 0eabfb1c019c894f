import type { Command } from 'commander';
import { optimizerFromDescription } from '../../optim/description.js';
import type { Recipe } from '../../recipe/schema/recipe.js';
import { HandgradError } from '../../tensor/error.js';
import { fraction, notNegative, oneOf, positive } from '../flag-values.js';
import { flag, flagOf } from '../flags.js';
import { describeSchedule, type ScheduleSettings } from './schedule-settings.js';

/** How weights are updated; null leaves an option to the optimiser's default. */
export interface OptimizerSettings {
  readonly optimizer: OptimizerName;
  readonly learningRate: number | null;
  readonly momentum: number | null;
  readonly nesterov: boolean | null;
  readonly beta1: number | null;
  readonly beta2: number | null;
  readonly epsilon: number | null;
  readonly rho: number | null;
  readonly weightDecay: number | null;
  readonly clipValue: number | null;
  readonly clipNorm: number | null;
  readonly clipGlobalNorm: number | null;
}

const optimizers = {
  sgd: { kind: 'sgd', options: ['momentum', 'nesterov'] },
  adam: { kind: 'adam', options: ['beta1', 'beta2', 'epsilon'] },
  adamw: { kind: 'adamW', options: ['beta1', 'beta2', 'epsilon'] },
  nadam: { kind: 'nadam', options: ['beta1', 'beta2', 'epsilon'] },
  rmsprop: { kind: 'rmsprop', options: ['rho', 'epsilon'] },
} as const satisfies Record<string, { kind: string; options: readonly (keyof OptimizerSettings)[] }>;

type OptimizerName = keyof typeof optimizers;

const optimizerNames = Object.keys(optimizers) as OptimizerName[];
const ownOptions = ['momentum', 'nesterov', 'beta1', 'beta2', 'epsilon', 'rho'] as const;

/** All optimisers' defaults. */
export const optimizerDefaults: Omit<OptimizerSettings, 'optimizer'> = {
  learningRate: null,
  momentum: null,
  nesterov: null,
  beta1: null,
  beta2: null,
  epsilon: null,
  rho: null,
  weightDecay: null,
  clipValue: null,
  clipNorm: null,
  clipGlobalNorm: null,
};

/** Adds `--optimizer` and its options. Which optimiser has which is said by the check. */
export function addOptimizerFlags(command: Command): Command {
  command.optionsGroup('Optimiser:');
  flag(command, '--optimizer <name>', `${optimizerNames.join(', ')} (adam)`, oneOf(optimizerNames));
  flag(command, '--learning-rate <rate>', 'at the beginning (0.001; sgd 0.01)', notNegative);
  flag(command, '--momentum <share>', 'sgd: how much of the velocity stays (0)', fraction);
  command.option('--nesterov', 'sgd: look ahead along the velocity');
  flag(command, '--beta1 <decay>', 'adam, adamw, nadam: of the mean gradient (0.9)', fraction);
  flag(command, '--beta2 <decay>', 'adam, adamw, nadam: of the mean square (0.999)', fraction);
  flag(command, '--epsilon <value>', 'all but sgd: keeps the division finite (1e-7)', positive);
  flag(command, '--rho <decay>', 'rmsprop: of the mean square (0.9)', fraction);
  flag(command, '--weight-decay <factor>', 'decoupled, times the rate (0; adamw 0.004)', notNegative);
  flag(command, '--clip-value <limit>', 'cut each component of the gradients', positive);
  flag(command, '--clip-norm <limit>', "scale down each parameter's gradient", positive);
  flag(command, '--clip-global-norm <limit>', 'scale down all gradients together', positive);
  return command;
}

/**
 * The optimiser of the settings, as a recipe has it.
 * @throws {HandgradError} for an option of another optimiser.
 */
export function describeOptimizer(settings: OptimizerSettings & ScheduleSettings): Recipe['optimizer'] {
  const { optimizer: name, weightDecay, clipValue, clipNorm, clipGlobalNorm } = settings;
  const { kind, options } = optimizers[name];
  const accepted: readonly string[] = options;
  for (const option of ownOptions) {
    if (settings[option] === null || accepted.includes(option)) continue;
    const owners = optimizerNames.filter((other) => (optimizers[other].options as readonly string[]).includes(option));
    throw new HandgradError(`${flagOf(option)} is no option of ${name}; it belongs to ${owners.join(', ')}`);
  }
  // The optimisers' own defaults stand where nothing is given.
  const given = Object.fromEntries(
    Object.entries({ weightDecay, clipValue, clipNorm, clipGlobalNorm, ...pick(settings, options) }).filter(
      ([, value]) => value !== null,
    ),
  );
  const learningRate = settings.learningRate ?? usualLearningRate(kind);
  return { kind, ...given, learningRate: describeSchedule(settings, learningRate) };
}

function usualLearningRate(kind: string): number {
  return optimizerFromDescription({ kind }).learningRate;
}

function pick<K extends keyof OptimizerSettings>(settings: OptimizerSettings, names: readonly K[]) {
  return Object.fromEntries(names.map((name) => [name, settings[name]]));
}
