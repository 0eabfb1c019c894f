import type { Model } from '../nn/model.js';
import { evaluate } from '../train/evaluate.js';
import type { Examples } from '../train/examples.js';
import type { History } from '../train/history.js';
import type { Loss } from '../train/train-step.js';
import type { PreparedData } from './prepare.js';
import type { RecipeResult } from './result.js';
import type { FigureName } from './schema/published.js';
import type { TrainingData } from './training-data.js';

/** The part of a result that is measured. */
export type Measured = Pick<RecipeResult, 'figures' | 'losses' | 'counts'>;

/**
 * What a model that was trained is worth, on the validation and the test images. `trainingAccuracy` is the last epoch's mean as the
 * weights moved, with dropout and augmentation: what the published trainings print.
 */
export async function measure(
  model: Model,
  loss: Loss,
  { epochs }: History,
  { train, validation, test, testFigure }: TrainingData & Pick<PreparedData, 'test' | 'testFigure'>,
): Promise<Measured> {
  const { accuracy: trainingAccuracy } = epochs[epochs.length - 1];
  const onTest = test && (await score(model, loss, test));
  const onValidation = validation && (validation === test ? onTest : await score(model, loss, validation));
  const scored: [FigureName, Score][] = [
    ...(onValidation ? [['validationAccuracy', onValidation] as [FigureName, Score]] : []),
    ...(onTest ? [[testFigure, onTest] as [FigureName, Score]] : []),
  ];
  const pick = (part: keyof Score) => Object.fromEntries(scored.map(([name, values]) => [name, values[part]]));
  return {
    figures: { trainingAccuracy, ...pick('accuracy') },
    losses: pick('loss'),
    counts: { trainingAccuracy: train.count, ...pick('count') },
  };
}

interface Score {
  readonly accuracy: number;
  readonly loss: number;
  readonly count: number;
}

/** Accuracy and mean loss without penalties. */
async function score(model: Model, loss: Loss, examples: Examples): Promise<Score> {
  const means = await evaluate(model, examples, { loss, penalties: false });
  return { accuracy: means.accuracy, loss: means.loss, count: examples.count };
}
