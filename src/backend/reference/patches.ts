import type { Conv2dGeometry } from '../kernels.js';
import { packedAt, TILE, type SumBlock } from './blocked-product.js';
import type { FloatArray } from './reference-buffer.js';

/**
 * Which input elements each output pixel of a convolution reads: the definition, in one place for the forward pass and both
 * gradients. Output pixel p = (b, oh, ow) reads a patch of the input; entry e = (kh, kw, i) of it is
 *
 *   patch[p, e] = x[b, oh * strideHeight - padTop + kh * dilationHeight, ow * strideWidth - padLeft + kw * dilationWidth, i]
 *
 * and 0 in the padding. How far an entry lies from the patch's first one is the same for every p, and is tabulated.
 */
export class Patches {
  /** Number of patches: batch * outHeight * outWidth. */
  readonly count: number;
  /** Entries of a patch: kernelHeight * kernelWidth * inChannels. */
  readonly size: number;
  private readonly rowsDown: Int32Array;
  private readonly columnsRight: Int32Array;
  private readonly distance: Int32Array;

  constructor(private readonly geometry: Conv2dGeometry) {
    const { kernelHeight, kernelWidth, inChannels, inWidth } = geometry;
    this.count = geometry.batch * geometry.outHeight * geometry.outWidth;
    this.size = kernelHeight * kernelWidth * inChannels;
    this.rowsDown = new Int32Array(this.size);
    this.columnsRight = new Int32Array(this.size);
    this.distance = new Int32Array(this.size);
    let e = 0;
    for (let kh = 0; kh < kernelHeight; kh++) {
      for (let kw = 0; kw < kernelWidth; kw++) {
        for (let i = 0; i < inChannels; i++, e++) {
          this.rowsDown[e] = kh * geometry.dilationHeight;
          this.columnsRight[e] = kw * geometry.dilationWidth;
          this.distance[e] = (this.rowsDown[e] * inWidth + this.columnsRight[e]) * inChannels + i;
        }
      }
    }
  }

  /** Packs patches as the lines of a left side, for a product over the entries. */
  packPatches(packed: Float64Array, x: FloatArray, p: number, patches: number, e: number, entries: number): void {
    for (let l = 0; l < patches; l++) {
      const to = packedAt(l, entries);
      const { top, left, first, isInside } = this.locate(p + l);
      for (let k = 0; k < entries; k++) {
        packed[to + k * TILE] = isInside || this.isPixel(top, left, e + k) ? x[first + this.distance[e + k]] : 0;
      }
    }
  }

  /** Packs entries as the lines of a left side, for a product over the patches. */
  packEntries(packed: Float64Array, x: FloatArray, e: number, entries: number, p: number, patches: number): void {
    for (let k = 0; k < patches; k++) {
      const { top, left, first, isInside } = this.locate(p + k);
      for (let l = 0; l < entries; l++) {
        const to = packedAt(l, patches) + k * TILE;
        packed[to] = isInside || this.isPixel(top, left, e + l) ? x[first + this.distance[e + l]] : 0;
      }
    }
  }

  /** Adds a block of dL/dpatch[p, e] to the elements of dx that patch[p, e] was read from. */
  scatterAdd(dx: Float64Array, { sums, stride, row: p, rows: patches, column: e, columns: entries }: SumBlock): void {
    for (let r = 0; r < patches; r++) {
      const { top, left, first, isInside } = this.locate(p + r);
      for (let c = 0; c < entries; c++) {
        if (isInside || this.isPixel(top, left, e + c)) dx[first + this.distance[e + c]] += sums[r * stride + c];
      }
    }
  }

  /** Where patch p begins: its first row and column (negative in the padding) and, counted through to there, its first element. */
  private locate(p: number): { top: number; left: number; first: number; isInside: boolean } {
    const { inHeight, inWidth, inChannels, outHeight, outWidth } = this.geometry;
    const ow = p % outWidth;
    const oh = ((p - ow) / outWidth) % outHeight;
    const b = Math.floor(p / (outWidth * outHeight));
    const top = oh * this.geometry.strideHeight - this.geometry.padTop;
    const left = ow * this.geometry.strideWidth - this.geometry.padLeft;
    const first = ((b * inHeight + top) * inWidth + left) * inChannels;
    const last = this.size - 1;
    const isInside = this.size > 0 && this.isPixelAt(top, left) && this.isPixel(top, left, last);
    return { top, left, first, isInside };
  }

  /** Whether entry e of the patch that begins at (top, left) is a pixel of the image, not padding. */
  private isPixel(top: number, left: number, e: number): boolean {
    return this.isPixelAt(top + this.rowsDown[e], left + this.columnsRight[e]);
  }

  private isPixelAt(h: number, w: number): boolean {
    return h >= 0 && h < this.geometry.inHeight && w >= 0 && w < this.geometry.inWidth;
  }
}
