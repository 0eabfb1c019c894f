import type { Conv2dGeometry } from '../../kernels.js';
import { I32, type F32x4, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { linearMap } from './linear-map.js';
import { addTileProduct, zeroSums } from './tile-product.js';
import { tilings, type Tiling } from './tiling.js';
import { TILE_INPUTS, TILE_PRODUCTS, type WinogradPlan } from './winograd-plan.js';
import { transformTile } from './winograd-tile.js';

/** What the parts of the code share: the convolution, and where U (shared by all threads) and a thread's V, M and half a tile lie. */
export interface WinogradSetting {
  readonly g: Conv2dGeometry;
  readonly plan: WinogradPlan;
  readonly u: Local<I32>;
  readonly v: Local<I32>;
  readonly m: Local<I32>;
  readonly half: Local<I32>;
}

/** Neighbouring tiles of an image, counted row by row: the first, and how many. */
export interface Block {
  readonly first: Local<I32>;
  readonly count: number;
}

/** Panels of vectors of output channels, as U has them. */
export function outputPanels({ outVectors, registers }: WinogradPlan): Tiling[] {
  return tilings(outVectors, registers.vectors);
}

/** Code for V[p][tile][channels] of a block, of the image at `source`. Channels that only fill a vector hold anything. */
export function inputTransform(k: KernelBuilder, { g, plan, v, half }: WinogradSetting) {
  const map = linearMap(k, plan.transforms().input);
  const columnBytes = 4 * g.inChannels;
  const rowBytes = plan.image.width * columnBytes;
  const plane = plan.planeBytes.v;
  return (source: Local<I32>, { first, count }: Block) => {
    const to = k.int(v);
    k.for(0, count, 1, (number) => {
      const { down, across } = placeOf(k, plan, first.add(number));
      const from = k.int(
        source.add(down.mul(plan.tileOutputs * rowBytes)).add(across.mul(plan.tileOutputs * columnBytes)),
      );
      const storeRow = (at: Local<I32>, row: readonly Local<F32x4>[]) =>
        row.forEach((value, j) => k.store(at, value, j * plane));
      const tile = { size: TILE_INPUTS, from, rowBytes, columnBytes };
      k.times(plan.inVectors, () => {
        transformTile(k, { map, ...tile, to, toRowBytes: TILE_INPUTS * plane, rows: TILE_INPUTS, storeRow, half });
        k.increase(from, 16);
        k.increase(to, 16);
      });
    });
  };
}

/** M[p][tile][channels] = V[p] U[p] for each p, of `count` tiles. */
export function multiplyPlanes(k: KernelBuilder, { g, plan, u, v, m }: WinogradSetting, count: number): void {
  const { inVectors, outVectors, planeBytes, registers } = plan;
  const [a, b, c] = [k.int(v), k.int(u), k.int(m)];
  k.times(TILE_PRODUCTS, () => {
    for (const { from, size, count: panels } of outputPanels(plan)) {
      k.for(0, panels, 1, (panel) => {
        const firstVector = k.int(panel.mul(size).add(from));
        const bPointer = k.int(b.add(firstVector.mul(16 * g.inChannels)));
        for (const rows of tilings(count, registers.rows)) {
          k.for(0, rows.count, 1, (place) => {
            const firstRow = k.int(place.mul(rows.size).add(rows.from));
            const aPointer = k.int(a.add(firstRow.mul(16 * inVectors)));
            const to = k.int(c.add(firstRow.mul(outVectors).add(firstVector).mul(16)));
            const sums = zeroSums(k, rows.size, size);
            const rowOffset = (row: number) => 16 * row * inVectors;
            const operands = { rowPointer: () => aPointer, rowOffset, aStep: 4, bPointer, bStep: 16 * size };
            addTileProduct(k, sums, operands, g.inChannels);
            sums.forEach((sumsOfRow, row) =>
              sumsOfRow.forEach((sum, vector) => k.store(to, sum, 16 * (outVectors * row + vector))),
            );
          });
        }
      });
    }
    k.increase(a, planeBytes.v);
    k.increase(b, planeBytes.u);
    k.increase(c, planeBytes.m);
  });
}

/** Code for the outputs of a block, in the image at `target`. `finish` is given four sums and where their channels begin, in bytes. */
export function outputTransform(
  k: KernelBuilder,
  { g, plan, m, half }: WinogradSetting,
  finish: (sums: F32x4, channel: Local<I32>) => F32x4,
) {
  const { tileOutputs, tilesDown, tilesAcross } = plan;
  const map = linearMap(k, plan.transforms().output);
  const plane = plan.planeBytes.m;
  const columnBytes = 4 * g.outChannels;
  const rowBytes = g.outWidth * columnBytes;
  const lastRows = g.outHeight - (tilesDown - 1) * tileOutputs;
  const lastColumns = g.outWidth - (tilesAcross - 1) * tileOutputs;
  return (target: Local<I32>, { first, count }: Block) => {
    const from = k.int(m);
    k.for(0, count, 1, (number) => {
      const { down, across } = placeOf(k, plan, first.add(number));
      const to = k.int(target.add(down.mul(tileOutputs * rowBytes)).add(across.mul(tileOutputs * columnBytes)));
      const isLastDown = down.equal(tilesDown - 1);
      const rows =
        lastRows === tileOutputs ? tileOutputs : k.int(isLastDown.select(I32.const(lastRows), I32.const(tileOutputs)));
      const isWhole = k.int(across.notEqual(tilesAcross - 1));
      const channel = k.int(0);
      const tile = { size: TILE_INPUTS, from, rowBytes: TILE_INPUTS * plane, columnBytes: plane };
      const transformVector = (lanes: number) => {
        const storeRow = (at: Local<I32>, row: readonly Local<F32x4>[]) => {
          const outputs = row.map((sums) => k.floats(finish(sums, channel)));
          const store = (begin: number, end: number) => {
            for (let j = begin; j < end; j++) k.storeLanes(at, outputs[j], lanes, j * columnBytes);
          };
          store(0, lastColumns);
          if (lastColumns < tileOutputs) k.if(isWhole, () => store(lastColumns, tileOutputs));
        };
        transformTile(k, { map, ...tile, to, toRowBytes: rowBytes, rows, storeRow, half });
        for (const pointer of [from, to, channel]) k.increase(pointer, 16);
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
