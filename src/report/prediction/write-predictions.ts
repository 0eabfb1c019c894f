import { join } from 'node:path';
import { writeFileAtomic } from '../../data/atomic-file.js';
import { htmlPage, type Section } from '../html-page.js';
import { renderChart } from '../render-chart.js';
import { predictionSheet, type ShownPrediction } from './prediction-sheet.js';

/** Pictures on a sheet. */
const PER_SHEET = 30;

export interface PredictionPage {
  /** The model that was asked. */
  readonly model: string;
  /** How many pictures say what they show, and how many of those were read rightly. */
  readonly labelled: number;
  readonly right: number;
  /** By which command it was made: the last line of the page. */
  readonly footer: string;
}

/**
 * Writes `predictions.html`, and its sheets of up to 30 pictures as `predictions-1.svg` and `.png`, `predictions-2.svg`, ...
 * @returns the path of the page.
 * @throws {HandgradError} when a file cannot be written.
 */
export async function writePredictions(
  folder: string,
  predictions: readonly ShownPrediction[],
  { model, labelled, right, footer }: PredictionPage,
): Promise<string> {
  const sheets = Math.ceil(predictions.length / PER_SHEET);
  const sections: Section[] = [];
  for (let sheet = 0; sheet < sheets; sheet++) {
    const shown = predictions.slice(sheet * PER_SHEET, (sheet + 1) * PER_SHEET);
    const first = sheet * PER_SHEET + 1;
    const title = sheets === 1 ? 'Pictures' : `Pictures ${first} to ${first + shown.length - 1}`;
    const { svg, png } = await renderChart(predictionSheet(shown, title));
    const path = join(folder, `predictions-${sheet + 1}`);
    await writeFileAtomic(`${path}.svg`, svg);
    await writeFileAtomic(`${path}.png`, png);
    sections.push({ title, blocks: [{ kind: 'chart', svg, alt: altText(shown) }] });
  }
  const page = join(folder, 'predictions.html');
  const facts = [
    { label: 'pictures', value: String(predictions.length) },
    ...(labelled === 0 ? [] : [{ label: 'right', value: `${right} of ${labelled}` }]),
  ];
  await writeFileAtomic(
    page,
    htmlPage({ title: 'Predictions', subtitle: `Read by ${model}.`, facts, sections, footer }),
  );
  return page;
}

function altText(predictions: readonly ShownPrediction[]): string {
  return predictions.map(({ title, prediction }) => `${title}: ${prediction}`).join('; ');
}
