import type { Backend } from '../backend/backend.js';
import { HandgradError } from '../tensor/error.js';
import type { Seed } from '../tensor/random.js';
import type { Callback } from '../train/callback.js';
import type { PreparedData } from './prepare.js';
import type { RecipeResult } from './result.js';
import type { Recipe } from './schema/recipe.js';

export interface TrainRecipeOptions {
  /** Of first weights, shuffles, dropout, augmentation. */
  readonly seed: Seed;
  readonly backend: Backend;
  /** A run folder in which configuration, logs, checkpoints, model and result are kept. Default: nothing is kept. */
  readonly folder?: string | undefined;
  /**
   * Go on with the run in `folder`: from its last checkpoint to the same bits, from the beginning where there is none; where it had
   * ended, its result is given back and nothing is trained. Default false: the folder must be empty.
   */
  readonly resume?: boolean | undefined;
  /** Between checkpoints within an epoch. Default 30. */
  readonly checkpointEverySeconds?: number | undefined;
  /** Called besides the recipe's own, before each checkpoint. */
  readonly callbacks?: readonly Callback[];
  /** When it is aborted the training is saved and `TrainingInterrupted` thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** The signal ended a training. Where it has a folder, it can be resumed. */
export class TrainingInterrupted extends HandgradError {
  constructor(
    message: string,
    /** Epochs finished. */
    readonly epochs: number,
  ) {
    super(message);
  }
}

/**
 * Trains a recipe and measures what came out of it.
 * @throws {HandgradError} as `fit`; @throws {TrainingInterrupted} when the signal is aborted.
 */
export function trainRecipe(data: PreparedData, recipe: Recipe, options: TrainRecipeOptions): Promise<RecipeResult> {
  void [data, options];
  throw new HandgradError(`${recipe.id}: to be written`);
}
