import type { Pool2dGeometry } from '../../kernels.js';
import { I32, type FunctionBuilder, type Int, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';

/** How windows lie along one axis of an image. Window `o` covers `window` pixels from `o * stride - padding` on. */
export interface WindowAxis {
  readonly size: number;
  readonly outputs: number;
  readonly window: number;
  readonly stride: number;
  readonly padding: number;
}

/** The two axes of a pooling, and the bytes from one pixel, row and image to the next. */
export interface PoolingLayout {
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  readonly channels: number;
  readonly pixelBytes: number;
  readonly rowBytes: number;
  readonly imageBytes: number;
  readonly outputRowBytes: number;
  readonly outputImageBytes: number;
}

/** The real pixels of one window: `rows` x `columns` of them, numbers where that is known when the code is made. */
export interface Window {
  /** Where the first of them lies, in each operand that is an image [N, H, W, C]. */
  readonly images: readonly Local<I32>[];
  /** Where the window's pixel lies in the operand [N, OH, OW, C]. */
  readonly output: Local<I32>;
  readonly rows: Int;
  readonly columns: Int;
}

/** The windows that begin in one row: as `Window`, but `images` is at column 0 and `output` at the first window. */
export interface WindowRow {
  readonly images: readonly Local<I32>[];
  readonly output: Local<I32>;
  readonly rows: Local<I32>;
  /** Whether none of the windows loses rows, or null where that is known. */
  readonly isWhole: I32 | null;
}

/** What to do with a window that lies wholly in the image, and with one that may be cut at its borders. */
export interface WindowVisitors {
  readonly whole: (window: Window) => void;
  readonly cut: (window: Window) => void;
}

/** The sizes of a pooling in bytes; the batch is not among them. */
export function poolingLayout(g: Pool2dGeometry): PoolingLayout {
  const pixelBytes = 4 * g.channels;
  const [rowBytes, outputRowBytes] = [g.inWidth * pixelBytes, g.outWidth * pixelBytes];
  return {
    height: {
      size: g.inHeight,
      outputs: g.outHeight,
      window: g.windowHeight,
      stride: g.strideHeight,
      padding: g.padTop,
    },
    width: { size: g.inWidth, outputs: g.outWidth, window: g.windowWidth, stride: g.strideWidth, padding: g.padLeft },
    channels: g.channels,
    pixelBytes,
    rowBytes,
    imageBytes: g.inHeight * rowBytes,
    outputRowBytes,
    outputImageBytes: g.outHeight * outputRowBytes,
  };
}

/** The outputs [begin, end) whose windows lie wholly in the image; the ones before and after are cut. */
export function wholeWindows({ size, outputs, window, stride, padding }: WindowAxis): { begin: number; end: number } {
  const begin = Math.min(Math.ceil(padding / stride), outputs);
  const end = Math.min(Math.floor((size + padding - window) / stride) + 1, outputs);
  return { begin, end: Math.max(begin, end) };
}

export function isEveryWindowWhole(axis: WindowAxis): boolean {
  const { begin, end } = wholeWindows(axis);
  return begin === 0 && end === axis.outputs;
}

/** The real pixels of window `o` along an axis: the first, and how many. */
export function pixelsOfWindow(f: FunctionBuilder, axis: WindowAxis, o: Local<I32>) {
  const { size, window, stride, padding } = axis;
  const corner = f.int(o.mul(stride).sub(padding));
  const first = f.int(corner.max(0));
  const count = f.int(corner.add(window).min(size).sub(first));
  return { first, count };
}

/** Visits the windows of a row from left to right: in a loop of their own those that are whole. */
export function forEachWindowOfRow(
  k: KernelBuilder,
  layout: PoolingLayout,
  row: WindowRow,
  { whole, cut }: WindowVisitors,
): void {
  const { width, height, pixelBytes } = layout;
  const { begin, end } = wholeWindows(width);

  const visitCut = (from: number, to: number): void => {
    if (from === to) return;
    k.for(from, to, 1, (ow) => {
      const { first, count } = pixelsOfWindow(k, width, ow);
      const images = row.images.map((image) => k.int(image.add(first.mul(pixelBytes))));
      cut({ images, output: k.int(row.output.add(ow.mul(pixelBytes))), rows: row.rows, columns: count });
    });
  };

  const visitWhole = (): void => {
    if (begin === end) return;
    const firstColumn = begin * width.stride - width.padding;
    const images = row.images.map((image) => k.int(image.add(firstColumn * pixelBytes)));
    const output = k.int(row.output.add(begin * pixelBytes));
    k.times(end - begin, () => {
      whole({ images, output, rows: height.window, columns: width.window });
      for (const image of images) k.increase(image, width.stride * pixelBytes);
      k.increase(output, pixelBytes);
    });
  };

  const visitInParts = (): void => {
    visitCut(0, begin);
    visitWhole();
    visitCut(end, width.outputs);
  };
  if (row.isWhole) k.if(row.isWhole, visitInParts, () => visitCut(0, width.outputs));
  else visitInParts();
}

/** Where the operands begin: `images` those of x's shape, `output` the one of y's. */
export interface PooledOperands {
  readonly images: readonly Local<I32>[];
  readonly output: Local<I32>;
}

/**
 * Visits this thread's share of `rowCount` output rows, counted over all images. `visit` also gets the row's number in its image,
 * and where that image begins in each of the `images`.
 */
export function forEachOutputRow(
  k: KernelBuilder,
  layout: PoolingLayout,
  { images, output }: PooledOperands,
  rowCount: Int,
  visit: (row: WindowRow, oh: Local<I32>, starts: readonly Local<I32>[]) => void,
): void {
  const { height, imageBytes, rowBytes, outputRowBytes } = layout;
  const isWhole = isEveryWindowWhole(height);
  const { begin, end } = k.share(rowCount);
  const imageNumber = k.int(begin.divUnsigned(height.outputs));
  const oh = k.int(begin.sub(imageNumber.mul(height.outputs)));
  const starts = images.map((image) => k.int(image.add(imageNumber.mul(imageBytes))));
  const at = k.int(output.add(begin.mul(outputRowBytes)));
  k.for(begin, end, 1, () => {
    const { first, count } = pixelsOfWindow(k, height, oh);
    const corners = starts.map((start) => k.int(start.add(first.mul(rowBytes))));
    const row = { images: corners, output: at, rows: count, isWhole: isWhole ? null : count.equal(height.window) };
    visit(row, oh, starts);
    k.increase(at, outputRowBytes);
    k.increase(oh, 1);
    k.if(oh.equal(height.outputs), () => {
      k.set<I32>(oh, I32.const(0));
      for (const start of starts) k.increase(start, imageBytes);
    });
  });
}
