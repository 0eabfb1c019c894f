import { predictedClasses, type Predictions } from '../../train/predict.js';

/** An image that was taken for something else. */
export interface Mistake {
  /** Which image, from 0. */
  readonly index: number;
  readonly label: number;
  readonly prediction: number;
  /** Of the prediction. */
  readonly probability: number;
  /** Of what would have been right. */
  readonly labelProbability: number;
}

/**
 * The mistakes, most confident first: by the probability that the network gave its answer; of equal ones the first image first.
 * predictions: probabilities, one row for each label.
 */
export function mistakesOf(predictions: Predictions, labels: ArrayLike<number>): Mistake[] {
  const { values, shape } = predictions;
  const classes = shape[shape.length - 1];
  const mistakes: Mistake[] = [];
  predictedClasses(predictions).forEach((prediction, index) => {
    const label = labels[index];
    if (prediction === label) return;
    const at = (one: number) => values[index * classes + one];
    mistakes.push({ index, label, prediction, probability: at(prediction), labelProbability: at(label) });
  });
  return mistakes.sort((a, b) => b.probability - a.probability || a.index - b.index);
}
