import type { TopLevelSpec } from 'vega-lite';
import { imageAt, type ImageDataset } from '../../data/dataset.js';
import { imageGrid } from '../charts/image-grid.js';
import { imageRaster } from '../raster.js';
import type { Mistake } from './mistakes.js';

const COLUMNS = 10;

/** The pictures of mistakes, each with what it is, what it was taken for, and how surely. */
export function mistakesChart(mistakes: readonly Mistake[], pictures: ImageDataset): TopLevelSpec {
  const cells = mistakes.map(({ index, label, prediction, probability }) => ({
    raster: imageRaster(imageAt(pictures, index), pictures.width, pictures.channels),
    caption: `${label} as ${prediction}, ${percent(probability)}`,
  }));
  return imageGrid({
    title: 'The most confident mistakes',
    subtitle: 'what it is, what it was read as, and the probability that the network gave its answer',
    cells,
    columns: COLUMNS,
    scale: Math.max(1, Math.round(84 / pictures.width)),
  });
}

/** Whole percents, but 100 only for all. */
function percent(share: number): string {
  return share > 0.995 && share < 1 ? '>99 %' : `${Math.round(100 * share)} %`;
}
