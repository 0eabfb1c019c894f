import type { Backend } from '../backend/backend.js';
import { labelledTest, take, type DigitData, type ImageDataset } from '../data/dataset.js';
import { fingerprintOf } from '../data/fingerprint.js';
import { loadDigitData, type LoadOptions } from '../data/load.js';
import { fitPreprocessing, preprocess, type ModelInputs } from '../data/preprocess/preprocess.js';
import type { Seed } from '../tensor/random.js';
import type { Examples } from '../train/examples.js';
import type { FigureName } from './schema/published.js';
import type { DataRecipe, Preprocessing } from './schema/data.js';
import type { Recipe } from './schema/recipe.js';
import { trainingsOf } from './split-training.js';
import { secondsSince, trainingData, type TrainingData } from './training-data.js';

/** What a recipe does not say: where its data lie on this machine, and what it is prepared with. */
export interface PrepareOptions extends Omit<LoadOptions, 'dataset'> {
  /** Of the offline augmentation. */
  readonly seed: Seed;
  /** Where the offline augmentation is computed. */
  readonly backend: Backend;
}

/** Loaded and preprocessed data, ready to be split. Recipes with the same `preparationKey` can share them. */
export interface PreparedData {
  /** Which data these are, in a line. */
  readonly source: string;
  /** Of pixels and labels before preprocessing: a resumed run has to have the same. */
  readonly sha256: string;
  /** How many there are. */
  readonly classes: number;
  /** Scored once, at the end; null where nobody knows their labels. */
  readonly test: Examples | null;
  /** The same as people see them. */
  readonly testPictures: ImageDataset | null;
  /** What the share of them that is read right is called. */
  readonly testFigure: FigureName & ('testAccuracy' | 'kaggleScore');
  /** Of the preprocessing, without loading. */
  readonly seconds: number;
  /** How many trainings the recipe asks for: one, or one for each fold. */
  readonly trainings: number;
  /** The data of one of them, from 0. The last ones made are kept. */
  training(index: number): Promise<TrainingData>;
}

/** Recipes for which this is equal can share what `prepareRecipe` gives. `seed`: of the training. */
export function preparationKey({ data, preprocessing, validation, augmentation }: Recipe, seed: Seed): string {
  const offline = augmentation?.when === 'offline' ? { augmentation, seed } : null;
  return JSON.stringify({ data, preprocessing, validation, offline });
}

/**
 * Loads and preprocesses what a recipe learns from. `options.data`, where given, is used instead of the recipe's own folder.
 * @throws {HandgradError} as `loadDigitData`.
 */
export async function prepareRecipe(recipe: Recipe, options: PrepareOptions): Promise<PreparedData> {
  const data = await loadRecipeData(recipe.data, { ...options, grey: isGrey(recipe.preprocessing) });
  const began = performance.now();
  const examples = preprocess(data, recipe.preprocessing);
  const seconds = secondsSince(began);
  let kept: { readonly index: number; readonly made: Promise<TrainingData> } | null = null;
  return {
    source: data.source,
    sha256: fingerprintOf(data),
    classes: data.train.classes,
    test: examples.test,
    testPictures: data.test,
    testFigure: recipe.data.set === 'kaggle' ? 'kaggleScore' : 'testAccuracy',
    seconds,
    trainings: trainingsOf(recipe.validation),
    training(index) {
      if (kept?.index !== index) kept = { index, made: trainingData(recipe, { ...examples, data }, index, options) };
      return kept.made;
    },
  };
}

/** The images that a trained model is tested on. */
export interface TestData {
  /** Which data these are, in a line. */
  readonly source: string;
  /** Of pixels and labels before preprocessing, as in `PreparedData`. */
  readonly sha256: string;
  /** As a model takes them. */
  readonly test: Examples;
  /** As people see them. */
  readonly pictures: ImageDataset;
  readonly labels: Uint8Array;
  readonly classes: number;
}

/** Loads test images and does to them what was done in training. @throws {HandgradError} as `loadDigitData`. */
export async function prepareTest(
  recipe: DataRecipe,
  preprocessing: readonly Preprocessing[],
  options: Omit<LoadOptions, 'dataset'>,
): Promise<TestData> {
  const data = await loadRecipeData(recipe, { ...options, grey: isGrey(preprocessing) });
  const labelled = labelledTest(data);
  const { test } = preprocess({ train: data.train, test: labelled }, preprocessing);
  const { labels, classes } = labelled;
  return { source: data.source, sha256: fingerprintOf(data), test, pictures: labelled, labels, classes };
}

/** Loads test images to be read for somebody else to score, whether their labels are known or not. @throws {HandgradError} as `prepareTest`. */
export async function prepareSubmission(
  recipe: DataRecipe,
  preprocessing: readonly Preprocessing[],
  options: Omit<LoadOptions, 'dataset'>,
): Promise<{ readonly source: string; readonly images: ModelInputs }> {
  const data = await loadRecipeData(recipe, { ...options, grey: isGrey(preprocessing) });
  const images = data.unlabelledTest ?? labelledTest(data);
  return { source: data.source, images: fitPreprocessing(data.train, preprocessing).apply(images) };
}

/** The images that a recipe names, no more of them for training than it says. @throws {HandgradError} as `loadDigitData`. */
export async function loadRecipeData(
  { set, folder, trainLimit }: DataRecipe,
  options: Omit<LoadOptions, 'dataset'>,
): Promise<DigitData> {
  const data = await loadDigitData({
    ...options,
    dataset: set,
    ...(folder !== undefined && options.data === undefined && { data: folder }),
  });
  if (trainLimit === undefined || trainLimit >= data.train.count) return data;
  const source = `${data.source}; only the first ${trainLimit.toLocaleString('en-US')} for training`;
  return { ...data, train: take(data.train, trainLimit), source };
}

/** Whether colours are wanted at all: grey pictures take a third of the memory, so they are made grey as they are read. */
function isGrey(preprocessing: readonly Preprocessing[]): boolean {
  return preprocessing[0]?.op === 'grey';
}
