import { imageAt, take } from '../../data/dataset.js';
import type { Analysis } from './analysis.js';
import type { NamedChart } from './explore-chart.js';
import { augmentationGrid, stagesGrid, standardizationGrid } from './image-charts.js';
import type { Preparations } from './preparations.js';

/** Images shown before and after a preparation. */
const SHOWN = 9;
/** Rows of an augmentation grid; as many columns. */
const AUGMENTED = 10;
/** Added to the deviation, so that a constant pixel is not divided by 0: as the notebook has it. */
const EPSILON = 1e-10;

/** The first training images before and after they are standardised, turned to grey, blurred. */
export function preparationCharts(analysis: Analysis, preparations: Preparations): NamedChart[] {
  return [...standardizationChart(analysis), ...stagesChart(analysis, preparations)];
}

function standardizationChart({ shades }: Analysis): NamedChart[] {
  if (shades === null) return [];
  const { images, statistics } = shades;
  const { mean, deviation } = statistics;
  const standardized = Array.from({ length: Math.min(SHOWN, images.count) }, (_, index) =>
    Float64Array.from(imageAt(images, index), (value, i) => (value - mean[i]) / (deviation[i] + EPSILON)),
  );
  const alt = `The first ${standardized.length} training images as stored and, below, with every pixel standardised.`;
  return [['standardisation', { specification: standardizationGrid(images, standardized), alt }]];
}

function stagesChart({ data }: Analysis, { grey, blur }: Preparations): NamedChart[] {
  const first = take(data.train, SHOWN);
  const inGrey = first.channels === 1 ? first : grey?.(first);
  const stages = [
    { name: 'as stored', images: first },
    ...(first.channels !== 1 && inGrey ? [{ name: 'grey', images: inGrey }] : []),
    ...(blur && inGrey ? [{ name: 'blurred', images: blur(inGrey) }] : []),
  ];
  if (stages.length === 1) return [];
  const alt = `The first ${first.count} training images at each stage: ${stages.map(({ name }) => name).join(', ')}.`;
  return [['grey-and-blur', { specification: stagesGrid(stages), alt }]];
}

/** For each augmentation a chart of the first training images, each beside random variants of it. */
export async function augmentationCharts(
  { data }: Analysis,
  { augmentations = [] }: Preparations,
): Promise<NamedChart[]> {
  const originals = take(data.train, AUGMENTED);
  const charts: NamedChart[] = [];
  for (const { name, what, preview } of augmentations) {
    const rows = await preview(originals, AUGMENTED - 1);
    const alt = `Each of the first ${rows.length} training images beside ${AUGMENTED - 1} random variants of it: ${what}.`;
    charts.push([`augmentation-${name}`, { specification: augmentationGrid(rows, originals, what), alt }]);
  }
  return charts;
}
