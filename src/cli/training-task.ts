/** What `handgrad train` is asked to do: a recipe, from a preset and flags or from a file, new or begun before. */
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { buildCallbacks, buildOptimizer } from '../recipe/build-recipe.js';
import { openRecipeRun, type RecipeRun } from '../recipe/recipe-run.js';
import { readRecipe } from '../recipe/read-recipe.js';
import type { Recipe } from '../recipe/schema/recipe.js';
import { recipeOf } from './preset-recipe.js';
import { presetNames, type PresetName, type RunSettings } from './presets.js';
import { asUsage, UsageError } from './report-error.js';
import { checkNoContradiction, flagText, newSettings, settingsOfConfig, type SettingFlags } from './run-settings.js';

/** What is trained. */
export interface TrainingTask {
  /** As it was given: a preset or a file. */
  readonly network: string;
  readonly recipe: Recipe;
  readonly seed: number;
  /** What a preset and its flags came to; null for a recipe from a file. */
  readonly settings: RunSettings | null;
  /** The run that is gone on with. */
  readonly earlier: RecipeRun | null;
}

interface TaskOptions {
  readonly given: SettingFlags;
  readonly runs: string;
  /** Of the run to go on with. */
  readonly resumed: string | null;
  readonly command: string;
}

/** Reads the argument `<network>`. */
export function networkName(text: string): string {
  if (isPreset(text) || text.endsWith('.json')) return text;
  throw new InvalidArgumentError(`Expected ${presetNames.join(', ')} or a recipe file (*.json)`);
}

/**
 * @throws {UsageError} for flags that do not fit the network or contradict the run that is resumed.
 * @throws {HandgradError} when a file is missing or wrong.
 */
export async function trainingTask(network: string, options: TaskOptions): Promise<TrainingTask> {
  const { given, runs, resumed, command } = options;
  const earlier = resumed === null ? null : await openRecipeRun(join(runs, resumed));
  if (isPreset(network)) return presetTask(network, earlier, options);
  const idle = Object.keys(given).find((name) => name in fieldOfSetting) as keyof typeof fieldOfSetting | undefined;
  if (idle !== undefined) {
    throw new UsageError(
      `${flagText(idle, given[idle])} has no effect with a recipe file; change ${fieldOfSetting[idle]} in it`,
      command,
    );
  }
  const seed = given.seed ?? earlier?.seed ?? 0;
  return { network, recipe: await readRecipe(network), seed, settings: null, earlier };
}

function presetTask(network: PresetName, earlier: RecipeRun | null, { given, command }: TaskOptions): TrainingTask {
  if (!earlier) {
    const settings = asUsage(command, () => newSettings(network, given));
    // Before data are fetched or drawn, which takes a while.
    const recipe = asUsage(command, () => checkParts(recipeOf(settings)));
    return { network, recipe, seed: settings.seed, settings, earlier };
  }
  const { recipe, seed, config, folder } = earlier;
  const settings = settingsOfConfig(config, folder.config);
  if (!settings) {
    throw new UsageError(
      `${folder.path} trains the recipe ${recipe.id}, not the ${network}; resume it with its file`,
      command,
    );
  }
  checkNoContradiction(folder.path, settings, { preset: network, given, command });
  return { network, recipe, seed, settings, earlier };
}

/** @throws {HandgradError} when an option of the optimiser or a callback cannot be. */
function checkParts(recipe: Recipe): Recipe {
  buildOptimizer(recipe, Number.MAX_SAFE_INTEGER);
  buildCallbacks(recipe.training);
  return recipe;
}

function isPreset(text: string): text is PresetName {
  return (presetNames as readonly string[]).includes(text);
}

/** Where a recipe says what a flag says. Where the data lie, and the seed, are no part of it: they go with any. */
const fieldOfSetting: Readonly<
  Record<Exclude<keyof RunSettings | 'validationShare', 'preset' | 'data' | 'seed'>, string>
> = {
  dataset: 'data.set',
  trainLimit: 'data.trainLimit',
  validation: 'validation',
  validationShare: 'validation',
  filters: 'layers',
  kernels: 'layers',
  pools: 'layers',
  pooling: 'layers',
  padding: 'layers',
  hidden: 'layers',
  activation: 'layers',
  batchNorm: 'layers',
  dropout: 'layers',
  l1: 'layers',
  l2: 'layers',
  initializer: 'layers',
  optimizer: 'optimizer',
  learningRate: 'optimizer.learningRate',
  momentum: 'optimizer',
  nesterov: 'optimizer',
  beta1: 'optimizer',
  beta2: 'optimizer',
  epsilon: 'optimizer',
  rho: 'optimizer',
  weightDecay: 'optimizer',
  clipValue: 'optimizer',
  clipNorm: 'optimizer',
  clipGlobalNorm: 'optimizer',
  schedule: 'optimizer.learningRate',
  decay: 'optimizer.learningRate',
  decayFactor: 'optimizer.learningRate',
  decayEvery: 'optimizer.learningRate',
  decaySteps: 'optimizer.learningRate',
  finalLearningRate: 'optimizer.learningRate',
  warmUpSteps: 'optimizer.learningRate',
  batchSize: 'training.batchSize',
  epochs: 'training.epochs',
  shuffle: 'training.shuffle',
  labelSmoothing: 'training.labelSmoothing',
  earlyStopping: 'training.callbacks',
  reduceOnPlateau: 'training.callbacks',
  monitor: 'training.callbacks',
  minDelta: 'training.callbacks',
  restoreBest: 'training.callbacks',
  factor: 'training.callbacks',
  cooldown: 'training.callbacks',
  minLearningRate: 'training.callbacks',
};
