import type { Backend } from '../backend/backend.js';
import type { LoadOptions } from '../data/load.js';
import { HandgradError } from '../tensor/error.js';
import type { Seed } from '../tensor/random.js';
import type { Examples } from '../train/examples.js';
import type { Recipe } from './schema/recipe.js';

/** Where data are looked for, and whether a download may be tried: what a recipe does not say. */
export interface PrepareOptions extends Pick<LoadOptions, 'data' | 'env' | 'root' | 'fetch' | 'digits' | 'onProgress'> {
  /** Of the offline augmentation. */
  readonly seed: Seed;
  /** Where the offline augmentation is computed. */
  readonly backend: Backend;
}

/** What one training learns from and is measured on. */
export interface TrainingData {
  readonly train: Examples;
  /** Measured after each epoch; null where nothing is. */
  readonly validation: Examples | null;
  /** Scored once at the end; null where their labels are not known. */
  readonly test: Examples | null;
  /** Of the split and the offline augmentation. */
  readonly seconds: number;
}

/** Loaded and preprocessed data, ready to be split. Recipes with the same `preparationKey` can share them. */
export interface PreparedData {
  readonly key: string;
  /** Which data these are, in a line. */
  readonly source: string;
  /** SHA-256 of all pixels and labels, before preprocessing: a resumed run has to have the same. */
  readonly sha256: string;
  /** What the share of the test images that are read right is called. */
  readonly testFigure: 'testAccuracy' | 'kaggleScore';
  /** Of the preprocessing, without loading. */
  readonly seconds: number;
  /** How many trainings the recipe asks for: one, or one for each fold. */
  readonly trainings: number;
  /** The data of one of them, from 0. The last one made is kept. */
  training(index: number): Promise<TrainingData>;
}

/** Recipes for which this is equal can share what `prepareRecipe` gives. */
export function preparationKey(recipe: Recipe, seed: Seed): string {
  const { data, preprocessing, validation, augmentation } = recipe;
  const offline = augmentation?.when === 'offline' ? { augmentation, seed } : null;
  return JSON.stringify({ data, preprocessing, validation, offline });
}

/** Loads and preprocesses what a recipe learns from. @throws {HandgradError} as `loadDigitData`. */
export function prepareRecipe(recipe: Recipe, options: PrepareOptions): Promise<PreparedData> {
  void options;
  throw new HandgradError(`${recipe.id}: to be written`);
}
