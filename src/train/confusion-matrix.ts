import { HandgradError } from '../tensor/error.js';

/** How often each class was taken for each: `counts[label][prediction]`, so the diagonal is right. */
export interface ConfusionMatrix {
  /** How many there are. */
  readonly classes: number;
  /** [label][prediction]: how many examples. */
  readonly counts: readonly (readonly number[])[];
}

/**
 * Counts pairs of labels and predictions, both class numbers from 0, one pair per example.
 * @throws {HandgradError} when the two differ in length, or one is no class below `classes`.
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  if (!Number.isSafeInteger(classes) || classes < 1) {
    throw new HandgradError(`confusionMatrix: ${classes} classes, expected a whole number of at least 1`);
  }
  if (labels.length !== predictions.length) {
    throw new HandgradError(
      `confusionMatrix: ${labels.length} labels and ${predictions.length} predictions, expected as many`,
    );
  }
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) {
    counts[checkClass('label', labels[i], i, classes)][checkClass('prediction', predictions[i], i, classes)]++;
  }
  return { classes, counts };
}

/**
 * The matrix as a table, rows the labels, columns the predictions, a dot for zero. Ten classes with counts up to 99,999
 * take less than 80 columns. `names`: default the class numbers.
 */
export function confusionMatrixText(
  { counts }: ConfusionMatrix,
  names: readonly string[] = counts.map((_, i) => String(i)),
): string {
  const rows = counts.map((row) => row.map((count) => (count === 0 ? '.' : String(count))));
  const title = 'label';
  const labelWidth = Math.max(title.length, ...names.map((name) => name.length));
  const width = Math.max(...[names, ...rows].flat().map((cell) => cell.length));
  const line = (head: string, cells: readonly string[]) =>
    [head.padStart(labelWidth), ...cells.map((cell) => cell.padStart(width))].join(' ').trimEnd();
  const above = `${' '.repeat(labelWidth + 1)}predicted as`;
  return [above, line(title, names), ...rows.map((row, label) => line(names[label], row))].join('\n');
}

function checkClass(what: string, value: number, example: number, classes: number): number {
  if (Number.isInteger(value) && value >= 0 && value < classes) return value;
  throw new HandgradError(
    `confusionMatrix: the ${what} of example ${example} is ${value}, expected a class from 0 to ${classes - 1}`,
  );
}
