import type { Operand } from '../../tensor/device.js';
import type { KernelTable } from '../backend.js';
import { floatsOf, integersOf, type FloatArray } from './reference-buffer.js';

/** y[r] = softmax(x[r]), or its logarithm: x - max - log(sum of exp(x - max)). */
export const softmax: KernelTable['softmax'] = ([x], [y], { rows, columns, logarithm }) => {
  const from = floatsOf(x);
  const to = floatsOf(y);
  for (let r = 0; r < rows; r++) {
    const at = r * columns;
    const logNorm = logSumExp(from, at, columns);
    for (let c = at; c < at + columns; c++) to[c] = logarithm ? from[c] - logNorm : Math.exp(from[c] - logNorm);
  }
};

/** losses[r] = -sum over c of t[r, c] * log softmax(logits[r])[c]; a target of 0 adds nothing, whatever its logit. */
export const softmaxCrossEntropy: KernelTable['softmaxCrossEntropy'] = ([logits, targets], [losses], attributes) => {
  const { rows, columns, labelSmoothing } = attributes;
  const z = floatsOf(logits);
  const to = floatsOf(losses);
  const t = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    const at = r * columns;
    targetRow(t, targets, r, labelSmoothing);
    const logNorm = logSumExp(z, at, columns);
    let loss = 0;
    for (let c = 0; c < columns; c++) if (t[c] !== 0) loss += t[c] * (logNorm - z[at + c]);
    to[r] = loss;
  }
};

/** dlogits[r, c] = dlosses[r] * (softmax(logits[r])[c] * sum(t[r]) - t[r, c]). */
export const softmaxCrossEntropyGradient: KernelTable['softmaxCrossEntropyGradient'] = (
  [logits, targets, dlosses],
  [dlogits],
  { rows, columns, labelSmoothing },
) => {
  const z = floatsOf(logits);
  const upstream = floatsOf(dlosses);
  const to = floatsOf(dlogits);
  const t = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    const at = r * columns;
    targetRow(t, targets, r, labelSmoothing);
    const sum = t.reduce((total, target) => total + target, 0);
    const logNorm = logSumExp(z, at, columns);
    for (let c = 0; c < columns; c++) to[at + c] = upstream[r] * (Math.exp(z[at + c] - logNorm) * sum - t[c]);
  }
};

/** log(sum of exp(x)) over `count` elements from `at` on, shifted by their maximum so that nothing overflows. */
function logSumExp(x: FloatArray, at: number, count: number): number {
  let max = -Infinity;
  for (let i = at; i < at + count; i++) max = Math.max(max, x[i]);
  let sum = 0;
  for (let i = at; i < at + count; i++) sum += Math.exp(x[i] - max);
  return max + Math.log(sum);
}

/** Row r of the smoothed targets into `t`; an int32 label stands for the row that is 1 there and 0 elsewhere. */
function targetRow(t: Float64Array, targets: Operand, r: number, labelSmoothing: number): void {
  const even = labelSmoothing / t.length;
  if (targets.dtype === 'int32') {
    t.fill(even);
    const label = integersOf(targets)[r];
    if (label >= 0 && label < t.length) t[label] += 1 - labelSmoothing;
  } else {
    const values = floatsOf(targets);
    for (let c = 0; c < t.length; c++) t[c] = (1 - labelSmoothing) * values[r * t.length + c] + even;
  }
}
