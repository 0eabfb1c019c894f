import { F32x4, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { multiplyAdd } from './tile-product.js';
import type { Matrix } from './winograd-transforms.js';

/** Writes y = M x as straight-line code, x and y being vectors of four columns each. */
export type LinearMap = (x: readonly Local<F32x4>[]) => Local<F32x4>[];

/**
 * The code of y = M x for a matrix that is known: zeros take no part, and +1 and -1 no multiplication. Where two columns are the same up to
 * signs, as those of a point and its negative, the sum and the difference of their elements of x are computed once; and where two rows
 * are, the part in which their signs agree and the part in which they differ.
 *
 * The matrix' numbers are put into locals here, so this comes before the loops that use the map.
 */
export function linearMap(k: KernelBuilder, matrix: Matrix): LinearMap {
  const factors = new Set(matrix.flat().filter((value) => value !== 0 && value !== 1));
  const constants = new Map([...factors].map((factor) => [factor, k.floats(factor)]));
  const combine = (row: readonly number[], x: readonly F32x4[]) => combination(k, constants, row, x);
  return (x) => multiplyByColumns(k, matrix, x, combine);
}

type Combine = (row: readonly number[], x: readonly F32x4[]) => F32x4;

/** The columns in pairs, then the rows. */
function multiplyByColumns(k: KernelBuilder, matrix: Matrix, x: readonly Local<F32x4>[], combine: Combine) {
  const columns = x.map((_, c) => matrix.map((row) => row[c]));
  const terms: { readonly column: readonly number[]; readonly x: Local<F32x4> }[] = [];
  for (const [c, other] of pairs(columns)) {
    if (other === null) {
      terms.push({ column: columns[c], x: x[c] });
      continue;
    }
    const [sum, difference] = [k.floats(x[c].add(x[other])), k.floats(x[c].sub(x[other]))];
    const { same, opposite } = split(columns[c], columns[other]);
    terms.push({ column: same, x: sum }, { column: opposite, x: difference });
  }
  const rows = matrix.map((_, r) => terms.map(({ column }) => column[r]));
  const values = terms.map((term) => term.x);
  return multiplyByRows(k, rows, values, combine);
}

function multiplyByRows(k: KernelBuilder, rows: Matrix, x: readonly Local<F32x4>[], combine: Combine) {
  const y = new Array<Local<F32x4>>(rows.length);
  for (const [r, other] of pairs(rows)) {
    if (other === null) {
      y[r] = k.floats(combine(rows[r], x));
      continue;
    }
    const { same, opposite } = split(rows[r], rows[other]);
    const [common, different] = [k.floats(combine(same, x)), k.floats(combine(opposite, x))];
    y[r] = k.floats(common.add(different));
    y[other] = k.floats(common.sub(different));
  }
  return y;
}

/** Each list's number, with that of the list that is the same up to signs, if there is one. */
function pairs(lists: readonly (readonly number[])[]): [number, number | null][] {
  const taken = new Set<number>();
  return lists.flatMap((list, i): [number, number | null][] => {
    if (taken.has(i)) return [];
    const isAlike = (other: readonly number[]) => other.every((value, at) => Math.abs(value) === Math.abs(list[at]));
    const other = lists.findIndex((candidate, j) => j > i && !taken.has(j) && isAlike(candidate));
    taken.add(other);
    return [[i, other < 0 ? null : other]];
  });
}

/** `a` where b is the same, and where b is its negative; zeros elsewhere. */
function split(a: readonly number[], b: readonly number[]) {
  return {
    same: a.map((value, i) => (value === b[i] ? value : 0)),
    opposite: a.map((value, i) => (value === b[i] ? 0 : value)),
  };
}

/** The sum of all row[i] x[i]: first what needs no multiplication. */
function combination(
  k: KernelBuilder,
  constants: ReadonlyMap<number, Local<F32x4>>,
  row: readonly number[],
  x: readonly F32x4[],
): F32x4 {
  const terms = row.flatMap((factor, i) => (factor === 0 ? [] : [{ factor, x: x[i] }]));
  const [first, ...others] = terms.toSorted((a, b) => costOf(a.factor) - costOf(b.factor));
  if (!first) return F32x4.const(0);
  const start = first.factor === 1 ? first.x : first.x.mul(constants.get(first.factor)!);
  return others.reduce((sum, { factor, x: value }) => {
    if (factor === 1) return sum.add(value);
    if (factor === -1) return sum.sub(value);
    return multiplyAdd(k.hasRelaxedSimd, constants.get(factor)!, value, sum);
  }, start);
}

/** A negative one costs nothing where there is something to subtract it from, so it comes last. */
function costOf(factor: number): number {
  return factor === 1 ? 0 : factor === -1 ? 2 : 1;
}
