/** What questions are answered from: every experiment's runs, and how much runs of a notebook differ. */
import { meanOf } from '../../src/data/statistics/sample.js';
import type { FigureName } from '../../src/recipe/schema/published.js';
import { meanFigure, type Comparison, type NotebookSpread } from '../reproduce/comparison.js';

export interface Evidence {
  readonly comparisons: readonly Comparison[];
  /** Between runs of one experiment of the notebook with this number. */
  spreadOf(number: string): NotebookSpread;
}

/** An experiment with our mean of the published figure. @throws {RangeError} when there is no run of it. */
export function experiment({ comparisons }: Evidence, id: string): Comparison & { readonly mean: number } {
  const found = comparisons.find(({ recipe }) => recipe.id === id);
  if (!found || found.mean === null) throw new RangeError(`findings: there is no run of ${id}; run npm run reproduce`);
  return { ...found, mean: found.mean };
}

/** Our accuracy in per cent, as it is written: `97.53 %`. */
export function accuracyOf(evidence: Evidence, id: string): string {
  return `${(100 * experiment(evidence, id).mean).toFixed(2)} %`;
}

/** Mean of one of our further figures, from 0 to 1. @throws {RangeError} when our runs do not have it. */
export function figureOf(evidence: Evidence, id: string, figure: FigureName): number {
  const value = meanFigure(experiment(evidence, id), figure);
  if (value === null) throw new RangeError(`findings: the runs of ${id} have no ${figure}`);
  return value;
}

/** Seconds of a training, as the table has them. */
export function secondsOf(evidence: Evidence, id: string): number {
  return experiment(evidence, id).seconds!;
}

/** Validation accuracy after each epoch, the mean over the runs. */
export function validationCurve(evidence: Evidence, id: string): number[] {
  const curves = experiment(evidence, id).runs.map(({ result }) =>
    result.epochs.flatMap(({ validationAccuracy }) => validationAccuracy ?? []),
  );
  const length = Math.min(...curves.map((curve) => curve.length));
  return Array.from({ length }, (_, epoch) => meanOf(curves.map((curve) => curve[epoch])));
}
