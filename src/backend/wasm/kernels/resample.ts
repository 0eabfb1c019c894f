import { F32x4, I32x4, type I32, type Int, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { BYTES_PER_MAP } from './affine-maps.js';
import { forEachVectorOf } from './move-row.js';

/** What the code of a resampling depends on: everything but the number of images. */
export interface ResampleForm {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly repeatsEdge: boolean;
}

/**
 * y[b, r, c, k] = sum over i, j of tent(u - i) tent(v - j) x[b, i, j, k], (u, v) = maps[b] (r, c). Places and weights are computed for
 * four pixels of a row at a time. The threads share the rows.
 *
 * The four pixels of x that are read are always within the image: what is outside has weight 0 by the tent itself, so there are no
 * branches, and no difference between the middle and the edge.
 *
 * Operands: x, maps, y. Scalar: rows of all images together.
 */
export function writeResample(k: KernelBuilder, form: ResampleForm): void {
  const { height, width, channels } = form;
  const [x, maps, y] = [0, 1, 2].map((i) => k.pointer(i));
  const rowBytes = 4 * width * channels;
  const { begin, end } = k.share(k.integer(0));
  const to = k.int(y.add(begin.mul(rowBytes)));
  k.for(begin, end, 1, (index) => {
    const image = k.int(index.divUnsigned(height));
    const row = k.floats(index.sub(image.mul(height)).toFloat().splat());
    const map = k.int(maps.add(image.mul(BYTES_PER_MAP)));
    const line = (at: number): Line => ({
      atRowStart: k.floats(
        F32x4.loadSplat(map, at)
          .mul(row)
          .add(F32x4.loadSplat(map, at + 8)),
      ),
      perColumn: k.floats(F32x4.loadSplat(map, at + 4)),
    });
    writeRow(k, form, { from: k.int(x.add(image.mul(height * rowBytes))), to, rows: line(0), columns: line(12) });
    k.increase(to, rowBytes);
  });
}

/** A coordinate of x along a row of y: atRowStart + perColumn * column, in all lanes. */
interface Line {
  readonly atRowStart: Local<F32x4>;
  readonly perColumn: Local<F32x4>;
}

interface ResampledRow {
  /** Where the image of x begins. */
  readonly from: Local<I32>;
  /** Where the row of y begins. */
  readonly to: Local<I32>;
  readonly rows: Line;
  readonly columns: Line;
}

function writeRow(k: KernelBuilder, form: ResampleForm, { from, to, rows, columns }: ResampledRow): void {
  const { height, width, channels, repeatsEdge } = form;
  const blend = channels === 1 && width > 1 ? blendPixels : blendChannels;
  const column = k.ints(I32x4.const([0, 1, 2, 3]));
  const output = k.int(to);
  const writePixels = (count: number): void => {
    const columnNumber = k.floats(column.toFloats());
    const place = ({ atRowStart, perColumn }: Line) => k.floats(atRowStart.add(perColumn.mul(columnNumber)));
    const [row, col] = [tapsAt(k, place(rows), height, repeatsEdge), tapsAt(k, place(columns), width, repeatsEdge)];
    const corner = k.ints(
      row.first
        .mul(width)
        .add(col.first)
        .mul(4 * channels),
    );
    blend(k, form, { from, corner, row, column: col, to: output, count });
  };
  if (width >= 4) {
    k.times(Math.floor(width / 4), () => {
      writePixels(4);
      k.increase(output, 16 * channels);
      k.set<I32x4>(column, column.add(4));
    });
  }
  if (width % 4 > 0) writePixels(width % 4);
}

/** The two pixels of an axis that four places lie between: the first, kept within the image, and the weights of both. */
interface Taps {
  readonly first: Local<I32x4>;
  readonly weights: readonly [Local<F32x4>, Local<F32x4>];
}

function tapsAt(k: KernelBuilder, given: Local<F32x4>, size: number, repeatsEdge: boolean): Taps {
  const place = repeatsEdge ? k.floats(given.maxUnlessNaN(0).min(size - 1)) : given;
  const first = k.ints(
    place
      .toInts()
      .min(size - 2)
      .max(0),
  );
  const beyond = k.floats(place.sub(first.toFloats()));
  const tent = (distance: F32x4) => k.floats(F32x4.const(1).sub(distance.abs()).maxUnlessNaN(0));
  // An image one pixel high or wide has no second one.
  return { first, weights: [tent(beyond), size === 1 ? k.floats(0) : tent(beyond.sub(1))] };
}

/** Four neighbours of y. `corner`: where their first pixel of x lies in the image, in bytes. */
interface FourPixels {
  readonly from: Local<I32>;
  readonly corner: Local<I32x4>;
  readonly row: Taps;
  readonly column: Taps;
  readonly to: Local<I32>;
  /** How many of the four there are. */
  readonly count: number;
}

/** Images of one channel: the two pixels of a line lie side by side, so four such pairs are exchanged into lefts and rights. */
function blendPixels(k: KernelBuilder, { height, width }: ResampleForm, pixels: FourPixels): void {
  const { from, corner, row, column, to, count } = pixels;
  const corners = LANES.map((lane) => k.int(from.add(corner.lane(lane))));
  const line = (offset: number): F32x4 => {
    const [p0, p1, p2, p3] = corners.map((at) => F32x4.loadPair(at, offset));
    const [p01, p23] = [k.floats(p0.shuffle(p1, [0, 4, 1, 5])), k.floats(p2.shuffle(p3, [0, 4, 1, 5]))];
    const [left, right] = [p01.shuffle(p23, [0, 1, 4, 5]), p01.shuffle(p23, [2, 3, 6, 7])];
    return k.floats(left.mul(column.weights[0]).add(right.mul(column.weights[1])));
  };
  const [upper, lower] = [line(0), line(height > 1 ? 4 * width : 0)];
  k.storeLanes(to, k.floats(upper.mul(row.weights[0]).add(lower.mul(row.weights[1]))), count);
}

/** Images of several channels: pixel by pixel, four channels at a time. */
function blendChannels(k: KernelBuilder, { height, width, channels }: ResampleForm, pixels: FourPixels): void {
  const { from, corner, row, column, to, count } = pixels;
  const right = width > 1 ? 4 * channels : 0;
  const below = height > 1 ? 4 * width * channels : 0;
  for (const lane of LANES.slice(0, count)) {
    const at = k.int(from.add(corner.lane(lane)));
    const output = k.int(to.add(4 * channels * lane));
    const [[upperWeight, lowerWeight], [leftWeight, rightWeight]] = [row, column].map(({ weights }) =>
      weights.map((weight) => k.floats(weight.lane(lane).splat())),
    );
    const blend = (load: (address: I32, offset: number) => F32x4, offset: Int): Local<F32x4> => {
      const address = k.int(at.add(offset));
      const line = (down: number): F32x4 =>
        load(address, down)
          .mul(leftWeight)
          .add(load(address, down + right).mul(rightWeight));
      return k.floats(line(0).mul(upperWeight).add(line(below).mul(lowerWeight)));
    };
    forEachVectorOf(
      k,
      channels,
      (offset) => k.store(output.add(offset), blend(F32x4.load, offset)),
      (offset) => k.storeLanes(output.add(offset), blend(F32x4.loadFirst, offset), 1),
    );
  }
}

const LANES = [0, 1, 2, 3] as const;
