import { F32x4, I32, type FunctionBuilder, type Local } from '../assembler/index.js';

/** What a tile's loop is written with. */
type TileBuilder = FunctionBuilder & { readonly hasRelaxedSimd: boolean };

/** Sums that are kept in registers: `rows` x `vectors`, each vector four columns. */
export type Sums = readonly (readonly Local<F32x4>[])[];

/** Where a tile's operands lie. Offsets and steps are constants of the code, in bytes. */
export interface TileOperands {
  /** Element (row, step) of a is at rowPointer(row) + rowOffset(row) + step * aStep. */
  readonly rowPointer: (row: number) => I32;
  readonly rowOffset: (row: number) => number;
  readonly aStep: number;
  /** Vector v of b's row `step` is at bPointer + 16 v + step * bStep. */
  readonly bPointer: I32;
  readonly bStep: number;
}

/** Fresh sums of zero. */
export function zeroSums(k: FunctionBuilder, rows: number, vectors: number): Sums {
  return Array.from({ length: rows }, () => Array.from({ length: vectors }, () => k.floats(0)));
}

/** sum = sum + a b, fused into one rounding where the engine can. */
export function multiplyAdd(hasRelaxedSimd: boolean, a: F32x4, b: F32x4, sum: F32x4): F32x4 {
  return hasRelaxedSimd ? a.multiplyAdd(b, sum) : sum.add(a.mul(b));
}

/**
 * The inner loop of every product and convolution: sums[row][v] += sum over step < depth of a(row, step) * b(step, v).
 *
 * A step loads `vectors` vectors of b and broadcasts one element of a for each row; everything else stays in registers. The order of
 * the additions is that of the steps, so a sum does not depend on which tile or thread it falls to.
 *
 * A turn of the loop is one step. Within straight code V8 moves all loads to the front: with four steps a turn it keeps 24 loaded
 * vectors at once, in memory for want of registers, which cost a third of the speed (docs/performance.md, "The inner loop").
 */
export function addTileProduct(
  k: TileBuilder,
  sums: Sums,
  { rowPointer, rowOffset, aStep, bPointer, bStep }: TileOperands,
  depth: number | Local<I32>,
): void {
  const pointerOf = new Map<I32, Local<I32>>();
  const aPointers = sums.map((_, row) => {
    const from = rowPointer(row);
    // Rows at constant distances share a pointer.
    if (!pointerOf.has(from)) pointerOf.set(from, k.int(from));
    return pointerOf.get(from) as Local<I32>;
  });
  const b = k.int(bPointer);
  const end = k.int(b.add(I32.of(depth).mul(bStep)));
  k.while(b.lessUnsigned(end), () => {
    addStep(k, sums, (r) => F32x4.loadSplat(aPointers[r], rowOffset(r)), b);
    for (const pointer of pointerOf.values()) k.increase(pointer, aStep);
    k.increase(b, bStep);
  });
}

/**
 * The same over the `count` steps that are listed from `list` on, in their order: the others add nothing (nonzero-steps.ts). All rows share
 * a pointer.
 */
export function addListedSteps(
  k: TileBuilder,
  sums: Sums,
  { rowPointer, rowOffset, aStep, bPointer, bStep }: TileOperands,
  { list, count }: { readonly list: I32; readonly count: Local<I32> },
): void {
  const [a, b] = [k.int(rowPointer(0)), k.int(bPointer)];
  const at = k.int(list);
  const end = k.int(at.add(count.mul(4)));
  k.while(at.lessUnsigned(end), () => {
    const step = k.int(I32.load(at));
    const aOfStep = k.int(a.add(step.mul(aStep)));
    addStep(k, sums, (r) => F32x4.loadSplat(aOfStep, rowOffset(r)), k.int(b.add(step.mul(bStep))));
    k.increase(at, 4);
  });
}

/** One step: sums[row][v] += element(row) * vector v at b. */
function addStep(k: TileBuilder, sums: Sums, elementOf: (row: number) => F32x4, b: Local<I32>): void {
  const bVectors = sums[0].map((_, v) => k.floats(F32x4.load(b, 16 * v)));
  sums.forEach((row, r) => {
    const element = k.floats(elementOf(r));
    row.forEach((sum, v) => k.set<F32x4>(sum, multiplyAdd(k.hasRelaxedSimd, element, bVectors[v], sum)));
  });
}
