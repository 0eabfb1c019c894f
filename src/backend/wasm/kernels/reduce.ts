import type { F32, F32x4, I32, I32x4 } from '../assembler/index.js';
import type { KernelTable } from '../../backend.js';
import type { ReduceFunction } from '../../kernels.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { writeArgMaxOfColumns, writeArgMaxOfRows } from './arg-max.js';
import { planColumns, type ColumnPlan } from './column-plan.js';
import { columnScratchBytes, reduceColumns } from './column-reduction.js';
import { floatFold, integerFold, type Fold } from './fold.js';
import { forEachFourRows, loadAllColumns, rowPointers } from './four-rows.js';
import { numberType } from './required-dtype.js';

type ReduceKernels = Pick<KernelTable, 'reduce' | 'argMax'>;

/** Rows up to this length are reduced four at a time, where there are at least so many. */
const SHORT_ROW = 32;
const FEW_ROWS = 16;

/** Reductions of [outer, length, inner] to [outer, inner]: sums, means, extremes, and where the maximum is. */
export function reduceKernels(launcher: Launcher): ReduceKernels {
  return {
    reduce([x], [y], { function: f, outer, length, inner }) {
      if (outer * inner === 0) return;
      const dtype = numberType('reduce', x);
      const isParallel = isWorthThreads(outer * length * inner);
      if (dtype === 'float32' && inner === 1 && outer >= FEW_ROWS && length > 0 && length <= SHORT_ROW) {
        const code = `reduce-short-rows/${f}/${length}`;
        const write = (k: KernelBuilder) => writeShortRows(k, f, length);
        launcher.launch({ code, write, operands: [x, y], scalars: [{ i32: outer }], isParallel });
        return;
      }
      const plan = planColumns(outer, length, inner);
      launcher.launch({
        code: `reduce/${f}/${dtype}/${outer}/${length}/${inner}`,
        write: (k) =>
          dtype === 'int32' ? writeReduce(k, plan, f, integerFold(f)) : writeReduce(k, plan, f, floatFold(f)),
        operands: [x, y],
        isParallel,
        scratchBytes: columnScratchBytes(plan, 1, launcher.threads),
      });
    },

    argMax([x], [indices], { outer, length, inner }) {
      if (outer * inner === 0) return;
      const dtype = numberType('argMax', x);
      const isParallel = isWorthThreads(outer * length * inner);
      if (inner === 1) {
        const code = `arg-max-rows/${dtype}/${length}`;
        const write = (k: KernelBuilder) => writeArgMaxOfRows(k, dtype, length);
        launcher.launch({ code, write, operands: [x, indices], scalars: [{ i32: outer }], isParallel });
      } else {
        const code = `arg-max-columns/${dtype}/${outer}/${length}/${inner}`;
        const write = (k: KernelBuilder) => writeArgMaxOfColumns(k, dtype, { outer, length, inner });
        launcher.launch({ code, write, operands: [x, indices], isParallel });
      }
    },
  };
}

function writeReduce<V extends F32x4 | I32x4, S extends F32 | I32>(
  k: KernelBuilder,
  plan: ColumnPlan,
  f: ReduceFunction,
  fold: Fold<V, S>,
): void {
  const [x, output, scratch] = [k.pointer(0), k.pointer(1), k.scratch()];
  const divisor = f === 'mean' ? plan.length : 1;
  reduceColumns(k, plan, scratch, [{ fold, output, divisor }], ({ at, offset }) => [fold.load(x.add(at), offset)]);
}

/** Four rows at a time, a lane for each. Operands: x, y; integers: rows. */
function writeShortRows(k: KernelBuilder, f: ReduceFunction, length: number): void {
  const [x, y] = [k.pointer(0), k.pointer(1)];
  const rows = k.integer(0);
  const fold = floatFold(f);
  forEachFourRows(k, rows, (row) => {
    const columns = loadAllColumns(k, rowPointers(k, x, { row, rows, columns: length }), length);
    const result = columns.reduce<F32x4>((a, b) => fold.fold(a, b), fold.neutral);
    k.store(y.add(row.mul(4)), fold.divide(k.floats(result), f === 'mean' ? length : 1));
  });
}
