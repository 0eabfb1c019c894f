import type { Conv2dGeometry, FusedActivation } from '../../kernels.js';
import { F32x4 } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { forEachTap, tapsOf } from './conv2d-taps.js';
import { applyActivation } from './fused-activation.js';
import { forEachShareOfImages } from './image-shares.js';
import { packColumns } from './pack.js';
import { imageAt, imageBytes, paddedImage } from './padded-image.js';
import { chooseTileSize } from './tile-size.js';
import { addTileProduct, zeroSums } from './tile-product.js';
import { lanesOfLast, tilings, type Tiling } from './tiling.js';

/** Everything the code of a convolution depends on. */
export interface Convolution {
  readonly geometry: Conv2dGeometry;
  readonly hasBias: boolean;
  readonly activation: FusedActivation;
}

/** Bytes of scratch: the packed kernel, shared, then one padded image for each thread. */
export function forwardScratch(g: Conv2dGeometry): { kernel: number; perThread: number } {
  const depth = g.kernelHeight * g.kernelWidth * g.inChannels;
  return { kernel: 16 * depth * Math.ceil(g.outChannels / 4), perThread: paddedImage(g).bytes };
}

/**
 * y[b, oh, ow, o] = activation(bias[o] + sum over kh, kw, i of x[b, oh*stride + kh, ow*stride + kw, i] w[kh, kw, i, o]): an implicit
 * product of (pixels x taps) and (taps x channels), whose left side is never written down: a row of it is where the window lies.
 *
 * The kernel is packed once into panels of channels. Then each thread has its share of the output's rows, batch times outHeight in
 * all, and goes over panels, rows, and tiles of pixels of a row. Neighbouring pixels are a constant distance apart, so a tile needs
 * one pointer (tile-product.ts). With padding, a thread first copies an image into a frame of zeros.
 *
 * Operands: x, w, bias, y.
 */
export function writeForward(k: KernelBuilder, { geometry: g, hasBias, activation }: Convolution): void {
  const [x, w, bias, y] = [0, 1, 2, 3].map((i) => k.pointer(i));
  const padded = paddedImage(g);
  const taps = tapsOf(g, padded.width);
  const depth = g.kernelHeight * g.kernelWidth * g.inChannels;
  const vectors = Math.ceil(g.outChannels / 4);
  const tile = chooseTileSize(g.outWidth, vectors, k.hasRelaxedSimd);
  const { kernel: kernelBytes, perThread } = forwardScratch(g);
  const packed = k.scratch();
  const own = k.int(packed.add(kernelBytes).add(k.thread.mul(perThread)));

  const panelBytes = ({ size }: Tiling) => 16 * size * depth;
  const panels = tilings(vectors, tile.vectors);
  for (const tiling of panels) {
    const { begin, end } = k.share(tiling.count);
    k.for(begin, end, 1, (panel) => {
      const to = packed.add(16 * tiling.from * depth).add(panel.mul(panelBytes(tiling)));
      const from = w.add(16 * tiling.from).add(panel.mul(16 * tiling.size));
      packColumns(k, to, from, { vectors: tiling.size, rowBytes: 4 * g.outChannels, rows: depth });
    });
  }
  if (padded.isCopied) k.clear(own, perThread);
  k.barrier();

  forEachShareOfImages(k, g.batch, g.outHeight, (image, firstRow, lastRow) => {
    const source = imageAt(k, g, padded, { x, image, own });
    const target = k.int(y.add(image.mul(imageBytes(g).output)));
    for (const tiling of panels) {
      k.for(0, tiling.count, 1, (panel) => {
        const bPanel = k.int(packed.add(16 * tiling.from * depth).add(panel.mul(panelBytes(tiling))));
        const firstChannel = k.int(panel.mul(16 * tiling.size).add(16 * tiling.from));
        const isLast = panel.equal(tiling.count - 1);
        k.for(firstRow, lastRow, 1, (row) => {
          const rowIn = k.int(source.add(row.mul(4 * g.strideHeight * padded.width * g.inChannels)));
          const rowOut = k.int(target.add(row.mul(4 * g.outWidth * g.outChannels)).add(firstChannel));
          for (const pixels of tilings(g.outWidth, tile.rows)) {
            k.for(0, pixels.count, 1, (place) => {
              const firstPixel = place.mul(pixels.size).add(pixels.from);
              const window = k.int(rowIn.add(firstPixel.mul(4 * g.strideWidth * g.inChannels)));
              const out = k.int(rowOut.add(firstPixel.mul(4 * g.outChannels)));
              const sums = zeroSums(k, pixels.size, tiling.size);
              const b = k.int(bPanel);
              forEachTap(k, taps, (offset) => {
                const aPointer = k.int(window.add(offset));
                addTileProduct(
                  k,
                  sums,
                  {
                    rowPointer: () => aPointer,
                    rowOffset: (pixel) => 4 * pixel * g.strideWidth * g.inChannels,
                    aStep: 4,
                    bPointer: b,
                    bStep: 16 * tiling.size,
                  },
                  taps.length,
                );
                k.increase(b, 16 * tiling.size * taps.length);
              });
              const finished = sums.map((sumsOfPixel) =>
                sumsOfPixel.map((sum, v) => {
                  const withBias = hasBias ? sum.add(F32x4.load(bias.add(firstChannel), 16 * v)) : sum;
                  return k.floats(applyActivation(k, activation, withBias));
                }),
              );
              const store = (lanes: number) =>
                finished.forEach((vectorsOfPixel, pixel) =>
                  vectorsOfPixel.forEach((vector, v) => {
                    const lanesOfVector = v === tiling.size - 1 ? lanes : 4;
                    k.storeLanes(out, vector, lanesOfVector, 4 * pixel * g.outChannels + 16 * v);
                  }),
                );
              const last = lanesOfLast(tiling, g.outChannels);
              if (last === 4 || tiling.count === 1) store(last);
              else
                k.if(
                  isLast,
                  () => store(last),
                  () => store(4),
                );
            });
          }
        });
      });
    }
  });
}
