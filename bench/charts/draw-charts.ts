import { writeFileSync } from 'node:fs';
import type { TopLevelSpec } from 'vega-lite';
import type { BenchResult } from '../result.js';
import { kernelChart } from './kernel-chart.js';
import { renderChart } from '../../src/report/render-chart.js';
import { SCALING_PREFIX, scalingChart } from './scaling-chart.js';
import { workloadChart } from './workload-chart.js';

/** The charts of a result, by name. */
export function chartsOf(result: BenchResult): Map<string, TopLevelSpec> {
  const groups = [...new Set(result.measurements.map(({ group }) => group))];
  if (result.suite === 'kernels') return new Map(groups.map((family) => [family, kernelChart(result, family)]));
  const charts = new Map<string, TopLevelSpec>();
  if (groups.includes('workloads')) charts.set('workloads', workloadChart(result));
  if (groups.some((group) => group.startsWith(SCALING_PREFIX))) charts.set('scaling', scalingChart(result));
  return charts;
}

/** Draws the charts of a result as `<path>-<chart>.svg` and `.png`. Returns the files' paths. */
export async function drawCharts(result: BenchResult, path: string): Promise<string[]> {
  const files: string[] = [];
  for (const [name, specification] of chartsOf(result)) {
    const { svg, png } = await renderChart(specification);
    for (const [extension, content] of [
      ['svg', svg],
      ['png', png],
    ] as const) {
      const file = `${path}-${name}.${extension}`;
      writeFileSync(file, content);
      files.push(file);
    }
  }
  return files;
}
