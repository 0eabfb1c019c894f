import { rm } from 'node:fs/promises';
import type { Backend } from '../../src/backend/backend.js';
import type { OnDataProgress } from '../../src/data/progress.js';
import { runFolderAt } from '../../src/files/run-folder.js';
import { preparationKey, prepareRecipe, type PreparedData, type PrepareOptions } from '../../src/recipe/prepare.js';
import { trainRecipe } from '../../src/recipe/train-recipe.js';
import type { Callback } from '../../src/train/callback.js';
import type { PlannedRun } from './plan.js';
import type { Trainer } from './run-all.js';

/**
 * Trains recipes on a backend. The data that the last one was prepared with are kept for the next. `scoresTest`: whether trained
 * networks are scored on the test images.
 */
export function recipeTrainer(
  backend: Backend,
  place: Omit<PrepareOptions, 'seed' | 'backend' | 'onProgress'>,
  { scoresTest = true } = {},
): Trainer {
  let last: { readonly key: string; readonly data: PreparedData } | null = null;
  const prepared = async ({ recipe, seed }: PlannedRun, onActivity: (text: string) => void) => {
    const key = preparationKey(recipe, seed);
    if (last?.key === key) return last.data;
    last = null; // before the next are loaded: two of the larger sets do not fit beside each other
    const onProgress: OnDataProgress = ({ activity, item }) => onActivity(`${activity} ${item}`);
    const all = await prepareRecipe(recipe, { ...place, seed, backend, onProgress });
    const data = scoresTest ? all : { ...all, test: null, testPictures: null };
    last = { key, data };
    return data;
  };
  return async (run, { folder, signal, onProgress, onActivity }) => {
    const data = await prepared(run, onActivity);
    const { recipe, seed } = run;
    const callbacks = [progressCallback(onProgress)];
    const result = await trainRecipe(data, recipe, { seed, backend, folder, resume: true, signal, callbacks });
    // It is only needed to go on, and is three times as large as the model.
    await rm(runFolderAt(folder).checkpoint, { force: true });
    return result;
  };
}

/** Tells how much of a training is done, whenever it pauses. */
function progressCallback(onProgress: (share: number) => void): Callback {
  return {
    name: 'reproduction progress',
    onStepEndEvery: Number.MAX_SAFE_INTEGER,
    onStepEnd: ({ epoch, epochs, batch, batches }) => onProgress((epoch + batch / batches) / epochs),
  };
}
