import { F32, F32x4, I32, type I32x4, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { exp } from '../math/exp.js';
import { log } from '../math/log.js';
import {
  distributionTarget,
  labelTarget,
  readSmoothing,
  sumOfLabelTargets,
  targetCost,
  type CrossEntropyForm,
  type Smoothing,
} from './cross-entropy-targets.js';
import { columnNumbers, CompensatedSum, forEachInRow, inRow, type RowPlace } from './row-walk.js';
import { rowMaximum } from './softmax-rows.js';

// The formulas of cross-entropy-short-rows.ts, a row at a time, four columns at a time.

/** Operands: logits, targets, losses. */
export function writeLosses(k: KernelBuilder, form: CrossEntropyForm): void {
  const { columns, hasLabels, isSmoothed } = form;
  const [logits, losses] = [k.pointer(0), k.pointer(2)];
  const smoothing = readSmoothing(k);
  forEachRow(k, form, smoothing, ({ row, target, label }) => {
    const z = k.int(logits.add(row.mul(4 * columns)));
    const max = rowMaximum(k, z, columns);
    const shifted = (place: RowPlace) => F32x4.load(z.add(place.offset)).sub(max);
    const sum = new CompensatedSum(k);
    forEachInRow(k, columns, (place) => {
      sum.add(exp(k, k.floats(inRow(shifted(place), place.lanes, -Infinity))));
    });
    const logSum = k.floats(log(k, sum.total()));

    const loss = k.floats(0);
    if (!hasLabels || isSmoothed) {
      const costs = new CompensatedSum(k);
      forEachInRow(k, columns, (place) => {
        const cost = targetCost(k.floats(target(place)), logSum.sub(shifted(place)));
        costs.add(k.floats(inRow(cost, place.lanes, 0)));
      });
      k.set<F32x4>(loss, costs.total());
    } else {
      k.if(label.lane(0).lessUnsigned(columns), () => {
        const ofLabel = F32x4.loadSplat(z.add(label.lane(0).shiftLeft(2))).sub(max);
        k.set<F32x4>(loss, logSum.sub(ofLabel));
      });
    }
    k.store(losses.add(row.mul(4)), loss.lane(0));
  });
}

/** Operands: logits, targets, dlosses, dlogits. */
export function writeGradient(k: KernelBuilder, form: CrossEntropyForm): void {
  const { columns, hasLabels } = form;
  const [logits, dlosses, dlogits] = [k.pointer(0), k.pointer(2), k.pointer(3)];
  const smoothing = readSmoothing(k);
  forEachRow(k, form, smoothing, ({ row, target, label }) => {
    const z = k.int(logits.add(row.mul(4 * columns)));
    const dz = k.int(dlogits.add(row.mul(4 * columns)));
    const upstream = k.floats(F32.load(dlosses.add(row.mul(4))).splat());
    const max = rowMaximum(k, z, columns);
    const [sum, sumOfTargets] = [new CompensatedSum(k), new CompensatedSum(k)];
    forEachInRow(k, columns, (place) => {
      const shifted = F32x4.load(z.add(place.offset)).sub(max);
      const e = exp(k, k.floats(inRow(shifted, place.lanes, -Infinity)));
      sum.add(e);
      if (!hasLabels) sumOfTargets.add(k.floats(inRow(target(place), place.lanes, 0)));
      k.storeLanes(dz.add(place.offset), e, place.lanes);
    });
    const all = hasLabels ? sumOfLabelTargets(label, columns, smoothing) : sumOfTargets.total();
    const scale = k.floats(all.div(sum.total()));
    forEachInRow(k, columns, (place) => {
      const gradient = F32x4.load(dz.add(place.offset)).mul(scale).sub(target(place));
      k.storeLanes(dz.add(place.offset), k.floats(upstream.mul(gradient)), place.lanes);
    });
  });
}

interface TargetRow {
  readonly row: Local<I32>;
  /** t of four columns. */
  readonly target: (place: RowPlace) => F32x4;
  /** In all lanes; 0 without labels. */
  readonly label: Local<I32x4>;
}

/** Visits this thread's share of the rows. */
function forEachRow(
  k: KernelBuilder,
  { columns, hasLabels }: CrossEntropyForm,
  smoothing: Smoothing,
  body: (row: TargetRow) => void,
): void {
  const targets = k.pointer(1);
  const { begin, end } = k.share(k.integer(0));
  k.for(begin, end, 1, (row) => {
    const label = k.ints(hasLabels ? I32.load(targets.add(row.mul(4))).splat() : 0);
    const ofRow = k.int(targets.add(row.mul(4 * columns)));
    const target = (place: RowPlace) =>
      hasLabels
        ? labelTarget(label, columnNumbers(place), smoothing)
        : distributionTarget(F32x4.load(ofRow.add(place.offset)), smoothing);
    body({ row, target, label });
  });
}
