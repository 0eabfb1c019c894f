import type { Conv2dGeometry } from '../../kernels.js';
import type { I32, Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';

/**
 * A convolution kernel as runs of elements that lie next to each other in an image: a row of the kernel, [kernelWidth x inChannels],
 * or, where it is dilated, each of its pixels.
 */
export interface Taps {
  /** Elements of a run. */
  readonly length: number;
  readonly rows: number;
  readonly perRow: number;
  /** From one row of runs to the next in the image, and from one run of a row to the next, in bytes. */
  readonly rowBytes: number;
  readonly columnBytes: number;
}

export function tapsOf(g: Conv2dGeometry, imageWidth: number): Taps {
  const isDilated = g.dilationWidth > 1 && g.kernelWidth > 1;
  return {
    length: isDilated ? g.inChannels : g.kernelWidth * g.inChannels,
    rows: g.kernelHeight,
    perRow: isDilated ? g.kernelWidth : 1,
    rowBytes: 4 * g.dilationHeight * imageWidth * g.inChannels,
    columnBytes: 4 * g.dilationWidth * g.inChannels,
  };
}

/** Visits the runs in the order of the kernel. `offset` is where the run lies in the image relative to the window, in bytes. */
export function forEachTap(k: KernelBuilder, taps: Taps, visit: (offset: Local<I32>) => void): void {
  const rowOffset = k.int(0);
  const offset = k.int(0);
  k.times(taps.rows, () => {
    k.set<I32>(offset, rowOffset);
    k.times(taps.perRow, () => {
      visit(offset);
      k.increase(offset, taps.columnBytes);
    });
    k.increase(rowOffset, taps.rowBytes);
  });
}

/** The runs' offsets, where the code is to know them. */
export function tapOffsets(taps: Taps): number[] {
  return Array.from({ length: taps.rows * taps.perRow }, (_, tap) => {
    const row = Math.floor(tap / taps.perRow);
    return row * taps.rowBytes + (tap - row * taps.perRow) * taps.columnBytes;
  });
}
