import { join } from 'node:path';
import type { Backend } from '../backend/backend.js';
import { writeFileAtomic } from '../data/atomic-file.js';
import { saveModel } from '../files/model-file.js';
import { removeIfEmpty } from '../files/run-folder.js';
import { savingCallbacks } from '../files/saving-callbacks.js';
import type { Model } from '../nn/model.js';
import { summarize } from '../nn/summary.js';
import { HandgradError } from '../tensor/error.js';
import type { Callback } from '../train/callback.js';
import { runningMeans } from '../train/callbacks/running-means.js';
import { fit } from '../train/fit.js';
import type { History } from '../train/history.js';
import { buildCallbacks, buildModel, fitOptions, lossOf } from './build-recipe.js';
import { combineFolds } from './combine-folds.js';
import { measure } from './measure.js';
import type { PreparedData } from './prepare.js';
import {
  beginRecipeRun,
  checkSameTraining,
  hasRecipeRun,
  openRecipeRun,
  runIdentity,
  type RecipeRun,
} from './recipe-run.js';
import type { RecipeResult } from './result.js';
import type { Recipe } from './schema/recipe.js';
import type { TrainingData } from './training-data.js';

/** How a recipe is trained: what does not belong to it. */
export interface TrainRecipeOptions {
  /** Of first weights, shuffles, dropout, augmentation. */
  readonly seed: number;
  /** Where it is trained. */
  readonly backend: Backend;
  /** The network to train, as `buildModel` makes it of the recipe; for a recipe of one training. Default: it is built. */
  readonly model?: Model | undefined;
  /** A run folder, in which configuration, logs, checkpoints, model and result are kept. Default: nothing is kept. */
  readonly folder?: string | undefined;
  /**
   * Go on with the run in `folder`: from its last checkpoint to the same bits, from the beginning where there is none; where it had
   * ended, its result is given back and nothing is trained. Default false: the folder must be empty.
   */
  readonly resume?: boolean | undefined;
  /** Longest time between checkpoints. Default 30. */
  readonly checkpointEverySeconds?: number | undefined;
  /** Called before each training of a recipe for all folds: which one, from 0, and of how many. */
  readonly onFold?: ((fold: number, folds: number) => void) | undefined;
  /** Called after the recipe's own, before a checkpoint is saved. */
  readonly callbacks?: readonly Callback[] | undefined;
  /** When it is aborted, the training is saved and `TrainingInterrupted` thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Also what Keras printed as training figures: see `runningMeans`. Default false: it waits for the device in every step. */
  readonly runningMeans?: boolean | undefined;
  /** See `FitOptions.capture`. */
  readonly capture?: boolean | undefined;
}

/** The signal ended a training. Where it has a folder, it can be resumed. */
export class TrainingInterrupted extends HandgradError {
  constructor(
    id: string,
    /** Epochs finished. */
    readonly epochs: number,
  ) {
    super(`${id}: interrupted after ${epochs} finished epochs`);
  }
}

/**
 * Trains a recipe and measures what came out of it. A recipe for all folds is trained once for each, in folders `fold-0`, `fold-1`,
 * ... of its own; its figures are the means.
 * Deterministic: the same recipe, data, seed and backend give the same bits, also when killed and resumed.
 * @throws {HandgradError} as `fit`, and when the folder cannot be used.
 * @throws {TrainingInterrupted} when the signal was aborted.
 */
export async function trainRecipe(
  data: PreparedData,
  recipe: Recipe,
  options: TrainRecipeOptions,
): Promise<RecipeResult> {
  const { folder, resume = false } = options;
  const isNew = folder !== undefined && !(resume && hasRecipeRun(folder));
  const run = folder === undefined ? null : await runIn(folder, isNew, data, recipe, options);
  if (run?.result) return run.result;
  try {
    const result =
      data.trainings === 1
        ? await trainOnce(data, await data.training(0), { recipe, options, run })
        : await trainFolds(data, recipe, options);
    if (run) await writeFileAtomic(run.folder.result, `${JSON.stringify(result, null, 2)}\n`);
    return result;
  } catch (error) {
    if (run && isNew) await removeIfEmpty(run.folder);
    throw error;
  }
}

/** Begins a run in `folder`, or takes up the one that is there. */
async function runIn(
  folder: string,
  isNew: boolean,
  data: PreparedData,
  recipe: Recipe,
  options: TrainRecipeOptions,
): Promise<RecipeRun> {
  const identity = runIdentity(data, recipe, options);
  if (isNew) return beginRecipeRun(folder, identity);
  const begun = await openRecipeRun(folder);
  checkSameTraining(begun, identity);
  return begun;
}

/** A recipe, how and where it is trained. */
interface Task {
  readonly recipe: Recipe;
  readonly options: TrainRecipeOptions;
  readonly run: RecipeRun | null;
}

async function trainOnce(data: PreparedData, split: TrainingData, task: Task): Promise<RecipeResult> {
  const { recipe, options, run } = task;
  const { seed, backend } = options;
  const { train } = split;
  const model = options.model ?? buildModel(recipe, train.inputShape, data.classes, { seed, backend });
  const means = options.runningMeans ? runningMeans() : null;
  const history = await fitRecipe(split, model, task, means ? [means] : []);
  if (history.outcome === 'interrupted') throw new TrainingInterrupted(recipe.id, history.epochs.length);
  if (run) await saveModel(run.folder.model, model);
  const { total, trainable, nonTrainable } = summarize(model);
  return {
    id: recipe.id,
    seed,
    backend: backend.name,
    data: data.source,
    ...(await measure(model, lossOf(recipe.training), history, { ...split, ...data })),
    parameters: { total, trainable, nonTrainable },
    epochs: history.epochs,
    runningMeans: means && means.epochs,
    outcome: history.outcome,
    reason: history.reason,
    trainingSeconds: history.epochs.reduce((sum, { seconds }) => sum + seconds, 0),
    preparationSeconds: data.seconds + split.seconds,
    folds: null,
  };
}

function fitRecipe(
  { train, validation }: TrainingData,
  model: Model,
  { recipe, options, run }: Task,
  measuring: readonly Callback[],
): Promise<History> {
  const { seed, signal, capture = true, callbacks = [], checkpointEverySeconds = 30 } = options;
  return fit(model, train, {
    ...fitOptions(recipe, train.count),
    seed,
    signal,
    capture,
    validation: validation ?? undefined,
    // Checkpoints after the callbacks whose state they hold.
    callbacks: [
      ...buildCallbacks(recipe.training),
      ...measuring,
      ...callbacks,
      ...(run ? savingCallbacks(run.folder, checkpointEverySeconds) : []),
    ],
    resume: run?.checkpoint ?? undefined,
  });
}

async function trainFolds(data: PreparedData, recipe: Recipe, options: TrainRecipeOptions): Promise<RecipeResult> {
  const { folder, onFold } = options;
  const results: RecipeResult[] = [];
  for (let fold = 0; fold < data.trainings; fold++) {
    const one: PreparedData = { ...data, trainings: 1, training: () => data.training(fold) };
    onFold?.(fold, data.trainings);
    const place = folder === undefined ? undefined : join(folder, `fold-${fold}`);
    results.push(await trainRecipe(one, ofFold(recipe, fold), { ...options, folder: place, model: undefined }));
  }
  return combineFolds(results);
}

function ofFold(recipe: Recipe, fold: number): Recipe {
  const { validation } = recipe;
  return validation.kind === 'fold' ? { ...recipe, validation: { ...validation, fold } } : recipe;
}
