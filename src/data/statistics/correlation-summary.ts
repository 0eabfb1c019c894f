import type { PixelCorrelations } from './pixel-correlations.js';

/** Two pixels and how they go together. */
export interface PixelPair {
  /** Row and column of each, from 0. */
  readonly pixels: readonly [readonly [row: number, column: number], readonly [row: number, column: number]];
  readonly correlation: number;
}

/** A matrix of correlations in a few numbers. */
export interface CorrelationSummary {
  readonly constantPixels: number;
  /** Mean correlation of a pixel with the one to its right, and with the one below; NaN where none is defined. */
  readonly besideEachOther: number;
  readonly aboveEachOther: number;
  /** The pair that goes against each other most; null where no pair is defined. */
  readonly mostOpposed: PixelPair | null;
}

/** What the correlations of the pixels of images `width` wide come to. */
export function correlationSummary(matrix: PixelCorrelations, width: number): CorrelationSummary {
  return {
    constantPixels: matrix.constantPixels,
    besideEachOther: meanAtOffset(matrix, 1, (pixel) => pixel % width < width - 1),
    aboveEachOther: meanAtOffset(matrix, width, (pixel) => pixel + width < matrix.pixels),
    mostOpposed: mostOpposed(matrix, width),
  };
}

/** Mean correlation of the pixels that have a neighbour `offset` further on with this neighbour, where it is defined. */
function meanAtOffset(
  { pixels, values }: PixelCorrelations,
  offset: number,
  hasNeighbour: (pixel: number) => boolean,
): number {
  let [sum, count] = [0, 0];
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (!hasNeighbour(pixel)) continue;
    const value = values[pixel * pixels + pixel + offset];
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

function mostOpposed({ pixels, values }: PixelCorrelations, width: number): PixelPair | null {
  let least = -1;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i]) && (least < 0 || values[i] < values[least])) least = i;
  }
  if (least < 0) return null;
  const place = (pixel: number) => [Math.floor(pixel / width), pixel % width] as const;
  return { pixels: [place(Math.floor(least / pixels)), place(least % pixels)], correlation: values[least] };
}
