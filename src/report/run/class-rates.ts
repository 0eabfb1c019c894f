import type { ClassificationReport, ClassScores } from '../../train/classification-report.js';

/** One class against all others, and how often it is mistaken. Each is between 0 and 1; 0 / 0 is 0. */
export interface ClassRates extends ClassScores {
  /** FP / (FP + TN) = 1 - specificity: how many of the others are called so. */
  readonly falsePositiveRate: number;
  /** FN / (FN + TP) = 1 - recall: how many of those that are so are called otherwise. */
  readonly falseNegativeRate: number;
  /** (TP + TN) / all: how often the question "is it this class?" is answered rightly. */
  readonly accuracy: number;
  /** (FP + FN) / all = 1 - accuracy. */
  readonly misclassificationRate: number;
}

/** The class that does best in a score, the one that does worst, and what is between them. */
export interface Extremes {
  readonly best: { readonly name: string; readonly value: number };
  readonly worst: { readonly name: string; readonly value: number };
  readonly difference: number;
}

const ratedScores = ['precision', 'recall', 'f1'] as const;

/** The rates of each class of a report. */
export function classRates({ classes, examples }: ClassificationReport): ClassRates[] {
  return classes.map((scores) => {
    const { truePositives, falsePositives, falseNegatives, trueNegatives } = scores;
    return {
      ...scores,
      falsePositiveRate: share(falsePositives, falsePositives + trueNegatives),
      falseNegativeRate: share(falseNegatives, falseNegatives + truePositives),
      accuracy: share(truePositives + trueNegatives, examples),
      misclassificationRate: share(falsePositives + falseNegatives, examples),
    };
  });
}

/** Best and worst class by precision, recall and F1; the first of several that are equal. */
export function extremesOf({
  classes,
}: Pick<ClassificationReport, 'classes'>): Record<(typeof ratedScores)[number], Extremes> {
  const byScore = ratedScores.map((score) => {
    const at = ({ name, [score]: value }: ClassScores) => ({ name, value });
    const best = at(classes.reduce((one, other) => (other[score] > one[score] ? other : one)));
    const worst = at(classes.reduce((one, other) => (other[score] < one[score] ? other : one)));
    return [score, { best, worst, difference: best.value - worst.value }] as const;
  });
  return Object.fromEntries(byScore) as Record<(typeof ratedScores)[number], Extremes>;
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
