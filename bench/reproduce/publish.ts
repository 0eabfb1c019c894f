import { join } from 'node:path';
import type { Recipe } from '../../src/recipe/schema/recipe.js';
import { checkRecipes } from './check-recipes.js';
import { compare } from './comparison.js';
import { resultsContent } from './report/results-content.js';
import { summaryText } from './report/summary.js';
import { writeReport, type ReportFiles } from './report/write-report.js';
import type { Reproduction } from './results-file.js';
import { totalsOf } from './totals.js';

export interface PublishOptions {
  /** Where the report was asked for. */
  readonly out?: string | undefined;
  /** Where a report goes that is not to stand in place of the full one. */
  readonly fallback: string;
  readonly json?: boolean | undefined;
}

/** Writes the report on finished runs and prints what it comes to. */
export async function publishReproduction(
  reproduction: Reproduction,
  recipes: readonly Recipe[],
  { out, fallback, json = false }: PublishOptions,
): Promise<void> {
  checkRecipes(reproduction, recipes);
  const totals = totalsOf(compare(recipes, reproduction.runs));
  const isWhole = totals.run === totals.experiments && !reproduction.isQuick;
  const files = out === undefined && isWhole ? published : inOneFolder(out ?? fallback);
  const paths = await writeReport(resultsContent(reproduction, recipes), reproduction, files);
  process.stdout.write(
    json
      ? `${JSON.stringify(reproduction)}\n`
      : `${summaryText(totals, { isQuick: reproduction.isQuick, files: paths })}\n`,
  );
}

/** Where the full report lies. A part of it, or a quick trial, never takes its place unasked. */
const published: ReportFiles = {
  markdown: 'docs/RESULTS.md',
  json: 'bench/results/notebooks.json',
  html: 'bench/results/notebooks.html',
  charts: 'docs/charts',
};

function inOneFolder(folder: string): ReportFiles {
  return {
    markdown: join(folder, 'RESULTS.md'),
    json: join(folder, 'notebooks.json'),
    html: join(folder, 'notebooks.html'),
    charts: join(folder, 'charts'),
  };
}
