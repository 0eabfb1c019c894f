import type { KernelTable } from '../backend.js';
import { floatsOf } from './reference-buffer.js';

/** y[b, r, c, k] = sum over i, j of tent(u - i) tent(v - j) x[b, i, j, k], (u, v) = maps[b] (r, c), within the image if `repeatsEdge`. */
export const resample: KernelTable['resample'] = ([x, maps], [y], attributes) => {
  const { batch, height, width, channels, repeatsEdge } = attributes;
  const [from, map, to] = [floatsOf(x), floatsOf(maps), floatsOf(y)];
  let at = 0;
  for (let b = 0; b < batch; b++) {
    for (let r = 0; r < height; r++) {
      for (let c = 0; c < width; c++) {
        const [rows, columns] = [0, 3].map((axis) => {
          const [perRow, perColumn, offset] = map.subarray(6 * b + axis);
          const place = perRow * r + perColumn * c + offset;
          return axis === 0 ? taps(place, height, repeatsEdge) : taps(place, width, repeatsEdge);
        });
        for (let k = 0; k < channels; k++) {
          let sum = 0;
          for (const { at: i, weight: rowWeight } of rows) {
            for (const { at: j, weight: columnWeight } of columns) {
              sum += rowWeight * columnWeight * from[((b * height + i) * width + j) * channels + k];
            }
          }
          to[at++] = sum;
        }
      }
    }
  }
};

/** The pixels along an axis of `size` around a place that have a weight, and that weight: tent(place - pixel). */
function taps(place: number, size: number, repeatsEdge: boolean): { at: number; weight: number }[] {
  const inside = repeatsEdge ? Math.min(Math.max(place, 0), size - 1) : place;
  const below = Math.floor(inside);
  return [below, below + 1]
    .filter((pixel) => pixel >= 0 && pixel < size)
    .map((pixel) => ({ at: pixel, weight: 1 - Math.abs(inside - pixel) }));
}
