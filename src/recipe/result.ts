import type { EpochRecord, History } from '../train/history.js';
import type { Means } from '../train/totals.js';
import type { FigureName } from './schema/published.js';

/** What came out of training a recipe once. Plain data: it is kept as JSON. */
export interface RecipeResult {
  /** The recipe's. */
  readonly id: string;
  /** Of this training. */
  readonly seed: number;
  /** The name of the backend that it was trained on. */
  readonly backend: string;
  /** Which data these were, in a line. */
  readonly data: string;
  /** Shares from 0 to 1, of the weights that the training ended with. */
  readonly figures: Readonly<Partial<Record<FigureName, number>>>;
  /** Mean loss on the images that were scored, without penalties, by the figure's name. */
  readonly losses: Readonly<Partial<Record<FigureName, number>>>;
  /** How many images each figure is a share of. */
  readonly counts: Readonly<Partial<Record<FigureName, number>>>;
  /** How many numbers the model holds, and how many of them were learned. */
  readonly parameters: {
    /** All of them. */
    readonly total: number;
    /** Those that the optimiser learned. */
    readonly trainable: number;
    /** Moving statistics. */
    readonly nonTrainable: number;
  };
  /** What each epoch came to. */
  readonly epochs: readonly EpochRecord[];
  /** Training loss and accuracy of each epoch as old logs have them, where they were asked for: see `runningMeans`. */
  readonly runningMeans: readonly Means[] | null;
  /** Whether all epochs were trained, or a callback ended the training, and why. */
  readonly outcome: History['outcome'];
  /** Why a callback ended the training; null where none did. */
  readonly reason: string | null;
  /** Of the training with its validations, without loading, preparing and offline augmentation. */
  readonly trainingSeconds: number;
  /** Of preprocessing and offline augmentation. */
  readonly preparationSeconds: number;
  /** The figures of each fold, where one was trained for each: the figures above are then their means. */
  readonly folds: readonly Readonly<Partial<Record<FigureName, number>>>[] | null;
}
