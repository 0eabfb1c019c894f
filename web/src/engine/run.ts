/** One training: a recipe made into a network that learns, watched by the page. */
import { fit, HandgradError, summarize, type Backend, type Model, type Optimizer } from 'handgrad';
import type { DigitData } from '../../../src/data/dataset.js';
import { fitPreprocessing, withLabels, type FittedPreprocessing } from '../../../src/data/preprocess/preprocess.js';
import { buildCallbacks, buildModel, fitOptions } from '../../../src/recipe/build-recipe.js';
import { checkRecipe } from '../../../src/recipe/check-recipe.js';
import { trainingData } from '../../../src/recipe/training-data.js';
import { deviationsOf } from './deviations.js';
import type { RunReport, Tell, TrainQuestion } from './protocol.js';
import { createRunControl, type RunControl } from './run-control.js';
import { watchTraining } from './watch-training.js';

/** A training that was begun, and its network. */
export interface Run {
  readonly report: RunReport;
  readonly model: Model;
  readonly optimizer: Optimizer;
  /** What is done to an image before the network sees it. */
  readonly preprocessing: FittedPreprocessing;
  readonly control: RunControl;
  /** Resolves when the training has ended, however it did. */
  readonly ended: Promise<void>;
}

/** What a run is made of, besides what the page asks. */
export interface RunParts {
  readonly run: number;
  readonly backend: Backend;
  readonly data: DigitData;
}

/**
 * Begins a training. It goes on by itself; what becomes of it is told.
 * @throws {HandgradError} when the recipe is not one, or does not fit the data.
 */
export async function beginRun(question: TrainQuestion, { run, backend, data }: RunParts, tell: Tell): Promise<Run> {
  const { seed } = question;
  const recipe = checkRecipe(question.recipe, 'the network');
  const preprocessing = fitPreprocessing(data.train, recipe.preprocessing);
  const train = withLabels(preprocessing.train, data.train);
  const test = data.test && withLabels(preprocessing.apply(data.test), data.test);
  const split = await trainingData(recipe, { train, test, data }, 0, {
    seed,
    backend,
    onProgress: ({ done, total = done }) => tell('preparing', { what: 'Varying images', done, total }),
  });
  const { classes } = data.train;
  const model = buildModel(recipe, split.train.inputShape, classes, { seed, backend });
  const options = fitOptions(recipe, split.train.count);
  const control = createRunControl();
  const scored = split.validation ?? test ?? split.train;
  const report: RunReport = {
    run,
    title: recipe.title ?? recipe.id,
    recipe: question.recipe,
    seed,
    backend: `${backend.name} (${backend.description})`,
    data: data.source,
    deviations: deviationsOf(recipe, data),
    network: summarize(model),
    epochs: recipe.training.epochs,
    batches: Math.ceil(split.train.count / recipe.training.batchSize),
    examples: split.train.count,
    validationExamples: scored.count,
  };
  tell('begun', report);
  const history = fit(model, split.train, {
    ...options,
    seed,
    signal: control.signal,
    validation: split.validation ?? undefined,
    callbacks: [...buildCallbacks(recipe.training), watchTraining({ run, control, scored, classes }, tell)],
  });
  return { report, model, optimizer: options.optimizer, preprocessing, control, ended: tellEnd(run, history, tell) };
}

async function tellEnd(run: number, history: ReturnType<typeof fit>, tell: Tell): Promise<void> {
  try {
    const { outcome, reason } = await history;
    tell('state', { run, state: outcome === 'completed' ? 'completed' : 'stopped', reason });
  } catch (error) {
    tell('state', { run, state: 'failed', reason: error instanceof Error ? error.message : String(error) });
    if (!(error instanceof HandgradError)) throw error;
  }
}
