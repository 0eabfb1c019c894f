import type { Conv2dGeometry } from '../../kernels.js';
import { F32x4, I32 } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { tapOffsets, tapsOf } from './conv2d-taps.js';
import { imageAt, imageBytes, paddedImage } from './padded-image.js';
import { chooseTileSize, type TileSize } from './tile-size.js';
import { addTileProduct, zeroSums } from './tile-product.js';
import { tilings } from './tiling.js';

/** The batch is cut into at most so many groups of images, whose gradients are added in order: enough for as many threads. */
const MOST_GROUPS = 16;
/** The groups' gradients together take at most so much memory, unless a single one takes more. */
const MOST_GROUP_BYTES = 32 << 20;
/** Up to so many row tiles each get code of their own, so that a tile may take elements from two rows of the kernel. */
const MOST_UNROLLED_TILES = 16;

/** Elements of the kernel, and the vectors of output channels beside each. */
function sizesOf(g: Conv2dGeometry): { elements: number; vectors: number } {
  return { elements: g.kernelHeight * g.kernelWidth * g.inChannels, vectors: Math.ceil(g.outChannels / 4) };
}

function groupBytes(g: Conv2dGeometry): number {
  const { elements, vectors } = sizesOf(g);
  return 16 * vectors * elements;
}

function groupsOf(g: Conv2dGeometry): number {
  return Math.max(1, Math.min(g.batch, MOST_GROUPS, Math.floor(MOST_GROUP_BYTES / groupBytes(g))));
}

/** Bytes of scratch: the groups' gradients, then one padded image for each thread. */
export function kernelGradientScratch(g: Conv2dGeometry): { groups: number; perThread: number } {
  return { groups: groupsOf(g) * groupBytes(g), perThread: paddedImage(g).bytes };
}

/**
 * dw[kh, kw, i, o] = sum over b, oh, ow of x[b, oh*stride + kh, ow*stride + kw, i] dy[b, oh, ow, o]: an implicit product of
 * (elements of the kernel x pixels) and (pixels x channels), both read where they lie.
 *
 * Threads share groups of images, as many groups for any number of threads. For each image and each tile of the kernel the sums
 * over the image's pixels are taken in registers and added to the group's gradient; at the end the groups' are added in order.
 * Operands: x, dy, dw.
 */
export function writeKernelGradient(k: KernelBuilder, g: Conv2dGeometry): void {
  const [x, dy, dw] = [0, 1, 2].map((i) => k.pointer(i));
  const { elements, vectors } = sizesOf(g);
  const padded = paddedImage(g);
  const groups = groupsOf(g);
  const { groups: allGroupsBytes, perThread } = kernelGradientScratch(g);
  const gradients = k.scratch();
  const own = k.int(gradients.add(allGroupsBytes).add(k.thread.mul(perThread)));
  if (padded.isCopied) k.clear(own, perThread);

  const mine = k.share(groups);
  k.clear(gradients.add(mine.begin.mul(groupBytes(g))), mine.end.sub(mine.begin).mul(groupBytes(g)));
  k.for(mine.begin, mine.end, 1, (group) => {
    const gradient = k.int(gradients.add(group.mul(groupBytes(g))));
    const lastImage = k.int(group.add(1).mul(g.batch).divUnsigned(groups));
    k.for(group.mul(g.batch).divUnsigned(groups), lastImage, 1, (image) => {
      const source = imageAt(k, g, padded, { x, image, own });
      const upstream = k.int(dy.add(image.mul(imageBytes(g).output)));
      addImage(k, g, padded.width, { source, upstream, gradient });
    });
  });
  k.barrier();

  const rows = k.share(elements);
  const offset = k.int(rows.begin.mul(16 * vectors));
  const target = k.int(dw.add(rows.begin.mul(4 * g.outChannels)));
  k.for(rows.begin, rows.end, 1, () => {
    for (let v = 0; v < vectors; v++) {
      const sum = k.floats(F32x4.load(gradients.add(offset), 16 * v));
      const from = k.int(gradients.add(offset));
      if (groups > 1) {
        k.times(groups - 1, () => {
          k.increase(from, groupBytes(g));
          k.set<F32x4>(sum, sum.add(F32x4.load(from, 16 * v)));
        });
      }
      k.storeLanes(target, sum, Math.min(4, g.outChannels - 4 * v), 16 * v);
    }
    k.increase(offset, 16 * vectors);
    k.increase(target, 4 * g.outChannels);
  });
}

