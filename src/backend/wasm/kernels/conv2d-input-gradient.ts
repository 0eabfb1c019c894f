import type { Conv2dGeometry } from '../../kernels.js';
import { F32x4 } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { tapOffsets, tapsOf } from './conv2d-taps.js';
import { packTransposed } from './pack.js';
import { imageBytes, paddedImage, roomFor } from './padded-image.js';
import { chooseTileSize } from './tile-size.js';
import { addTileProduct, zeroSums } from './tile-product.js';
import { lanesOfLast, tilings } from './tiling.js';

/** Where a thread gathers the gradient of one image: all its pixels and all that windows reach. */
function gradientImage(g: Conv2dGeometry): { height: number; width: number; bytes: number } {
  const windows = paddedImage(g);
  const height = Math.max(windows.height, g.padTop + g.inHeight);
  const width = Math.max(windows.width, g.padLeft + g.inWidth);
  return { height, width, bytes: roomFor(height * width * g.inChannels) };
}

/** Bytes of scratch: the packed kernel, shared, then one image for each thread. */
export function inputGradientScratch(g: Conv2dGeometry): { kernel: number; perThread: number } {
  const { width, bytes } = gradientImage(g);
  const taps = tapsOf(g, width);
  const kernel = 16 * Math.ceil(taps.length / 4) * g.outChannels * taps.rows * taps.perRow;
  return { kernel, perThread: bytes };
}

/**
 * dx[b, h, w, i] = sum of dy[b, oh, ow, o] w[kh, kw, i, o] over all windows that read pixel (h, w).
 *
 * For each run of the kernel (conv2d-taps.ts) the product of dy's pixels and the transposed run gives what each window sends to its
 * pixels; it is added to where the window lies. Neighbouring windows overlap, so a tile adds its rows one after another. Nothing is
 * multiplied with padding zeros, as it would be by seeing dx as a convolution of a padded dy.
 *
 * Threads share the images. A thread gathers an image in memory of its own and copies the part without padding to dx.
 * Operands: dy, w, dx.
 */
export function writeInputGradient(k: KernelBuilder, g: Conv2dGeometry): void {
  const [dy, w, dx] = [0, 1, 2].map((i) => k.pointer(i));
  const image = gradientImage(g);
  const taps = tapsOf(g, image.width);
  const offsets = tapOffsets(taps);
  const vectors = Math.ceil(taps.length / 4);
  const tile = chooseTileSize(g.outWidth, vectors, k.hasRelaxedSimd);
  const panels = tilings(vectors, tile.vectors);
  const { kernel: kernelBytes, perThread } = inputGradientScratch(g);
  const packed = k.scratch();
  const own = k.int(packed.add(kernelBytes).add(k.thread.mul(perThread)));
  const tapBytes = 16 * vectors * g.outChannels;

  // Run by run, panel by panel: [outChannels][vectors of the panel], from w's [elements of the run][outChannels].
  const { begin, end } = k.share(offsets.length);
  k.for(begin, end, 1, (tap) => {
    const from = k.int(w.add(tap.mul(4 * taps.length * g.outChannels)));
    const to = k.int(packed.add(tap.mul(tapBytes)));
    for (let panel = 0; panel < vectors; panel += tile.vectors) {
      const columns = Math.min(taps.length - 4 * panel, 4 * tile.vectors);
      packTransposed(k, to.add(16 * panel * g.outChannels), from.add(16 * panel * g.outChannels), {
        columns,
        columnBytes: 4 * g.outChannels,
        rows: g.outChannels,
      });
    }
  });
  k.barrier();

  const images = k.share(g.batch);
  k.for(images.begin, images.end, 1, (b) => {
    const source = k.int(dy.add(b.mul(imageBytes(g).output)));
    k.clear(own, perThread);
    const run = k.int(packed);
    for (const offset of offsets) {
      for (const tiling of panels) {
        k.for(0, tiling.count, 1, (panel) => {
          const firstVector = k.int(panel.mul(tiling.size).add(tiling.from));
          const bPointer = k.int(run.add(firstVector.mul(16 * g.outChannels)));
          k.for(0, g.outHeight, 1, (row) => {
            const rowIn = k.int(source.add(row.mul(4 * g.outWidth * g.outChannels)));
            const rowOut = k.int(
              own
                .add(row.mul(4 * g.strideHeight * image.width * g.inChannels))
                .add(firstVector.mul(16))
                .add(offset),
            );
            for (const pixels of tilings(g.outWidth, tile.rows)) {
              k.for(0, pixels.count, 1, (place) => {
                const firstPixel = place.mul(pixels.size).add(pixels.from);
                const aPointer = k.int(rowIn.add(firstPixel.mul(4 * g.outChannels)));
                const out = k.int(rowOut.add(firstPixel.mul(4 * g.strideWidth * g.inChannels)));
                const sums = zeroSums(k, pixels.size, tiling.size);
                addTileProduct(
                  k,
                  sums,
                  {
                    rowPointer: () => aPointer,
                    rowOffset: (pixel) => 4 * pixel * g.outChannels,
                    aStep: 4,
                    bPointer,
                    bStep: 16 * tiling.size,
                  },
                  g.outChannels,
                );
                const add = (lanes: number) =>
                  sums.forEach((sumsOfPixel, pixel) =>
                    sumsOfPixel.forEach((sum, v) => {
                      const at = 4 * pixel * g.strideWidth * g.inChannels + 16 * v;
                      const lanesOfVector = v === tiling.size - 1 ? lanes : 4;
                      k.storeLanes(out, k.floats(sum.add(F32x4.load(out, at))), lanesOfVector, at);
                    }),
                  );
                const last = lanesOfLast(tiling, taps.length);
                if (last === 4 || tiling.count === 1) add(last);
                else
                  k.if(
                    panel.equal(tiling.count - 1),
                    () => add(last),
                    () => add(4),
                  );
              });
            }
          });
        });
      }
      k.increase(run, tapBytes);
    }
    const target = k.int(dx.add(b.mul(imageBytes(g).input)));
    const from = k.int(own.add(4 * g.inChannels * (g.padTop * image.width + g.padLeft)));
    k.times(g.inHeight, () => {
      k.copyBytes(target, from, 4 * g.inWidth * g.inChannels);
      k.increase(target, 4 * g.inWidth * g.inChannels);
      k.increase(from, 4 * image.width * g.inChannels);
    });
  });
}
