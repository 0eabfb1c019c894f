import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allRecipes } from '../../bench/notebooks/index.js';
import { compare, type Comparison } from '../../bench/reproduce/comparison.js';
import { recipeSha256, type FinishedRun } from '../../bench/reproduce/finished-run.js';
import { planRuns } from '../../bench/reproduce/plan.js';
import { resultsContent } from '../../bench/reproduce/report/results-content.js';
import { writeReport } from '../../bench/reproduce/report/write-report.js';
import { reproductionOf } from '../../bench/reproduce/results-file.js';
import { orderOf, totalsOf } from '../../bench/reproduce/totals.js';
import { pretendedResult } from './reproduce-trainer.js';

const recipes = allRecipes();

/** Finished runs; `shift`: what is added to a figure, by the experiment's id. */
function finishedRuns(seeds: number, shift: Readonly<Record<string, number>> = {}): FinishedRun[] {
  const machine = { cpu: 'a CPU', cores: 2, memoryBytes: 2 ** 34, node: 'v20.0.0', os: 'an OS', loadBefore: 0 };
  return planRuns(recipes, seeds).map((run) => {
    const result = pretendedResult(run);
    const { figure } = run.recipe.published!;
    const value = result.figures[figure]! + (shift[run.recipe.id] ?? 0);
    return {
      date: '2030-01-01T00:00:00.000Z',
      recipeSha256: recipeSha256(run),
      handgrad: '1.0.0',
      commit: { hash: '0123456789abcdef', isModified: false },
      machine,
      result: { ...result, epochs: [{ validationLoss: 0.12 }], figures: { ...result.figures, [figure]: value } },
    };
  });
}

function comparisonOf(id: string, comparisons: readonly Comparison[]): Comparison {
  return comparisons.find(({ recipe }) => recipe.id === id)!;
}

describe('the comparison', () => {
  test('with one seed, two runs may differ by 0.43 points where the images are the same ones', () => {
    const { prediction, mean } = comparisonOf('002/width-200', compare(recipes, finishedRuns(1)));
    // t(7) x 0.1283 x sqrt(2), see statistics/published-repeats.ts
    expect(100 * (prediction!.high - mean!)).toBeCloseTo(2.36462 * 0.12831 * Math.SQRT2, 3);
  });

  test('with seeds, their own pooled spread decides', () => {
    // Each experiment 0.0 and 0.1 points: s^2 = 0.005 of each; 47 readable and 3 unreadable ones: 50 degrees in notebook 002
    const { prediction, mean } = comparisonOf('002/width-200', compare(recipes, finishedRuns(2)));
    expect(100 * (prediction!.high - mean!)).toBeCloseTo(2.00856 * Math.sqrt(0.005) * Math.sqrt(1.5), 4);
  });

  test('the time is that of the lowest seed, with the augmentation where the published one has it', () => {
    const comparisons = compare(recipes, finishedRuns(3).toReversed());
    expect(comparisonOf('002/width-200', comparisons).seconds).toBe(2);
    expect(comparisonOf('001/2x100', comparisons).seconds).toBe(3);
  });

  test('other images widen the interval by the binomial error of both', () => {
    const { prediction, mean } = comparisonOf('004/best', compare(recipes, finishedRuns(1)));
    const seeds = 2.36462 * 0.0012831 * Math.SQRT2;
    const variance = 0.9732 * 0.0268;
    const luck = 1.959964 * Math.sqrt(variance / 6000 + variance / 10_000);
    expect(prediction!.high - mean!).toBeCloseTo(Math.hypot(seeds, luck), 5);
  });

  test('counts 61 that are asked for; half a point less is worse, more is better', () => {
    const shift = { '002/width-50': -0.005, '002/width-100': 0.005, '000/linear': -0.1 };
    const comparisons = compare(recipes, finishedRuns(1, shift));
    const totals = totalsOf(comparisons);
    expect(totals).toMatchObject({ asked: 61, agreeOrBetter: 60, printedCounts: 14, equalCounts: 14, run: 71 });
    expect(totals.verdicts).toEqual({ agrees: 64, better: 1, worse: 2, unreadable: 4, 'not run': 0 });
    expect(comparisonOf('000/linear', comparisons).cause).toMatch(/stand-ins/);
    expect(comparisonOf('002/width-50', comparisons).cause).toBeNull();
  });

  test('the order of the PolyMNIST models is as published until two change places', () => {
    const polymnist = (shift = {}) =>
      compare(recipes, finishedRuns(1, shift)).filter(({ notebook }) => notebook.asked === 'order');
    expect(orderOf(polymnist())).toEqual({ pairs: 15, inversions: [] });
    expect(orderOf(polymnist({ '000/dl-model-2': -0.01 }))!.inversions).toMatchObject([
      { better: { name: '000/dl-model-2' }, worse: { name: '000/dl-model-1' } },
    ]);
  });
});

describe('the report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handgrad-report-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const inFolder = (name: string) => join(folder, name);
  beforeAll(async () => {
    const runs = finishedRuns(1, { '002/width-50': -0.005 });
    const reproduction = reproductionOf({ isQuick: false, command: 'npm run reproduce', runs });
    await writeReport(resultsContent(reproduction, recipes), reproduction, {
      markdown: inFolder('RESULTS.md'),
      json: inFolder('notebooks.json'),
      html: inFolder('notebooks.html'),
      charts: inFolder('charts'),
    });
  }, 60_000);

  test('has a chart for each notebook and two for all, which Markdown shows', () => {
    const charts = readdirSync(inFolder('charts')).filter((name) => name.endsWith('.svg'));
    expect(charts.sort()).toEqual([
      ...['000', '001', '002', '003', '004'].map((number) => `difference-${number}.svg`),
      'overview.svg',
      'times.svg',
    ]);
    const markdown = readFileSync(inFolder('RESULTS.md'), 'utf8');
    for (const chart of charts) expect(markdown).toContain(`](charts/${chart})`);
  });

  test('lists what is worse without a cause as an open question', () => {
    const markdown = readFileSync(inFolder('RESULTS.md'), 'utf8');
    expect(markdown).toMatch(/## Open questions\n\nWorse than published, without a known cause: 002\/width-50\.\n/);
    expect(markdown).toContain('| commit | 0123456789 |');
  });

  test('is a page that needs nothing else, with a row for every experiment', () => {
    const html = readFileSync(inFolder('notebooks.html'), 'utf8');
    expect(html.match(/<svg /g)!.length).toBeGreaterThanOrEqual(7);
    expect(html).not.toMatch(/<script|(src|href)="(?!#|data:)/);
    for (const { id } of recipes) expect(html).toContain(`<th scope="row">${id}</th>`);
  });
});