interface ImageRun {
  readonly source: I32;
  readonly upstream: I32;
  readonly gradient: I32;
}

/** gradient += the sums over one image's pixels, tile by tile. */
function addImage(k: KernelBuilder, g: Conv2dGeometry, width: number, run: ImageRun): void {
  const taps = tapsOf(g, width);
  const { elements, vectors } = sizesOf(g);
  const offsets = tapOffsets(taps).flatMap((offset) =>
    Array.from({ length: taps.length }, (_, element) => offset + 4 * element),
  );
  const across = chooseTileSize(elements, vectors, k.hasRelaxedSimd);
  const within = chooseTileSize(taps.length, vectors, k.hasRelaxedSimd);
  if (Math.ceil(elements / across.rows) <= MOST_UNROLLED_TILES) {
    for (let first = 0; first < elements; first += across.rows) {
      const rows = offsets.slice(first, first + across.rows);
      const place = { first: I32.const(first), pointer: run.source, offsets: rows };
      addRowTile(k, g, width, across, run, place);
    }
    return;
  }
  tapOffsets(taps).forEach((tapOffset, tap) => {
    for (const tiling of tilings(taps.length, within.rows)) {
      k.for(0, tiling.count, 1, (tile) => {
        const element = k.int(tile.mul(tiling.size).add(tiling.from));
        const pointer = k.int(run.source.add(element.mul(4)).add(tapOffset));
        const rows = Array.from({ length: tiling.size }, (_, row) => 4 * row);
        addRowTile(k, g, width, within, run, { first: element.add(tap * taps.length), pointer, offsets: rows });
      });
    }
  });
}

/** The tile's first element of the kernel, and where its elements meet the image under the first window. */
interface RowPlace {
  readonly first: I32;
  readonly pointer: I32;
  readonly offsets: readonly number[];
}

function addRowTile(
  k: KernelBuilder,
  g: Conv2dGeometry,
  width: number,
  tile: TileSize,
  { upstream, gradient }: ImageRun,
  { first, pointer, offsets }: RowPlace,
): void {
  const { vectors } = sizesOf(g);
  const rowGradient = k.int(gradient.add(first.mul(16 * vectors)));
  const start = k.int(pointer);
  for (const tiling of tilings(vectors, tile.vectors)) {
    k.for(0, tiling.count, 1, (panel) => {
      const column = k.int(panel.mul(16 * tiling.size).add(16 * tiling.from));
      const sums = zeroSums(k, offsets.length, tiling.size);
      const a = k.int(start);
      const b = k.int(upstream.add(column));
      k.times(g.outHeight, () => {
        addTileProduct(
          k,
          sums,
          {
            rowPointer: () => a,
            rowOffset: (row) => offsets[row],
            aStep: 4 * g.strideWidth * g.inChannels,
            bPointer: b,
            bStep: 4 * g.outChannels,
          },
          g.outWidth,
        );
        k.increase(a, 4 * g.strideHeight * width * g.inChannels);
        k.increase(b, 4 * g.outWidth * g.outChannels);
      });
      const target = k.int(rowGradient.add(column));
      sums.forEach((row, r) =>
        row.forEach((sum, v) => {
          const at = 16 * (vectors * r + v);
          k.store(target, F32x4.load(target, at).add(sum), at);
        }),
      );
    });
  }
}
