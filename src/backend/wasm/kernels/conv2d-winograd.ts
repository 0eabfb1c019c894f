import type { Conv2dGeometry } from '../../kernels.js';
import { F32x4, I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import type { Convolution } from './conv2d-forward.js';
import { applyActivation } from './fused-activation.js';
import { forEachShareOfImages } from './image-shares.js';
import { linearMap } from './linear-map.js';
import { imageAt, imageBytes } from './padded-image.js';
import { addTileProduct, zeroSums } from './tile-product.js';
import { tilings, type Tiling } from './tiling.js';
import { planWinograd, TILE_INPUTS, type WinogradPlan } from './winograd-plan.js';
import { transformTile } from './winograd-tile.js';

/** Products of numbers for each tile and pair of channels. */
const PRODUCTS = TILE_INPUTS ** 2;

/** Bytes that belong to one of the PRODUCTS: of U, and of a block's V and M. */
function planeBytes(g: Conv2dGeometry, { blockTiles, inVectors, outVectors }: WinogradPlan) {
  return {
    u: apart(16 * outVectors * g.inChannels),
    v: apart(16 * inVectors * blockTiles),
    m: apart(16 * outVectors * blockTiles),
  };
}

/** At least so many bytes, an odd number of cache lines: a tile has an element in each plane, and these shall not compete for one set of the cache. */
function apart(bytes: number): number {
  return 64 * (Math.ceil(bytes / 64) | 1);
}

/** Bytes of scratch: U, shared, then for each thread V and M of a block, half a transformed tile and a padded image. */
export function winogradScratch(
  g: Conv2dGeometry,
  hasRelaxedSimd: boolean,
): { readonly kernel: number; readonly perThread: number } {
  const plan = planWinograd(g, hasRelaxedSimd);
  const { u, v, m } = planeBytes(g, plan);
  return { kernel: PRODUCTS * u, perThread: PRODUCTS * (v + m + 16) + plan.image.bytes };
}

/** What the parts of the code share. */
interface Setting {
  readonly g: Conv2dGeometry;
  readonly plan: WinogradPlan;
  readonly plane: ReturnType<typeof planeBytes>;
  readonly u: Local<I32>;
  readonly v: Local<I32>;
  readonly m: Local<I32>;
  readonly half: Local<I32>;
}

/**
 * The convolution of conv2d-forward.ts with stride 1, after Lavin & Gray 2016, "Fast Algorithms for Convolutional Neural Networks"
 * (arXiv 1509.09308), algorithm 1: the output is cut into tiles, and instead of the products of a tile's outputs with all of the kernel's elements
 * there are as many as the tile has inputs (winograd-transforms.ts, here along both axes),
 *
 *   U = G w Gt,   V = Bt d B,   M[p][tile][o] = sum over i of V[p][tile][i] U[p][i][o] for each p of the products,   y = At M A
 *
 * U is made once, shared by all threads, packed into panels of output channels. Then each thread has its share of blocks of tiles and
 * goes over a block's V, M and outputs, which stay in the cache. A tile at the border writes what exists of it.
 *
 * Operands: x, w, bias, y.
 */
export function writeWinograd(k: KernelBuilder, { geometry: g, hasBias, activation }: Convolution): void {
  const [x, w, bias, y] = [0, 1, 2, 3].map((i) => k.pointer(i));
  const plan = planWinograd(g, k.hasRelaxedSimd);
  const plane = planeBytes(g, plan);
  const { kernel, perThread } = winogradScratch(g, k.hasRelaxedSimd);
  const u = k.scratch();
  const v = k.int(u.add(kernel).add(k.thread.mul(perThread)));
  const m = k.int(v.add(PRODUCTS * plane.v));
  const half = k.int(m.add(PRODUCTS * plane.m));
  const own = k.int(half.add(16 * PRODUCTS));
  const setting: Setting = { g, plan, plane, u, v, m, half };
  const panels = tilings(plan.outVectors, plan.registers.vectors);

  transformKernel(k, setting, w, panels);
  if (plan.image.isCopied) k.clear(own, plan.image.bytes);
  k.barrier();

  const transformInputs = inputTransform(k, setting);
  const transformOutputs = outputTransform(k, setting, (value, bias) =>
    applyActivation(k, activation, hasBias ? value.add(F32x4.load(bias)) : value),
  );
  const tiles = plan.tilesDown * plan.tilesAcross;
  const [full, rest] = tilings(tiles, plan.blockTiles);
  const blocks = full.count + (rest ? 1 : 0);
  forEachShareOfImages(k, g.batch, blocks, (image, firstBlock, lastBlock) => {
    const source = imageAt(k, g, plan.image, { x, image, own });
    const target = k.int(y.add(image.mul(imageBytes(g).output)));
    const block = (firstTile: Local<I32>, count: number) => {
      transformInputs(source, firstTile, count);
      multiply(k, setting, panels, count);
      transformOutputs(target, bias, firstTile, count);
    };
    k.for(firstBlock, lastBlock, 1, (number) => {
      const firstTile = k.int(number.mul(plan.blockTiles));
      if (!rest) block(firstTile, plan.blockTiles);
      else
        k.if(
          number.less(full.count),
          () => block(firstTile, plan.blockTiles),
          () => block(firstTile, rest.size),
        );
    });
  });
}

/** U[p], panel by panel [inChannels][vectors of the panel]. Threads share the input channels. */
function transformKernel(k: KernelBuilder, { g, plan, plane, u, half }: Setting, w: I32, panels: readonly Tiling[]): void {
  const map = linearMap(k, plan.transforms.kernel);
  const { begin, end } = k.share(g.inChannels);
  k.for(begin, end, 1, (channel) => {
    const from = k.int(w.add(channel.mul(4 * g.outChannels)));
    for (const { from: first, size, count } of panels) {
      const to = k.int(u.add(16 * first * g.inChannels).add(channel.mul(16 * size)));
      k.times(count, () => {
        k.times(size, () => {
          transformTile(k, {
            map,
            size: g.kernelHeight,
            from,
            rowBytes: 4 * g.kernelWidth * g.inChannels * g.outChannels,
            columnBytes: 4 * g.inChannels * g.outChannels,
            to,
            toRowBytes: TILE_INPUTS * plane.u,
            rows: TILE_INPUTS,
            storeRow: (at, row) => row.forEach((value, j) => k.store(at, value, j * plane.u)),
            half,
          });
          k.increase(from, 16);
          k.increase(to, 16);
        });
        k.increase(to, 16 * size * (g.inChannels - 1));
      });
    }
  });
}

/** V[p][tile][channels] of a block, of the image at `source`. Channels that only fill a vector hold anything. */
function inputTransform(k: KernelBuilder, { g, plan, plane, v, half }: Setting) {
  const map = linearMap(k, plan.transforms.input);
  const columnBytes = 4 * g.inChannels;
  const rowBytes = plan.image.width * columnBytes;
  return (source: Local<I32>, firstTile: Local<I32>, count: number) => {
    const to = k.int(v);
    k.for(0, count, 1, (number) => {
      const { down, across } = placeOf(k, plan, firstTile.add(number));
      const from = k.int(
        source.add(down.mul(plan.tileOutputs * rowBytes)).add(across.mul(plan.tileOutputs * columnBytes)),
      );
      k.times(plan.inVectors, () => {
        transformTile(k, {
          map,
          size: TILE_INPUTS,
          from,
          rowBytes,
          columnBytes,
          to,
          toRowBytes: TILE_INPUTS * plane.v,
          rows: TILE_INPUTS,
          storeRow: (at, row) => row.forEach((value, j) => k.store(at, value, j * plane.v)),
          half,
        });
        k.increase(from, 16);
        k.increase(to, 16);
      });
    });
  };
}

/** M[p][tile][channels] = V[p] U[p] for each p. */
function multiply(k: KernelBuilder, { g, plan, plane, u, v, m }: Setting, panels: readonly Tiling[], count: number): void {
  const [a, b, c] = [k.int(v), k.int(u), k.int(m)];
  k.times(PRODUCTS, () => {
    for (const { from, size, count: panelCount } of panels) {
      k.for(0, panelCount, 1, (panel) => {
        const firstVector = k.int(panel.mul(size).add(from));
        const bPointer = k.int(b.add(firstVector.mul(16 * g.inChannels)));
        for (const rows of tilings(count, plan.registers.rows)) {
          k.for(0, rows.count, 1, (place) => {
            const firstRow = k.int(place.mul(rows.size).add(rows.from));
            const aPointer = k.int(a.add(firstRow.mul(16 * plan.inVectors)));
            const to = k.int(c.add(firstRow.mul(plan.outVectors).add(firstVector).mul(16)));
            const sums = zeroSums(k, rows.size, size);
            const rowOffset = (row: number) => 16 * row * plan.inVectors;
            const operands = { rowPointer: () => aPointer, rowOffset, aStep: 4, bPointer, bStep: 16 * size };
            addTileProduct(k, sums, operands, g.inChannels);
            sums.forEach((sumsOfRow, row) =>
              sumsOfRow.forEach((sum, vector) => k.store(to, sum, 16 * (plan.outVectors * row + vector))),
            );
          });
        }
      });
    }
    k.increase(a, plane.v);
    k.increase(b, plane.u);
    k.increase(c, plane.m);
  });
}

/** The outputs of a block's tiles, in the image at `target`. */
function outputTransform(
  k: KernelBuilder,
  { g, plan, plane, m, half }: Setting,
  finish: (value: F32x4, bias: Local<I32>) => F32x4,
) {
  const { tileOutputs, tilesDown, tilesAcross } = plan;
  const map = linearMap(k, plan.transforms.output);
  const columnBytes = 4 * g.outChannels;
  const rowBytes = g.outWidth * columnBytes;
  const lastRows = g.outHeight - (tilesDown - 1) * tileOutputs;
  const lastColumns = g.outWidth - (tilesAcross - 1) * tileOutputs;
  return (target: Local<I32>, firstBias: Local<I32>, firstTile: Local<I32>, count: number) => {
    const from = k.int(m);
    k.for(0, count, 1, (number) => {
      const { down, across } = placeOf(k, plan, firstTile.add(number));
      const to = k.int(target.add(down.mul(tileOutputs * rowBytes)).add(across.mul(tileOutputs * columnBytes)));
      const bias = k.int(firstBias);
      const isLastDown = down.equal(tilesDown - 1);
      const rows =
        lastRows === tileOutputs ? tileOutputs : k.int(isLastDown.select(I32.const(lastRows), I32.const(tileOutputs)));
      const isLastAcross = k.int(across.equal(tilesAcross - 1));
      const transformVector = (lanes: number) => {
        const storeRow = (at: Local<I32>, row: readonly Local<F32x4>[]) => {
          const outputs = row.map((value) => k.floats(finish(value, bias)));
          const store = (first: number, end: number) => {
            for (let j = first; j < end; j++) k.storeLanes(at, outputs[j], lanes, j * columnBytes);
          };
          store(0, lastColumns);
          if (lastColumns < tileOutputs) k.if(isLastAcross.isZero(), () => store(lastColumns, tileOutputs));
        };
        const columns = { size: TILE_INPUTS, from, rowBytes: TILE_INPUTS * plane.m, columnBytes: plane.m };
        transformTile(k, { map, ...columns, to, toRowBytes: rowBytes, rows, storeRow, half });
        for (const pointer of [from, to, bias]) k.increase(pointer, 16);
      };
      if (g.outChannels >= 4) k.times(Math.floor(g.outChannels / 4), () => transformVector(4));
      if (g.outChannels % 4 > 0) transformVector(g.outChannels % 4);
    });
  };
}

/** Row and column of a tile among those of its image. */
function placeOf(k: KernelBuilder, { tilesAcross }: WinogradPlan, tile: I32) {
  const number = k.int(tile);
  const down = k.int(number.divUnsigned(tilesAcross));
  return { down, across: k.int(number.sub(down.mul(tilesAcross))) };
}
