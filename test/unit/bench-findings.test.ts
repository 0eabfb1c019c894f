import { describe, expect, test } from 'vitest';
import { alike, fact, more, notComparable } from '../../bench/findings/claim.js';
import { contrast } from '../../bench/findings/contrast.js';
import type { Evidence } from '../../bench/findings/evidence.js';
import { findingsContent } from '../../bench/findings/findings-content.js';
import type { Measurements } from '../../bench/findings/measurements.js';
import { conclusionOf } from '../../bench/findings/question.js';
import { questions } from '../../bench/findings/questions/index.js';
import { allRecipes, notebooks } from '../../bench/notebooks/index.js';
import { compare, spreadOfNotebook } from '../../bench/reproduce/comparison.js';
import type { FinishedRun } from '../../bench/reproduce/finished-run.js';
import { planRuns } from '../../bench/reproduce/plan.js';
import { contentMarkdown } from '../../bench/reproduce/report/markdown.js';
import { pretendedResult } from './reproduce-trainer.js';

const recipes = allRecipes();

/** Evidence of pretended runs: the published figures, which rise by 0.001 with each seed. */
function evidenceOf(seeds: number): Evidence {
  const runs = planRuns(recipes, seeds).map((run) => {
    const result = pretendedResult(run);
    const epochs = [0.1, 0.2, 0.25, 0.27, 0.28].map((validationAccuracy) => ({ validationAccuracy }));
    const figures = { trainingAccuracy: 0.9, validationAccuracy: 0.91, ...result.figures };
    return { result: { ...result, figures, epochs } } as unknown as FinishedRun;
  });
  return {
    comparisons: compare(recipes, runs),
    spreadOf: (number) =>
      spreadOfNotebook(
        notebooks.find((one) => one.number === number)!,
        recipes,
        runs,
      ),
  };
}

const measurements: Measurements = {
  data: {
    source: 'mnist',
    shape: '28 x 28, grey, 8 bits',
    train: {
      count: 60_000,
      labels: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949].map((count, label) => ({
        label,
        count,
        share: count / 60_000,
      })),
      greys: { mean: 33.3, deviation: 11, mode: 31 },
    },
    test: { count: 10_000, greys: { mean: 33.8, deviation: 11, mode: 31 } },
    meansDistance: { distance: 0.02, critical: 0.0147 },
  },
  gradients: {
    relu: { before: [0.5, 1], after: [0.8, 1], accuracy: 0.96 },
    sigmoid: { before: [0.0001, 1], after: [0.01, 1], accuracy: 0.11 },
  },
};

describe('a contrast', () => {
  test('of single runs has the width of two runs: t(7) s sqrt(2)', () => {
    const { difference, interval } = contrast(evidenceOf(1), ['002/width-300'], ['002/width-50']);
    expect(difference).toBeCloseTo(0.9785 - 0.9617, 12);
    // s: of the published repeats, see statistics/published-repeats.ts
    expect(100 * (interval.high - difference)).toBeCloseTo(2.36462 * 0.12831 * Math.SQRT2, 3);
  });

  test('is narrower the more experiments and seeds are in it', () => {
    const evidence = evidenceOf(2);
    const { deviation } = evidence.spreadOf('000');
    const { difference, interval } = contrast(
      evidence,
      ['000/dl-model-1', '000/dl-model-2'],
      ['000/simple-nn-1', '000/simple-nn-2'],
    );
    expect(difference).toBeCloseTo((0.8812 + 0.8832 - 0.5568 - 0.6817) / 2, 12);
    // 6 degrees of freedom; each of the 4 experiments adds 1 / (2 seeds x 2^2)
    expect(interval.high - difference).toBeCloseTo(2.44691 * deviation * Math.sqrt(4 / 8), 6);
  });

  test('needs runs of all its experiments', () => {
    const evidence = { ...evidenceOf(1), comparisons: [] };
    expect(() => contrast(evidence, ['002/width-300'], ['002/width-50'])).toThrow(/no run of 002\/width-300/);
  });
});

describe('a claim', () => {
  const evidence = evidenceOf(1);

  test('of a difference holds, does not, or cannot be decided', () => {
    const verdict = (a: string, b: string) => more(evidence, 'a is better', [`002/${a}`], [`002/${b}`]).verdict;
    expect(verdict('width-300', 'width-50')).toBe('holds');
    expect(verdict('width-50', 'width-300')).toBe('does not hold');
    expect(verdict('width-500', 'width-300')).toBe('undecided');
  });

  test('of no difference is refuted by one that is beyond the interval', () => {
    expect(alike(evidence, 'flat', ['002/width-500'], ['002/width-300']).verdict).toBe('holds');
    expect(alike(evidence, 'flat', ['002/width-500'], ['002/width-50']).verdict).toBe('does not hold');
  });

  test('shows its difference in points, with the interval', () => {
    const { measured } = more(evidence, 'a is better', ['002/width-300'], ['002/width-50']);
    expect(measured).toBe('+1.68 points (+1.25 to +2.11)');
  });
});

test('a conclusion is what all claims come to; those that cannot be compared do not count', () => {
  const [yes, no, none] = [fact('a', '', true), fact('b', '', false), notComparable('c', 'why')];
  expect(conclusionOf([yes, none])).toBe('holds');
  expect(conclusionOf([yes, no])).toBe('holds in part');
  expect(conclusionOf([no, none])).toBe('does not hold');
  expect(conclusionOf([none])).toBe('not comparable');
});

describe('the findings', () => {
  const evidence = evidenceOf(1);
  const content = findingsContent(evidence, measurements, null);
  const markdown = contentMarkdown(content, (name) => `charts/${name}.svg`);

  test('answer every question of every notebook', () => {
    for (const { question } of questions) expect(markdown).toContain(`### ${question}`);
    expect(new Set(questions.map(({ notebook }) => notebook))).toEqual(new Set(notebooks.map(({ number }) => number)));
    expect(markdown).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('have a chart of its own for each question that is drawn', () => {
    const names = content.sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === 'chart' ? [block.name] : [])),
    );
    expect(names).toHaveLength(questions.filter(({ drawn }) => drawn).length);
    expect(new Set(names).size).toBe(names.length);
  });

  test('hold what the published figures themselves say', () => {
    // The pretended runs are the published figures, so that 2 layers of 100 are not better than one, within the spread.
    expect(markdown).toContain('| ReLU is better, 50 units | +1.94 points (+1.51 to +2.37) | holds |');
    expect(markdown).toContain(
      '| slightly better than one layer of 100 | +0.28 points (−0.15 to +0.71) | is undecided |',
    );
    expect(markdown).toContain('| the loss of accuracy comes from vanishing gradients |');
  });
});
