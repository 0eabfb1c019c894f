import type { ImageDataset } from '../dataset.js';

/** An image of a data set, and how far it is from the average of its class. */
export interface ImageDistance {
  /** Place in the data set, from 0. */
  readonly index: number;
  /** Root of the mean squared difference from the class average, in grey levels. */
  readonly distance: number;
}

/** The images of a class that are most and least like its average. */
export interface TypicalImages {
  readonly label: number;
  readonly mostTypical: ImageDistance;
  readonly leastTypical: ImageDistance;
  /** What the rule of the notebook picks for the same two, see `typicalImages`. */
  readonly notebook: { readonly nearest: ImageDistance; readonly leastSimilar: ImageDistance };
}

/**
 * The most and the least typical image of each class that has images: with the least and the greatest distance from the
 * class average,
 *
 *   distance = sqrt(mean over pixels of (x - average)^2)
 *
 * Equal distances go to the first image.
 *
 * Beside them, what a published notebook shows under these names. It compares signed differences, sum (x - average), so
 * that differences up and down cancel: its "least similar" image is the one with the least grey in all, the thinnest.
 * Its search for the "nearest" begins with a bound of `10^-5`, which in Python is a bitwise XOR, -15; no image is
 * nearer than that, so it stays at the first image of the class.
 *
 * averages: `classAverages` of the data set.
 */
export function typicalImages(dataset: ImageDataset, averages: readonly Float64Array[]): TypicalImages[] {
  const found: (Extremes | undefined)[] = averages.map(() => undefined);
  const size = dataset.images.length / dataset.count;
  for (let index = 0; index < dataset.count; index++) {
    const label = dataset.labels[index];
    const image = dataset.images.subarray(index * size, (index + 1) * size);
    const one = { index, ...compared(image, averages[label]) };
    const extremes = (found[label] ??= { first: one, nearest: one, farthest: one, thinnest: one });
    if (one.squared < extremes.nearest.squared) extremes.nearest = one;
    if (one.squared > extremes.farthest.squared) extremes.farthest = one;
    if (one.grey < extremes.thinnest.grey) extremes.thinnest = one;
  }
  const shown = ({ index, squared }: Compared) => ({ index, distance: Math.sqrt(squared) });
  return found.flatMap((extremes, label) => {
    if (extremes === undefined) return [];
    return {
      label,
      mostTypical: shown(extremes.nearest),
      leastTypical: shown(extremes.farthest),
      notebook: { nearest: shown(extremes.first), leastSimilar: shown(extremes.thinnest) },
    };
  });
}

interface Compared {
  readonly index: number;
  /** Mean squared difference. */
  readonly squared: number;
  /** Sum of all values: the average's part of the signed difference is the same for the whole class. */
  readonly grey: number;
}

interface Extremes {
  readonly first: Compared;
  nearest: Compared;
  farthest: Compared;
  thinnest: Compared;
}

function compared(image: Uint8Array, average: Float64Array): { squared: number; grey: number } {
  let squares = 0;
  let grey = 0;
  for (let pixel = 0; pixel < image.length; pixel++) {
    squares += (image[pixel] - average[pixel]) ** 2;
    grey += image[pixel];
  }
  return { squared: squares / image.length, grey };
}
