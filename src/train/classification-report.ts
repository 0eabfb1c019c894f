import type { ConfusionMatrix } from './confusion-matrix.js';

/** Shares of a class, or means of them over classes. Each is between 0 and 1; one whose denominator is 0 is 0. */
export interface ClassificationScores {
  /** TP / (TP + FP): how many of those called so are so. */
  readonly precision: number;
  /** TP / (TP + FN), also sensitivity: how many of those that are so are called so. */
  readonly recall: number;
  /** 2 TP / (2 TP + FP + FN): the harmonic mean of precision and recall. */
  readonly f1: number;
  /** TN / (TN + FP): how many of the others are not called so. */
  readonly specificity: number;
}

/** One class against all others. */
export interface ClassScores extends ClassificationScores {
  /** The class. */
  readonly name: string;
  /** Examples of this class. */
  readonly support: number;
  /** Examples of it that were called so. */
  readonly truePositives: number;
  /** Examples of others that were called so. */
  readonly falsePositives: number;
  /** Examples of it that were called something else. */
  readonly falseNegatives: number;
  /** Examples of others that were called something else than it. */
  readonly trueNegatives: number;
}

/**
 * How well a classifier does, class by class and in the mean; as scikit-learn's classification_report, with
 * specificity.
 */
export interface ClassificationReport {
  /** Each class, in the order of their numbers. */
  readonly classes: readonly ClassScores[];
  /** How many were scored. */
  readonly examples: number;
  /** The share of them that was called what it is. */
  readonly accuracy: number;
  /** Mean over the classes. */
  readonly macro: ClassificationScores;
  /** Mean over the classes, each counted by its support. */
  readonly weighted: ClassificationScores;
  /** Scores that are 0 because they would be 0 / 0, in words: `recall of class 3 (no example)`. */
  readonly undefinedScores: readonly string[];
}

const scoreNames = ['precision', 'recall', 'f1', 'specificity'] as const;

/** What each score's denominator counts; said where it is none. */
const emptyBecause: Readonly<Record<keyof ClassificationScores, string>> = {
  precision: 'never predicted',
  recall: 'no example',
  f1: 'no example, never predicted',
  specificity: 'no example of another class',
};

/** The report on a confusion matrix. `names` of the classes: default their numbers. */
export function classificationReport({ counts }: ConfusionMatrix, names?: readonly string[]): ClassificationReport {
  const examples = sum(counts.flat());
  const classes: ClassScores[] = [];
  const undefinedScores: string[] = [];
  counts.forEach((row, label) => {
    const name = names?.[label] ?? String(label);
    const truePositives = row[label];
    const support = sum(row);
    const falseNegatives = support - truePositives;
    const falsePositives = sum(counts.map((other) => other[label])) - truePositives;
    const trueNegatives = examples - support - falsePositives;
    const share = (score: keyof ClassificationScores, part: number, whole: number) => {
      if (whole > 0) return part / whole;
      undefinedScores.push(`${titles[score]} of class ${name} (${emptyBecause[score]})`);
      return 0;
    };
    classes.push({
      name,
      precision: share('precision', truePositives, truePositives + falsePositives),
      recall: share('recall', truePositives, support),
      f1: share('f1', 2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
      specificity: share('specificity', trueNegatives, trueNegatives + falsePositives),
      support,
      truePositives,
      falsePositives,
      falseNegatives,
      trueNegatives,
    });
  });
  return {
    classes,
    examples,
    accuracy: examples > 0 ? sum(classes.map(({ truePositives }) => truePositives)) / examples : 0,
    macro: meanScores(classes, () => 1),
    weighted: meanScores(classes, ({ support }) => support),
    undefinedScores,
  };
}

/**
 * The report as text of at most 79 columns, where classes have names of up to six letters (longer ones are cut) and
 * counts up to five digits. TP, FP, FN, TN: true and false positives, false and true negatives.
 */
export function classificationReportText(report: ClassificationReport): string {
  const line = (cells: readonly string[]) => cells.map((cell, i) => cell.padStart(widths[i])).join('');
  const right = sum(report.classes.map(({ truePositives }) => truePositives));
  const meanText = (name: string, mean: ClassificationScores) =>
    [name.padEnd(13), ...scoreNames.map((score) => `${titles[score]} ${mean[score].toFixed(4)}`)].join('  ');
  return [
    line(['class', ...scoreNames.map((score) => titles[score]), 'support', 'TP', 'FP', 'FN', 'TN']),
    ...report.classes.map((scores) =>
      line([
        scores.name.length > 6 ? `${scores.name.slice(0, 5)}…` : scores.name,
        ...scoreNames.map((score) => scores[score].toFixed(4)),
        ...[
          scores.support,
          scores.truePositives,
          scores.falsePositives,
          scores.falseNegatives,
          scores.trueNegatives,
        ].map(String),
      ]),
    ),
    '',
    `${'accuracy'.padEnd(13)}  ${report.accuracy.toFixed(4)} (${right} of ${report.examples})`,
    meanText('macro mean', report.macro),
    meanText('weighted mean', report.weighted),
    ...report.undefinedScores.map((score) => `0 / 0, set to 0: ${score}`),
  ].join('\n');
}

const titles: Readonly<Record<keyof ClassificationScores, string>> = {
  precision: 'precision',
  recall: 'recall',
  f1: 'F1',
  specificity: 'specificity',
};

/** Of the columns class, the four scores, support, TP, FP, FN, TN, each with the gap before it. */
const widths = [6, 11, 8, 8, 13, 9, 6, 6, 6, 6];

function meanScores(classes: readonly ClassScores[], weight: (scores: ClassScores) => number): ClassificationScores {
  const total = sum(classes.map(weight));
  const mean = (score: keyof ClassificationScores) =>
    total > 0 ? sum(classes.map((scores) => weight(scores) * scores[score])) / total : 0;
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1'), specificity: mean('specificity') };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
