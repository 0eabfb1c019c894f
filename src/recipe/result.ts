import type { EpochRecord, History } from '../train/history.js';
import type { FigureName } from './schema/published.js';

/** What came out of training a recipe once. Plain data: it is kept as JSON. */
export interface RecipeResult {
  readonly id: string;
  readonly seed: number;
  readonly backend: string;
  /** Which data these were, in a line. */
  readonly data: string;
  /** Shares from 0 to 1, of the weights that the training ended with. */
  readonly figures: Readonly<Partial<Record<FigureName, number>>>;
  /** Mean loss on the images that were scored, without penalties, by the figure's name. */
  readonly losses: Readonly<Partial<Record<FigureName, number>>>;
  /** How many images each figure is a share of. */
  readonly counts: Readonly<Partial<Record<FigureName, number>>>;
  readonly parameters: { readonly total: number; readonly trainable: number; readonly nonTrainable: number };
  readonly epochs: readonly EpochRecord[];
  /** Whether all epochs were trained, or a callback ended the training, and why. */
  readonly outcome: History['outcome'];
  readonly reason: string | null;
  /** Of the training with its validations, without loading, preparing and offline augmentation. */
  readonly trainingSeconds: number;
  /** Of preprocessing and offline augmentation. */
  readonly preparationSeconds: number;
  /** The figures of each fold, where one was trained for each: the figures above are then their means. */
  readonly folds: readonly Readonly<Partial<Record<FigureName, number>>>[] | null;
}
