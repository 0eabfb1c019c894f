import { writeNewFolder } from '../../files/new-folder.js';
import { renderChart, type RenderedChart } from '../render-chart.js';
import type { Analysis } from './analysis.js';
import { exploreCharts } from './explore-charts.js';
import { explorePage } from './explore-page.js';
import type { Preparations } from './preparations.js';

export interface ExplorationOptions {
  readonly preparations: Preparations;
  /** What was typed to get this; stands on the page. */
  readonly command: string;
  /** Called as each chart begins, with how far it is in the whole: 0 to 1. */
  readonly onStep?: (step: string, share: number) => void;
}

/**
 * Writes an analysis into a new folder, whole or not at all:
 *
 *     explore.html              the page, which needs no other file
 *     numbers.json              all numbers but those of single pixels
 *     pixels.json               average images, mean, deviation and correlations of the pixels
 *     charts/NAME.svg, .png     every chart
 *
 * Returns the names of the charts.
 * @throws {HandgradError} when the folder holds anything already, or cannot be written.
 */
export async function writeExploration(
  folder: string,
  analysis: Analysis,
  { preparations, command, onStep = () => undefined }: ExplorationOptions,
): Promise<string[]> {
  onStep('charts', 0);
  const charts = await exploreCharts(analysis, preparations);
  const rendered = new Map<string, RenderedChart>();
  for (const [name, { specification }] of charts) {
    onStep(`chart ${name}`, rendered.size / charts.size);
    rendered.set(name, await renderChart(specification));
  }
  const contents = new Map<string, Uint8Array | string>([
    ['explore.html', explorePage(analysis, charts, rendered, command)],
    ['numbers.json', `${JSON.stringify(analysis.numbers, null, 2)}\n`],
    ['pixels.json', `${JSON.stringify(pixelNumbers(analysis))}\n`],
  ]);
  for (const [name, { svg, png }] of rendered) {
    contents.set(`charts/${name}.svg`, svg).set(`charts/${name}.png`, png);
  }
  await writeNewFolder(folder, contents);
  return [...charts.keys()];
}

/** Numbers of single pixels, rounded to four decimals; null where undefined. */
function pixelNumbers({ averages, shades }: Analysis) {
  const rounded = (values: ArrayLike<number>) => Array.from(values, (value) => Math.round(1e4 * value) / 1e4);
  return {
    averages: averages.map(rounded),
    ...(shades && {
      mean: rounded(shades.statistics.mean),
      deviation: rounded(shades.statistics.deviation),
      correlations: Array.from({ length: shades.correlations.pixels }, (_, row) => {
        const { pixels, values } = shades.correlations;
        return rounded(values.subarray(row * pixels, (row + 1) * pixels));
      }),
    }),
  };
}
