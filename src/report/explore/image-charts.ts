import type { TopLevelSpec } from 'vega-lite';
import type { ImageDataset } from '../../data/dataset.js';
import type { ImageDistance, TypicalImages } from '../../data/statistics/typical-images.js';
import { imageGrid, type GridCell } from '../charts/image-grid.js';
import type { ExploredImages } from './explored-data.js';
import { GREY_LEVELS, imageRaster, shadedRaster, type Raster, type Shading } from '../raster.js';

/** Differences from a mean in standard deviations: what lies beyond 3 has the colour of 3. */
export const DEVIATIONS: Shading = { map: 'blueorange', domain: [-3, 3] };

/** An image of a data set as a picture. */
export function datasetRaster({ images, count, width, channels }: ExploredImages, index: number): Raster {
  const size = images.length / count;
  return imageRaster(images.subarray(index * size, (index + 1) * size), width, channels);
}

/** Images at some places, each with its label below where it is known. */
export function sampleGrid(title: string, dataset: ExploredImages, places: readonly number[]): TopLevelSpec {
  return imageGrid({
    title,
    columns: 10,
    cells: places.map((index) => ({
      raster: datasetRaster(dataset, index),
      ...(dataset.labels && { caption: `${dataset.labels[index]}` }),
    })),
  });
}

/** The average image of each class that has images. */
export function averagesGrid(averages: readonly Float64Array[], dataset: ImageDataset): TopLevelSpec {
  return imageGrid({
    title: 'Average training image of each label',
    columns: 5,
    scale: Math.max(1, Math.round(112 / dataset.width)),
    cells: averages.flatMap((average, label) => {
      return Number.isNaN(average[0]) ? [] : { raster: averageRaster(average, dataset), caption: `${label}` };
    }),
  });
}

/**
 * For each class, from above: its average, the most and the least typical image, and what the notebook's rule takes for
 * them; below each its distance from the average.
 */
export function typicalGrid(
  typical: readonly TypicalImages[],
  averages: readonly Float64Array[],
  dataset: ImageDataset,
): TopLevelSpec {
  const shown = ({ index, distance }: ImageDistance): GridCell => ({
    raster: datasetRaster(dataset, index),
    caption: distance.toFixed(1),
  });
  return imageGrid({
    title: 'Most and least typical training image of each label',
    subtitle: 'Below each image: its distance from the average, root mean square, in grey levels.',
    columns: typical.length,
    rowTitles: ['average', 'most typical', 'least typical', 'notebook: nearest', 'notebook: least similar'],
    cells: [
      ...typical.map(({ label }) => ({ raster: averageRaster(averages[label], dataset), caption: `${label}` })),
      ...typical.map(({ mostTypical }) => shown(mostTypical)),
      ...typical.map(({ leastTypical }) => shown(leastTypical)),
      ...typical.map(({ notebook }) => shown(notebook.nearest)),
      ...typical.map(({ notebook }) => shown(notebook.leastSimilar)),
    ],
  });
}

/** Images as they are stored, and below each what standardising makes of it. Both of one channel. */
export function standardizationGrid(dataset: ImageDataset, standardized: readonly Float64Array[]): TopLevelSpec {
  return imageGrid({
    title: 'Before and after standardising each pixel',
    subtitle: [
      'After: (value - mean) / deviation of this pixel over all training images;',
      'blue is -3 or less, white is 0, orange is +3 or more.',
    ],
    columns: standardized.length,
    rowTitles: ['as stored', 'standardised'],
    cells: [
      ...standardized.map((_, index) => ({ raster: datasetRaster(dataset, index) })),
      ...standardized.map((values, index) => ({
        raster: shadedRaster(values, dataset.width, DEVIATIONS),
        caption: `${dataset.labels[index]}`,
      })),
    ],
  });
}

/** The same images at several stages of their preparation, a row for each. */
export function stagesGrid(stages: readonly { name: string; images: ImageDataset }[]): TopLevelSpec {
  return imageGrid({
    title: 'Before and after each preparation',
    columns: stages[0].images.count,
    rowTitles: stages.map(({ name }) => name),
    cells: stages.flatMap(({ images }) => {
      return Array.from({ length: images.count }, (_, index) => ({ raster: datasetRaster(images, index) }));
    }),
  });
}

/** A row for each image: itself, then its random variants. `images`: in that order. */
export function augmentationGrid(images: ImageDataset, columns: number, what: string): TopLevelSpec {
  return imageGrid({
    title: 'Augmented training images',
    subtitle: ['In each row first the image itself, then random variants:', what],
    columns,
    rowTitles: Array.from({ length: images.count / columns }, (_, row) => `${images.labels[row * columns]}`),
    cells: Array.from({ length: images.count }, (_, index) => ({ raster: datasetRaster(images, index) })),
  });
}

/** Of one channel in grey; of three, in its own colours, rounded. */
function averageRaster(average: Float64Array, { width, channels }: ImageDataset): Raster {
  return channels === 1
    ? shadedRaster(average, width, GREY_LEVELS)
    : imageRaster(Uint8Array.from(average, Math.round), width, channels);
}
