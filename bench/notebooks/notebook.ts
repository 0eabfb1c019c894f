import type { FigureName } from '../../src/recipe/schema/published.js';
import type { RecipeInput } from '../../src/recipe/schema/recipe.js';

/** A published notebook: its trainings, and what its figures can be held against. */
export interface Notebook {
  /** `000`: the first part of its recipes' ids. */
  readonly number: string;
  readonly title: string;
  /** The images that the published figures are shares of. */
  readonly scoredCount: number;
  /** Whether ours are shares of the very same images: if not, the luck of drawing them adds to the error of both. */
  readonly scoresSameImages: boolean;
  /**
   * What is asked of ours: `figures` that agree or are better; or, where only stand-ins of the data are at hand, the same `order` of
   * the models.
   */
  readonly asked: 'figures' | 'order';
  /** The figure that says what was really learned, where the published one does not. */
  readonly cleanFigure: FigureName | null;
  /** What the published seconds cover: the training with its validations, or preparation and augmentation too. */
  readonly secondsCover: 'training' | 'all';
  readonly recipes: readonly RecipeInput[];
}
