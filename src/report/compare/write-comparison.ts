import { join } from 'node:path';
import { writeFileAtomic } from '../../data/atomic-file.js';
import { renderChart } from '../render-chart.js';
import { accuracyBarsChart } from './accuracy-bars-chart.js';
import { comparedCurvesChart } from './compared-curves-chart.js';
import type { ComparedRun } from './compared-run.js';
import { comparisonPage, type Comparison } from './comparison-page.js';

/**
 * Writes `compare.html`, `compare.json` with the numbers and the epochs, and `charts/` with every chart as SVG and PNG. The page
 * comes last, each file whole or not at all.
 * @returns the path of the page.
 * @throws {HandgradError} when a file cannot be written.
 */
export async function writeComparison(
  folder: string,
  runs: readonly ComparedRun[],
  comparison: Comparison,
  footer: string,
): Promise<string> {
  const curves = comparedCurvesChart(runs);
  const charts = { accuracies: accuracyBarsChart(comparison.runs), ...(curves && { curves }) };
  const svgs = new Map<string, string>();
  for (const [name, specification] of Object.entries(charts)) {
    const { svg, png } = await renderChart(specification);
    svgs.set(name, svg);
    await writeFileAtomic(join(folder, 'charts', `${name}.svg`), svg);
    await writeFileAtomic(join(folder, 'charts', `${name}.png`), png);
  }
  const epochs = Object.fromEntries(runs.map((run) => [run.name, run.epochs]));
  await writeFileAtomic(join(folder, 'compare.json'), `${JSON.stringify({ ...comparison, epochs }, null, 2)}\n`);
  const page = join(folder, 'compare.html');
  await writeFileAtomic(page, comparisonPage(comparison, svgs, footer));
  return page;
}
