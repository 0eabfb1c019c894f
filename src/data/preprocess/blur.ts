/**
 * Gaussian blur of 5 x 5 pixels, one axis after the other, each channel for itself:
 *
 *   h[y, x] = sum_k w[k] * image[y, x + k]       v[y, x] = sum_k w[k] * h[y + k, x]       k = -2 .. 2
 *   w = [1, 4, 6, 4, 1] / 16
 *
 * Beyond its border an image goes on mirrored at the middle of its outermost pixel (c b | a b c | b a). That is
 * cv2.GaussianBlur(image, (5, 5), 0): for a kernel of 5 without a sigma OpenCV takes these weights from a table
 * (getGaussianKernel, small_gaussian_tab), not those of the sigma 1.1 that its formula would give; its border is
 * BORDER_REFLECT_101.
 */
import type { ImageSize } from '../dataset.js';

/** The product of two weights is in whole 1/256. */
const DENOMINATOR_BITS = 8;
const DENOMINATOR = 2 ** DENOMINATOR_BITS;

/**
 * Blurs images, [count, height, width, channels]. Bytes give bytes: the exact sum, rounded, half a unit upwards; bit for
 * bit what OpenCV gives for bytes, and within half a unit of what it gives for the same numbers as floats. Floats give
 * floats, summed in float64.
 */
export function blur<Values extends Uint8Array | Float32Array>(values: Values, size: ImageSize): Values {
  const length = size.height * size.width * size.channels;
  const blurred = values.slice() as Values;
  const isBytes = values instanceof Uint8Array;
  const rows = isBytes ? new Int32Array(length) : new Float64Array(length);
  const [alongRow, alongColumn] = [tapsAlong('row', size), tapsAlong('column', size)];
  for (let begin = 0; begin < values.length; begin += length) {
    for (let i = 0; i < length; i++) rows[i] = weighted(values, begin, alongRow, 5 * i);
    for (let i = 0; i < length; i++) {
      const sum = weighted(rows, 0, alongColumn, 5 * i);
      // Whole numbers: with the half added, cutting off rounds.
      blurred[begin + i] = isBytes ? (sum + DENOMINATOR / 2) >> DENOMINATOR_BITS : sum / DENOMINATOR;
    }
  }
  return blurred;
}

/** Sixteen times the weighted mean of five values, `values[begin + taps[at]]` the first. */
function weighted(values: ArrayLike<number>, begin: number, taps: Int32Array, at: number): number {
  return (
    values[begin + taps[at]] +
    4 * values[begin + taps[at + 1]] +
    6 * values[begin + taps[at + 2]] +
    4 * values[begin + taps[at + 3]] +
    values[begin + taps[at + 4]]
  );
}

/** For each value of an image the places of the five that are weighed: [height, width, channels, 5]. */
function tapsAlong(axis: 'row' | 'column', { height, width, channels }: ImageSize): Int32Array {
  return Int32Array.from({ length: height * width * channels * 5 }, (_, i) => {
    const k = (i % 5) - 2;
    const place = Math.floor(i / 5);
    const channel = place % channels;
    const x = Math.floor(place / channels) % width;
    const y = Math.floor(place / channels / width);
    const [toY, toX] = axis === 'row' ? [y, mirrored(x + k, width)] : [mirrored(y + k, height), x];
    return (toY * width + toX) * channels + channel;
  });
}

/** The place inside 0 .. length - 1 that a place beyond the border shows: -1 shows 1, -2 shows 2. */
function mirrored(place: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const within = ((place % period) + period) % period;
  return Math.min(within, period - within);
}
