import type { RecipeInput } from '../../src/recipe/schema/recipe.js';
import { softmax, type LayerRecipe } from '../notebooks/layers.js';

/** Something that a notebook tried, to be done better: candidates, of which validation images choose one. */
export interface Challenge {
  /** `tiny-convolution`: also what the chosen recipe is called. */
  readonly name: string;
  /** What is asked, in a line. */
  readonly asks: string;
  /** What a candidate may be. */
  readonly limits: {
    /** Most parameters, moving statistics included. */
    readonly parameters?: number;
    /** Most seconds of training; measured, not checked before. */
    readonly seconds?: number;
    /** Layers that learn are dense or normalise. */
    readonly onlyDense?: boolean;
  };
  /** The test accuracy that the mean over seeds has to exceed. */
  readonly target: number;
  readonly candidates: readonly RecipeInput[];
}

/**
 * What candidates are measured on while one is chosen: 10,000 of the 60,000 training images, the same ones for all. Nobody looks at the
 * test images before the choice is made.
 */
export const CHOOSING = { kind: 'random', share: 1 / 6, seed: 0 } as const;

/** Light variations of a digit that leave its meaning: what a candidate is trained on where it says so. */
export const VARIED = {
  when: 'online',
  generator: { kind: 'generator', rotationDegrees: 8, zoom: 0.1, widthShift: 0.07, heightShift: 0.07 },
} as const;

/** Makes the candidates of a challenge: all follow the same `course`, and end in a softmax over the ten digits. */
export function candidatesOf(challenge: string, course: Pick<RecipeInput, 'optimizer' | 'training'>) {
  return (
    name: string,
    title: string,
    layers: readonly LayerRecipe[],
    augmentation: RecipeInput['augmentation'] = null,
  ): RecipeInput => ({
    id: `${challenge}/${name}`,
    title,
    group: challenge,
    data: { set: 'mnist' },
    validation: CHOOSING,
    augmentation,
    layers: [...layers, softmax],
    ...course,
  });
}

/** Adam along half a cosine, from `learningRate` to 0 over the whole training (Loshchilov & Hutter 2017, SGDR, one period). */
export function adamAlongCosine(learningRate: number): RecipeInput['optimizer'] {
  return { kind: 'adam', learningRate: { kind: 'cosineDecay', learningRate } };
}
