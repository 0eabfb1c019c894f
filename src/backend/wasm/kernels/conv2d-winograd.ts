import type { Conv2dGeometry } from '../../kernels.js';
import { F32x4, I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import type { Convolution } from './conv2d-forward.js';
import { applyActivation } from './fused-activation.js';
import { forEachShareOfImages } from './image-shares.js';
import { linearMap, type LinearMap } from './linear-map.js';
import { imageAt, imageBytes } from './padded-image.js';
import { addTileProduct, zeroSums } from './tile-product.js';
import { chooseTileSize } from './tile-size.js';
import { tilings } from './tiling.js';
import { planWinograd, TILE_INPUTS, type WinogradPlan } from './winograd-plan.js';

const PRODUCTS = TILE_INPUTS ** 2;

/** Bytes of one product's operands and results, for a block of tiles, and of its transformed kernel. */
function planeBytes({ blockTiles, inVectors, outVectors }: WinogradPlan, g: Conv2dGeometry) {
  return {
    inputs: 16 * inVectors * blockTiles,
    outputs: 16 * outVectors * blockTiles,
    kernel: 16 * outVectors * g.inChannels,
  };
}

/** Bytes of scratch: the transformed kernel, shared, then for each thread a block's inputs and outputs, a tile and a padded image. */
export function winogradScratch(g: Conv2dGeometry): { kernel: number; perThread: number } {
  const plan = planWinograd(g);
  const { inputs, outputs, kernel } = planeBytes(plan, g);
  return { kernel: PRODUCTS * kernel, perThread: PRODUCTS * (inputs + outputs + 16) + plan.image.bytes };
}

export function writeWinograd(k: KernelBuilder, { geometry: g, hasBias, activation }: Convolution): void {
  const [x, w, bias, y] = [0, 1, 2, 3].map((i) => k.pointer(i));
  const plan = planWinograd(g);
  const { transforms, tileOutputs, tilesDown, tilesAcross, blockTiles, image, inVectors, outVectors } = plan;
  const bytes = planeBytes(plan, g);
  const scratch = winogradScratch(g);
  const u = k.scratch();
  const v = k.int(u.add(scratch.kernel).add(k.thread.mul(scratch.perThread)));
  const products = k.int(v.add(PRODUCTS * bytes.inputs));
  const half = k.int(products.add(PRODUCTS * bytes.outputs));
  const own = k.int(half.add(16 * PRODUCTS));
  const tile = chooseTileSize(blockTiles, outVectors, k.hasRelaxedSimd);
  const panels = tilings(outVectors, tile.vectors);

  const kernelMap = linearMap(k, transforms.kernel);
  const mine = k.share(g.inChannels);
  k.for(mine.begin, mine.end, 1, (channel) => {
    const from = k.int(w.add(channel.mul(4 * g.outChannels)));
    for (const { from: first, size, count } of panels) {
      const to = k.int(u.add(16 * first * g.inChannels).add(channel.mul(16 * size)));
      k.times(count, () => {
        k.times(size, () => {
          writeTransform(k, kernelMap, {
            taps: g.kernelHeight,
            half,
            from: { at: from, rowBytes: 4 * g.kernelWidth * g.inChannels * g.outChannels, columnBytes: 4 * g.inChannels * g.outChannels },
            to: { at: to, rowBytes: TILE_INPUTS * bytes.kernel },
            rows: TILE_INPUTS,
            storeRow: (at, row) => row.forEach((value, j) => k.store(at, value, j * bytes.kernel)),
          });
          k.increase(from, 16);
          k.increase(to, 16);
        });
        k.increase(to, 16 * size * (g.inChannels - 1));
      });
    }
  });
  if (image.isCopied) k.clear(own, image.bytes);
  k.barrier();

  const inputMap = linearMap(k, transforms.input);
  const outputMap = linearMap(k, transforms.output);
  const tiles = tilesDown * tilesAcross;
  const [full, rest] = tilings(tiles, blockTiles);
  const blocks = Math.ceil(tiles / blockTiles);

  forEachShareOfImages(k, g.batch, blocks, (number, firstBlock, lastBlock) => {
    const source = imageAt(k, g, image, { x, image: number, own });
    const target = k.int(y.add(number.mul(imageBytes(g).output)));
    const block = (first: I32, count: number) => {
      const firstTile = k.int(first);
      k.for(0, count, 1, (t) => {
        const at = k.int(firstTile.add(t));
        const down = k.int(at.divUnsigned(tilesAcross));
        const across = k.int(at.sub(down.mul(tilesAcross)));
        const from = k.int(source.add(down.mul(4 * tileOutputs * image.width * g.inChannels)).add(across.mul(4 * tileOutputs * g.inChannels)));
        const to = k.int(v.add(t.mul(16 * inVectors)));
        k.times(inVectors, () => {
          writeTransform(k, inputMap, {
            taps: TILE_INPUTS,
            half,
            from: { at: from, rowBytes: 4 * image.width * g.inChannels, columnBytes: 4 * g.inChannels },
            to: { at: to, rowBytes: TILE_INPUTS * bytes.inputs },
            rows: TILE_INPUTS,
            storeRow: (place, row) => row.forEach((value, j) => k.store(place, value, j * bytes.inputs)),
          });
          k.increase(from, 16);
          k.increase(to, 16);
        });
      });

      const [a, b, c] = [k.int(v), k.int(u), k.int(products)];
      k.times(PRODUCTS, () => {
        for (const tiling of panels) {
          k.for(0, tiling.count, 1, (panel) => {
            const bPointer = k.int(b.add(16 * tiling.from * g.inChannels).add(panel.mul(16 * tiling.size * g.inChannels)));
            const column = k.int(c.add(16 * tiling.from).add(panel.mul(16 * tiling.size)));
            for (const rows of tilings(count, tile.rows)) {
              k.for(0, rows.count, 1, (place) => {
                const firstRow = k.int(place.mul(rows.size).add(rows.from));
                const aPointer = k.int(a.add(firstRow.mul(16 * inVectors)));
                const to = k.int(column.add(firstRow.mul(16 * outVectors)));
                const sums = zeroSums(k, rows.size, tiling.size);
                addTileProduct(k, sums, { rowPointer: () => aPointer, rowOffset: (row) => 16 * row * inVectors, aStep: 4, bPointer, bStep: 16 * tiling.size }, g.inChannels);
                sums.forEach((sumsOfRow, row) => sumsOfRow.forEach((sum, vector) => k.store(to, sum, 16 * (outVectors * row + vector))));
              });
            }
          });
        }
        k.increase(a, bytes.inputs);
        k.increase(b, bytes.kernel);
        k.increase(c, bytes.outputs);
      });

      const restRows = g.outHeight - (tilesDown - 1) * tileOutputs;
      const restColumns = g.outWidth - (tilesAcross - 1) * tileOutputs;
      k.for(0, count, 1, (t) => {
        const at = k.int(firstTile.add(t));
        const down = k.int(at.divUnsigned(tilesAcross));
        const across = k.int(at.sub(down.mul(tilesAcross)));
        const from = k.int(products.add(t.mul(16 * outVectors)));
        const to = k.int(target.add(down.mul(4 * tileOutputs * g.outWidth * g.outChannels)).add(across.mul(4 * tileOutputs * g.outChannels)));
        const biasAt = k.int(bias);
        const rows = restRows === tileOutputs ? tileOutputs : k.int(down.equal(tilesDown - 1).select(I32.const(restRows), I32.const(tileOutputs)));
        const isWide = restColumns === tileOutputs ? null : k.int(across.notEqual(tilesAcross - 1));
        const vector = (lanes: number) => {
          const biasVector = hasBias ? k.floats(F32x4.load(biasAt)) : null;
          writeTransform(k, outputMap, {
            taps: TILE_INPUTS,
            half,
            from: { at: from, rowBytes: TILE_INPUTS * bytes.outputs, columnBytes: bytes.outputs },
            to: { at: to, rowBytes: 4 * g.outWidth * g.outChannels },
            rows,
            storeRow: (place, row) => {
              const finished = row.map((value) => k.floats(applyActivation(k, activation, biasVector ? value.add(biasVector) : value)));
              const store = (from: number, end: number) => {
                for (let j = from; j < end; j++) k.storeLanes(place, finished[j], lanes, 4 * j * g.outChannels);
              };
              store(0, restColumns);
              if (isWide) k.if(isWide, () => store(restColumns, tileOutputs));
            },
          });
          k.increase(from, 16);
          k.increase(to, 16);
          k.increase(biasAt, 16);
        };
        if (g.outChannels >= 4) k.times(Math.floor(g.outChannels / 4), () => vector(4));
        if (g.outChannels % 4 > 0) vector(g.outChannels % 4);
      });
    };
    k.for(firstBlock, lastBlock, 1, (b) => {
      if (!rest) return block(b.mul(blockTiles), blockTiles);
      k.if(
        b.less(full.count),
        () => block(b.mul(blockTiles), blockTiles),
        () => block(I32.const(rest.from), rest.size),
      );
    });
  });
}

interface Transform {
  readonly taps: number;
  readonly half: Local<I32>;
  readonly from: { readonly at: Local<I32>; readonly rowBytes: number; readonly columnBytes: number };
  readonly to: { readonly at: Local<I32>; readonly rowBytes: number };
  readonly rows: number | Local<I32>;
  readonly storeRow: (at: Local<I32>, row: readonly Local<F32x4>[]) => void;
}

/** Y = M X Mt, first down the columns, then along the rows. */
function writeTransform(k: KernelBuilder, map: LinearMap, { taps, half, from, to, rows, storeRow }: Transform): void {
  const source = k.int(from.at);
  const column = k.int(half);
  k.times(taps, () => {
    const d = Array.from({ length: taps }, (_, i) => k.floats(F32x4.load(source, i * from.rowBytes)));
    map(d).forEach((value, i) => k.store(column, value, 16 * taps * i));
    k.increase(source, from.columnBytes);
    k.increase(column, 16);
  });
  const row = k.int(half);
  const target = k.int(to.at);
  const body = () => {
    const d = Array.from({ length: taps }, (_, j) => k.floats(F32x4.load(row, 16 * j)));
    storeRow(target, map(d));
    k.increase(row, 16 * taps);
    k.increase(target, to.rowBytes);
  };
  if (typeof rows === 'number') k.times(rows, body);
  else {
    const left = k.int(rows);
    k.doWhile(body, () => {
      k.increase(left, -1);
      return left;
    });
  }
}
