import { join } from 'node:path';
import { writeFileAtomic } from '../../data/atomic-file.js';
import { renderChart, renderSvg } from '../render-chart.js';
import { measureRun, type RunFigures } from './measure-run.js';
import { runCharts } from './run-charts.js';
import { runPage, type DrawnChart } from './run-page.js';
import type { TrainedRun } from './trained-run.js';

/** Where a report goes and what it consists of. */
export interface RunReportOptions {
  readonly folder: string;
  /** By which command it was made: the last line of the page. */
  readonly footer: string;
  /** Also write every chart as PNG, which takes most of the time. */
  readonly pngs: boolean;
}

/** What was written. */
export interface RunReport {
  readonly figures: RunFigures;
  readonly page: string;
  readonly files: readonly string[];
}

/**
 * Measures a run and writes `report.html`, `report.json` with every number, and `charts/<name>.svg` (and `.png`). The page comes
 * last, each file whole or not at all.
 * @throws {HandgradError} when a file cannot be written.
 */
export async function writeRunReport(run: TrainedRun, { folder, footer, pngs }: RunReportOptions): Promise<RunReport> {
  const figures = await measureRun(run);
  const files: string[] = [];
  const write = async (path: string, content: string | Uint8Array) => {
    await writeFileAtomic(path, content);
    files.push(path);
  };
  const drawn: DrawnChart[] = [];
  for (const { specification, ...chart } of await runCharts(run, figures)) {
    const path = join(folder, 'charts', chart.name);
    const { svg, png } = pngs ? await renderChart(specification) : { svg: await renderSvg(specification), png: null };
    drawn.push({ ...chart, svg });
    await write(`${path}.svg`, svg);
    if (png !== null) await write(`${path}.png`, png);
  }
  await write(join(folder, 'report.json'), `${JSON.stringify(figures, null, 2)}\n`);
  const page = join(folder, 'report.html');
  await write(page, runPage(figures, drawn, footer));
  return { figures, page, files };
}
