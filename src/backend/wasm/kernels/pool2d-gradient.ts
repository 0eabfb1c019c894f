import { F32x4, I32, I32x4, type FunctionBuilder, type Int, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { defineCutWindow } from './pool2d-cut-window.js';
import type { ChannelVector } from './pool2d-pixels.js';
import {
  forEachOutputRow,
  forEachWindowOfRow,
  pixelsOfWindow,
  type PooledOperands,
  type PoolingLayout,
  type Window,
  type WindowAxis,
} from './pool2d-windows.js';

/** How a pixel gets what a window gives it. */
export interface Give {
  /** Whether it is added to what the pixel has. */
  readonly adds: boolean;
  store(f: FunctionBuilder, dx: Int, offset: number, value: Local<F32x4>, lanes: number): void;
}

/** The gradient of one window: dx, the last of its images, gets what is its due, by `give`. */
export type WindowGradient = (f: FunctionBuilder, layout: PoolingLayout, window: Window, give: Give) => void;

const overwrite: Give = {
  adds: false,
  store: (f, dx, offset, value, lanes) => f.storeLanes(dx, value, lanes, offset),
};

const add: Give = {
  adds: true,
  store(f, dx, offset, value, lanes) {
    f.storeLanes(dx, f.floats(F32x4.load(dx, offset).add(value)), lanes, offset);
  },
};

/** `add` for the pixels that lie in [begin, begin + bytes). */
function addWithin(begin: Local<I32>, bytes: Local<I32>): Give {
  return {
    adds: true,
    store(f, dx, offset, value, lanes) {
      f.if(I32.of(dx).sub(begin).lessUnsigned(bytes), () => add.store(f, dx, offset, value, lanes));
    },
  };
}

/** dy of a window. Where it is to be added, channels that another vector has too are 0, so that they are not counted twice. */
export function upstreamOf(window: Window, { offset, repeated }: ChannelVector, { adds }: Give): F32x4 {
  const upstream = F32x4.load(window.output, offset);
  if (!adds || repeated === 0) return upstream;
  const lane = (index: number): number => (index < repeated ? 0 : -1);
  return upstream
    .asInts()
    .and(I32x4.const([lane(0), lane(1), lane(2), lane(3)]))
    .asFloats();
}

/** Whether no pixel lies in two windows. */
export function areDisjoint({ height, width }: PoolingLayout): boolean {
  return height.stride >= height.window && width.stride >= width.window;
}

/**
 * The gradient where windows are disjoint: each pixel is written by its window. What lies in no window is cleared first, with the
 * output row above it, whose pixels are then in the cache. `images`: dx last; `rowCount`: output rows of all images.
 */
export function writeDisjointGradient(
  k: KernelBuilder,
  layout: PoolingLayout,
  operands: PooledOperands,
  rowCount: Int,
  gradient: WindowGradient,
): void {
  const { height, width, rowBytes } = layout;
  const visitors = {
    whole: (window: Window) => gradient(k, layout, window, overwrite),
    cut: defineCutWindow(k, operands.images.length, (f, window) => gradient(f, layout, window, overwrite)),
  };
  const isCovered = areCovered(height) && areCovered(width);
  forEachOutputRow(k, layout, operands, rowCount, (row, oh, starts) => {
    if (!isCovered) {
      const { begin, end } = territory(k, height, oh);
      k.clear(starts[starts.length - 1].add(begin.mul(rowBytes)), end.sub(begin).mul(rowBytes));
    }
    forEachWindowOfRow(k, layout, row, visitors);
  });
}

/** Whether each pixel along an axis lies in a window, given that windows are disjoint. */
function areCovered({ size, outputs, window, stride, padding }: WindowAxis): boolean {
  return window === stride && outputs * window - padding >= size;
}

/** The pixels from window `o` to the next; the first and the last one have all that lies before and behind. */
function territory(k: KernelBuilder, { size, outputs, stride, padding }: WindowAxis, o: Local<I32>) {
  const begin = k.int(o.mul(stride).sub(padding).max(0));
  const next = k.int(o.add(1).mul(stride).sub(padding));
  return { begin, end: k.int(o.equal(outputs - 1).select(I32.const(size), next)) };
}

/**
 * The gradient where windows overlap: pixels add up what their windows give them, always in the order of the windows. Threads share
 * the rows of dx, `rowCount` in all images; a window that reaches over the border of two shares is done by both, each for its
 * own rows.
 */
export function writeOverlappingGradient(
  k: KernelBuilder,
  layout: PoolingLayout,
  operands: PooledOperands,
  rowCount: Int,
  gradient: WindowGradient,
): void {
  const { height, rowBytes, outputRowBytes } = layout;
  const [ownBegin, ownBytes] = [k.int(0), k.int(0)];
  const visitors = {
    whole: (window: Window) => gradient(k, layout, window, add),
    cut: defineCutWindow(
      k,
      operands.images.length,
      (f, window, [begin, bytes]) => gradient(f, layout, window, addWithin(begin, bytes)),
      [ownBegin, ownBytes],
    ),
  };
  forEachBand(k, layout, operands, rowCount, (band) => {
    const dx = band.images[band.images.length - 1];
    k.set<I32>(ownBegin, dx.add(band.begin.mul(rowBytes)));
    k.set<I32>(ownBytes, band.end.sub(band.begin).mul(rowBytes));
    k.clear(ownBegin, ownBytes);
    const { first, end } = windowsReaching(k, height, band);
    k.for(first, end, 1, (oh) => {
      const rows = pixelsOfWindow(k, height, oh);
      const isInside = rows.first.greaterEqual(band.begin).and(rows.first.add(rows.count).lessEqual(band.end));
      const row = {
        images: band.images.map((image) => k.int(image.add(rows.first.mul(rowBytes)))),
        output: k.int(band.output.add(oh.mul(outputRowBytes))),
        rows: rows.count,
        isWhole: rows.count.equal(height.window).and(isInside),
      };
      forEachWindowOfRow(k, layout, row, visitors);
    });
  });
}

/** A thread's rows [begin, end) of one image, and where this image begins in the operands. */
interface Band extends PooledOperands {
  readonly begin: Local<I32>;
  readonly end: Local<I32>;
}

/** Visits this thread's share of `rowCount` rows of images, image by image. */
function forEachBand(
  k: KernelBuilder,
  { height, imageBytes, outputImageBytes }: PoolingLayout,
  operands: PooledOperands,
  rowCount: Int,
  visit: (band: Band) => void,
): void {
  const share = k.share(rowCount);
  const imageNumber = k.int(share.begin.divUnsigned(height.size));
  const begin = k.int(share.begin.sub(imageNumber.mul(height.size)));
  const images = operands.images.map((image) => k.int(image.add(imageNumber.mul(imageBytes))));
  const output = k.int(operands.output.add(imageNumber.mul(outputImageBytes)));
  const left = k.int(share.end.sub(share.begin));
  k.while(left.greater(0), () => {
    const end = k.int(begin.add(left).min(height.size));
    visit({ begin, end, images, output });
    k.set<I32>(left, left.sub(end.sub(begin)));
    k.set<I32>(begin, I32.const(0));
    for (const image of images) k.increase(image, imageBytes);
    k.increase(output, outputImageBytes);
  });
}

/** The windows [first, end) along an axis that hold one of the pixels [begin, end). */
function windowsReaching(k: KernelBuilder, { outputs, window, stride, padding }: WindowAxis, { begin, end }: Band) {
  // The first window that ends behind `begin`: the smallest o with o * stride - padding + window > begin.
  const beyond = k.int(begin.add(padding + stride - window).max(0));
  const last = k.int(end.add(padding - 1).divUnsigned(stride));
  return { first: k.int(beyond.divUnsigned(stride)), end: k.int(last.add(1).min(outputs)) };
}
