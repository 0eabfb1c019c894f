import { F32x4, I32x4, type I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { log } from '../math/log.js';
import {
  distributionTarget,
  isClass,
  labelTarget,
  readSmoothing,
  sumOfLabelTargets,
  targetCost,
  type CrossEntropyForm,
  type Smoothing,
} from './cross-entropy-targets.js';
import { forEachFourRows, loadAllColumns, rowPointers, storeAllColumns } from './four-rows.js';
import { shiftColumns } from './softmax-rows.js';

// loss = sum over c of t[c] (log(sum of exp(s)) - s[c]),   dlogits[c] = dloss (exp(s[c]) / sum of exp(s) * sum of t - t[c])
//
// with s = logits - the row's maximum, t = the smoothed targets. Four rows at a time, a lane for each.

/** Operands: logits, targets, losses. */
export function writeLosses(k: KernelBuilder, form: CrossEntropyForm): void {
  const { columns } = form;
  const [logits, targets, losses] = [0, 1, 2].map((i) => k.pointer(i));
  const rows = k.integer(0);
  const smoothing = readSmoothing(k);
  forEachFourRows(k, rows, (row) => {
    const place = { row, rows, columns };
    const { shifted, sum } = shiftColumns(k, loadAllColumns(k, rowPointers(k, logits, place), columns));
    const logSum = k.floats(log(k, sum));
    const loss = form.hasLabels
      ? lossOfLabels(k, form, { shifted, logSum, label: loadLabels(k, targets, row), smoothing })
      : addUp(distributions(k, targets, place, smoothing).map((t, c) => targetCost(t, logSum.sub(shifted[c]))));
    k.store(losses.add(row.mul(4)), loss);
  });
}

/** Operands: logits, targets, dlosses, dlogits. */
export function writeGradient(k: KernelBuilder, form: CrossEntropyForm): void {
  const { columns } = form;
  const [logits, targets, dlosses, dlogits] = [0, 1, 2, 3].map((i) => k.pointer(i));
  const rows = k.integer(0);
  const smoothing = readSmoothing(k);
  forEachFourRows(k, rows, (row) => {
    const place = { row, rows, columns };
    const { exponentials, sum } = shiftColumns(k, loadAllColumns(k, rowPointers(k, logits, place), columns));
    const upstream = k.floats(F32x4.load(dlosses.add(row.mul(4))));
    const storeWith = (sumOfTargets: F32x4, t: (c: number) => F32x4) => {
      const scale = k.floats(sumOfTargets.div(sum));
      const gradients = exponentials.map((e, c) => k.floats(upstream.mul(e.mul(scale).sub(t(c)))));
      storeAllColumns(k, rowPointers(k, dlogits, place), gradients);
    };
    if (form.hasLabels) {
      const label = loadLabels(k, targets, row);
      storeWith(sumOfLabelTargets(label, columns, smoothing), (c) => labelTarget(label, c, smoothing));
    } else {
      const t = distributions(k, targets, place, smoothing);
      storeWith(addUp(t), (c) => t[c]);
    }
  });
}

/** (log(sum) - s[label]) on + (columns log(sum) - sum of s) even. */
function lossOfLabels(
  k: KernelBuilder,
  { columns, isSmoothed }: CrossEntropyForm,
  { shifted, logSum, label, smoothing }: LabelledRows,
): F32x4 {
  const ofLabel = k.floats(0);
  shifted.forEach((s, c) => k.set<F32x4>(ofLabel, label.equal(c).select<F32x4>(s, ofLabel)));
  const cost = smoothing.on.mul(logSum.sub(ofLabel));
  const loss = isClass(label, columns).select(cost, F32x4.const(0));
  return isSmoothed ? loss.add(smoothing.even.mul(logSum.mul(columns).sub(addUp(shifted)))) : loss;
}

interface LabelledRows {
  readonly shifted: readonly Local<F32x4>[];
  readonly logSum: Local<F32x4>;
  readonly label: Local<I32x4>;
  readonly smoothing: Smoothing;
}

function loadLabels(k: KernelBuilder, targets: I32, row: I32): Local<I32x4> {
  return k.ints(I32x4.load(targets.add(row.mul(4))));
}

function distributions(
  k: KernelBuilder,
  targets: Local<I32>,
  place: { row: Local<I32>; rows: Local<I32>; columns: number },
  smoothing: Smoothing,
): Local<F32x4>[] {
  const columns = loadAllColumns(k, rowPointers(k, targets, place), place.columns);
  return columns.map((column) => k.floats(distributionTarget(column, smoothing)));
}

function addUp(values: readonly F32x4[]): F32x4 {
  const [first = F32x4.const(0), ...others] = values;
  return others.reduce((a, b) => a.add(b), first);
}
