import { F32x4, I32 } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { applyActivation } from './fused-activation.js';
import { panelAddress } from './product-panels.js';
import type { ProductPlan } from './product-plan.js';
import { skipsZeros, stepList, tileRows } from './product-rows.js';
import type { BlockRun, Product, TilePlace } from './product-run.js';
import { addListedSteps, addTileProduct, zeroSums, type Sums, type TileOperands } from './tile-product.js';
import type { Tiling } from './tiling.js';

/** Writes what one block of the depth gives to a tile of c; after the last block, the tile is done. */
export function writeTile(
  k: KernelBuilder,
  product: Product,
  plan: ProductPlan,
  run: BlockRun,
  place: TilePlace,
): void {
  const { strides } = product;
  const rowBytes = 4 * strides.c;
  const { rows, panels, tile, panel, first } = place;
  const firstColumn = k.int(panel.mul(4 * panels.size).add(4 * panels.from));
  const firstRow = tile.mul(rows.size).add(rows.from);
  const target = k.int(run.c.add(firstRow.mul(strides.c).add(firstColumn).mul(4)));
  const sums = zeroSums(k, rows.size, panels.size);
  const { pointer, rowBytes: rowDistance, stepBytes } = tileRows(product, run, { rows, tile, first });
  const aPointer = k.int(pointer);
  const operands: TileOperands = {
    rowPointer: () => aPointer,
    rowOffset: (row) => rowDistance * row,
    aStep: stepBytes,
    bPointer: plan.readsBInPlace
      ? run.b.add(run.start.mul(strides.b).add(firstColumn).mul(4))
      : panelAddress(plan, run, panels, panel),
    bStep: plan.readsBInPlace ? 4 * strides.b : 16 * panels.size,
  };
  const addAll = () => addTileProduct(k, sums, operands, run.depth);
  if (skipsZeros(product, plan)) {
    const list = k.int(stepList(product, plan, run, tile.sub(first)));
    const count = k.int(I32.load(list));
    k.if(count.equal(run.depth), addAll, () => addListedSteps(k, sums, operands, { list: list.add(4), count }));
  } else addAll();

  if (run.isBlocked) {
    // Each block's sums begin at zero: added in blocks, many numbers lose less to rounding than one after another.
    k.if(run.start, () => {
      sums.forEach((row, r) =>
        row.forEach((sum, v) => k.set<F32x4>(sum, F32x4.load(target, rowBytes * r + 16 * v).add(sum))),
      );
    });
  }
  if (product.hasBias || product.activation !== 'linear') {
    const finish = () => finishSums(k, product, sums, run.bias.add(firstColumn.mul(4)));
    if (run.isBlocked) k.if(run.start.add(run.depth).equal(product.k), finish);
    else finish();
  }
  storeSums(k, product, sums, panels, panel, target);
}

/** sums = activation(sums + bias). */
function finishSums(k: KernelBuilder, { hasBias, activation }: Product, sums: Sums, bias: I32): void {
  const at = k.int(bias);
  sums[0].forEach((_, v) => {
    const vector = hasBias ? k.floats(F32x4.load(at, 16 * v)) : null;
    for (const row of sums) {
      k.set<F32x4>(row[v], applyActivation(k, activation, vector ? row[v].add(vector) : row[v]));
    }
  });
}

/** Stores the sums; of the last vector of a row only the columns that exist. */
function storeSums(
  k: KernelBuilder,
  { n, strides }: Product,
  sums: Sums,
  panels: Tiling,
  panel: I32,
  target: I32,
): void {
  const inLast = n - 4 * (panels.from + panels.size * panels.count - 1);
  const store = (lanesOfLast: number) =>
    sums.forEach((row, r) =>
      row.forEach((sum, v) =>
        k.storeLanes(target, sum, v === row.length - 1 ? lanesOfLast : 4, 4 * strides.c * r + 16 * v),
      ),
    );
  if (inLast >= 4) store(4);
  else if (panels.count === 1) store(inLast);
  else
    k.if(
      panel.equal(panels.count - 1),
      () => store(inLast),
      () => store(4),
    );
}
