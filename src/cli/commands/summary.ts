import type { Command } from 'commander';
import { readJson } from '../../files/read-file.js';
import { modelFromDescription } from '../../nn/description.js';
import { isJsonObject } from '../../nn/json.js';
import type { Model } from '../../nn/model.js';
import { summarize, summary } from '../../nn/summary.js';
import { buildModel } from '../../recipe/build-recipe.js';
import { checkRecipe } from '../../recipe/check-recipe.js';
import { HandgradError } from '../../tensor/error.js';
import { givenOptions } from '../flags.js';
import { findModel, openModel } from '../model-target.js';
import { recipeOf } from '../preset-recipe.js';
import { presetNames } from '../presets.js';
import { print, printJson } from '../print.js';
import { asUsage, UsageError } from '../report-error.js';
import { newSettings, settingsOnly } from '../run-settings.js';
import { addModelFlags } from '../settings/model-settings.js';

const COMMAND = 'handgrad summary';

export function addSummaryCommand(program: Command): void {
  const command = program
    .command('summary')
    .summary('show the layers of a network')
    .description('Shows the layers of a network, their output shapes and how many parameters they have.')
    .argument('<network>', "mlp, cnn, a recipe file, a run's folder or name, a .safetensors file, or a model.json");
  command.option('--json', 'write one JSON object');
  addModelFlags(command);
  command.addHelpText(
    'after',
    '\nExamples:\n  handgrad summary cnn --filters 16,32\n  handgrad summary runs/mlp-seed0',
  );
  command.action((target: string) => summarizeModel(target, command));
}

async function summarizeModel(target: string, command: Command): Promise<void> {
  const model = await modelOf(target, command);
  if (command.opts<{ json?: boolean }>().json) printJson({ inputShape: model.inputShape, ...summarize(model) });
  else print(summary(model));
}

/** Built on the reference backend, which is in use where no other was chosen: nothing is computed. */
async function modelOf(target: string, command: Command): Promise<Model> {
  const given = settingsOnly(givenOptions(command));
  const preset = presetNames.find((name) => name === target);
  if (preset) return asUsage(COMMAND, () => buildModel(recipeOf(newSettings(preset, given)), [28, 28, 1], 10, {}));
  if (Object.keys(given).length > 0) {
    throw new UsageError(
      `the flags of a network go with ${presetNames.join(' or ')}; ${target} is built as it is`,
      COMMAND,
    );
  }
  return target.endsWith('.json') ? modelOfFile(target) : openModel(await findModel(target));
}

/** The model of a `model.json`, or the one that a recipe trains. */
async function modelOfFile(path: string): Promise<Model> {
  const json = await readJson(path, 'the network');
  if (isJsonObject(json) && 'training' in json) return buildModel(checkRecipe(json, path), [28, 28, 1], 10, {});
  try {
    return modelFromDescription(json);
  } catch (error) {
    if (error instanceof HandgradError) throw new HandgradError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}
