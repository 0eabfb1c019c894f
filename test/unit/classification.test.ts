import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classificationReport, classificationReportText } from '../../src/train/classification-report.js';
import { confusionMatrix, confusionMatrixText } from '../../src/train/confusion-matrix.js';
import { expectClose } from '../compare.js';

const examples = fc
  .integer({ min: 1, max: 6 })
  .chain((classes) =>
    fc.record({
      classes: fc.constant(classes),
      pairs: fc.array(fc.tuple(fc.nat(classes - 1), fc.nat(classes - 1)), { maxLength: 40 }),
    }),
  )
  .map(({ classes, pairs }) => ({
    classes,
    pairs,
    matrix: confusionMatrix(
      pairs.map(([label]) => label),
      pairs.map(([, prediction]) => prediction),
      classes,
    ),
  }));

describe('confusionMatrix', () => {
  it('has the label as its row and the prediction as its column', () => {
    expect(confusionMatrix([0, 1, 2, 2, 2], [0, 0, 2, 2, 1], 3).counts).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [0, 1, 2],
    ]);
  });

  it('takes labels and predictions as they come from data sets and models', () => {
    expect(confusionMatrix(Uint8Array.of(1, 0), Int32Array.of(1, 1), 2).counts).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it.each([
    [[0], [0, 1], 2, 'confusionMatrix: 1 labels and 2 predictions, expected as many'],
    [[2], [0], 2, 'confusionMatrix: the label of example 0 is 2, expected a class from 0 to 1'],
    [[0, 0], [0, -1], 2, 'confusionMatrix: the prediction of example 1 is -1, expected a class from 0 to 1'],
    [[0.5], [0], 2, 'confusionMatrix: the label of example 0 is 0.5, expected a class from 0 to 1'],
    [[], [], 0, 'confusionMatrix: 0 classes, expected a whole number of at least 1'],
  ])('refuses labels %j with predictions %j of %d classes', (labels, predictions, classes, message) => {
    expect(() => confusionMatrix(labels, predictions, classes)).toThrow(message);
  });

  it('prints labels down and predictions across, with dots for zeros', () => {
    expect(confusionMatrixText(confusionMatrix([0, 1, 2, 2, 2], [0, 0, 2, 2, 1], 3), ['cat', 'dog', 'hen'])).toBe(
      ['      predicted as', 'label cat dog hen', '  cat   1   .   .', '  dog   1   .   .', '  hen   .   1   2'].join(
        '\n',
      ),
    );
  });

  it('fits ten classes of five-digit counts into 80 columns', () => {
    const counts = Array.from({ length: 10 }, () => new Array<number>(10).fill(99_999));
    const lines = confusionMatrixText({ classes: 10, counts }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('classificationReport', () => {
  const matrix = confusionMatrix([0, 1, 2, 2, 2], [0, 0, 2, 2, 1], 3);

  it("gives the figures of the example in scikit-learn's documentation", () => {
    const { classes, accuracy, macro, weighted, examples: count } = classificationReport(matrix);
    const rounded = ({ precision, recall, f1 }: { precision: number; recall: number; f1: number }) =>
      [precision, recall, f1].map((score) => score.toFixed(2));
    expect(classes.map(rounded)).toEqual([
      ['0.50', '1.00', '0.67'],
      ['0.00', '0.00', '0.00'],
      ['1.00', '0.67', '0.80'],
    ]);
    expect(classes.map(({ support }) => support)).toEqual([1, 1, 3]);
    expect(accuracy).toBe(0.6);
    expect(count).toBe(5);
    expect(rounded(macro)).toEqual(['0.50', '0.56', '0.49']);
    expect(rounded(weighted)).toEqual(['0.70', '0.60', '0.61']);
  });

  it('counts true and false positives and negatives of each class', () => {
    const { classes } = classificationReport(matrix, ['cat', 'dog', 'hen']);
    const counts = classes.map((scores) => [
      scores.name,
      scores.truePositives,
      scores.falsePositives,
      scores.falseNegatives,
      scores.trueNegatives,
    ]);
    expect(counts).toEqual([
      ['cat', 1, 1, 0, 3],
      ['dog', 0, 1, 1, 3],
      ['hen', 2, 0, 1, 2],
    ]);
    expectClose(
      classes.map(({ specificity }) => specificity),
      [3 / 4, 3 / 4, 1],
    );
  });

  it('counts every example once for every class, and weights recall to the accuracy', () => {
    fc.assert(
      fc.property(examples, ({ matrix: counted, pairs }) => {
        const { classes, accuracy, weighted, examples: count } = classificationReport(counted);
        expect(count).toBe(pairs.length);
        for (const { truePositives, falsePositives, falseNegatives, trueNegatives, support } of classes) {
          expect(truePositives + falsePositives + falseNegatives + trueNegatives).toBe(pairs.length);
          expect(truePositives + falseNegatives).toBe(support);
        }
        expectClose(weighted.recall, accuracy, { absolute: 1e-12 });
      }),
    );
  });

  it('sets f1 to the harmonic mean of precision and recall', () => {
    fc.assert(
      fc.property(examples, ({ matrix: counted }) => {
        for (const { precision, recall, f1 } of classificationReport(counted).classes) {
          expectClose(f1, precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall), {
            absolute: 1e-12,
          });
        }
      }),
    );
  });

  it('sets what would be 0 / 0 to 0, as scikit-learn, and says which', () => {
    const { classes, macro, undefinedScores } = classificationReport(confusionMatrix([0, 0, 1], [0, 1, 1], 4));
    expect(classes[3]).toMatchObject({ precision: 0, recall: 0, f1: 0, specificity: 1, support: 0 });
    expect(macro.recall).toBe((0.5 + 1 + 0 + 0) / 4);
    expect(undefinedScores.slice(0, 3)).toEqual([
      'precision of class 2 (never predicted)',
      'recall of class 2 (no example)',
      'F1 of class 2 (no example, never predicted)',
    ]);
    expect(undefinedScores).toHaveLength(6);
  });

  it('has no specificity where there is only one class', () => {
    const { undefinedScores } = classificationReport(confusionMatrix([0, 0], [0, 0], 1));
    expect(undefinedScores).toEqual(['specificity of class 0 (no example of another class)']);
  });

  it('prints classes, means and what was set to 0', () => {
    const text = classificationReportText(
      classificationReport(confusionMatrix([0, 0, 1], [0, 1, 1], 2), ['cat', 'elephant']),
    );
    expect(text.split('\n')).toEqual([
      ' class  precision  recall      F1  specificity  support    TP    FP    FN    TN',
      '   cat     1.0000  0.5000  0.6667       1.0000        2     1     0     1     1',
      'eleph…     0.5000  1.0000  0.6667       0.5000        1     1     1     0     1',
      '',
      'accuracy       0.6667 (2 of 3)',
      'macro mean     precision 0.7500  recall 0.7500  F1 0.6667  specificity 0.7500',
      'weighted mean  precision 0.8333  recall 0.6667  F1 0.6667  specificity 0.8333',
    ]);
    const withNotes = classificationReportText(classificationReport(confusionMatrix([0], [0], 2)));
    expect(withNotes).toContain('\n0 / 0, set to 0: precision of class 1 (never predicted)\n');
  });

  it('keeps the text within 80 columns for classes of five-digit counts', () => {
    const counts = Array.from({ length: 10 }, () => new Array<number>(10).fill(9_999));
    const text = classificationReportText(classificationReport({ classes: 10, counts }));
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
