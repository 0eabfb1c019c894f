import { meanSquaredError } from '../../src/ops/losses/mean-squared-error.js';
import { sigmoidCrossEntropyOperation } from '../../src/ops/losses/sigmoid-cross-entropy.js';
import { softmaxCrossEntropyOperation } from '../../src/ops/losses/softmax-cross-entropy.js';
import type { NestedArray, Tensor } from '../../src/tensor/tensor.js';
import type { Recorded } from './tfjs-cases.js';

/** Makes a float32 tensor of an argument: one that was recorded, or nested arrays as a user may give them. */
export type ToTensor = (argument: Recorded | NestedArray) => Tensor;

type Axes = number | number[] | null;
type Optional = Recorded | NestedArray | null;

/** A call's arguments are what its test gave, in TensorFlow.js' order; `out` is which of several results is asked for. */
type ApiReplay = (toTensor: ToTensor, args: never, out: string | undefined) => Tensor;

/** Calls that TensorFlow.js composes of several kernels, so that they are replayed from the arguments of the call. */
export const tfjsApis: Readonly<Record<string, ApiReplay>> = {
  clipByValue: (toTensor, [x, min, max]: readonly [never, number, number]) => toTensor(x).clip(min, max),
  logSoftmax: (toTensor, [x, axis]: readonly [never, number?]) => toTensor(x).logSoftmax(axis),
  logSumExp: (toTensor, [x, axes, keepDims = false]: readonly [never, Axes?, boolean?]) =>
    toTensor(x).logSumExp(axes ?? undefined, { keepDims }),
  moments: (toTensor, [x, axes, keepDims = false]: readonly [never, Axes?, boolean?], out) =>
    out === 'mean'
      ? toTensor(x).mean(axes ?? undefined, { keepDims })
      : toTensor(x).variance(axes ?? undefined, { keepDims }),
  'losses.meanSquaredError': (toTensor, args: readonly [never, never, Optional?, number?]) => {
    const [targets, predictions, weights, reduction] = args;
    const [t, p] = [toTensor(targets), toTensor(predictions)];
    // Weighting is not the engine's: there the loss is the formula it is made of.
    return weights ? reduceLosses(p.sub(t).square(), toTensor(weights), reduction) : meanSquaredError(p, t);
  },
  'losses.sigmoidCrossEntropy': (toTensor, args: readonly [never, never, Optional?, number?, number?]) => {
    const [labels, logits, weights, smoothing, reduction] = args;
    const s = smoothing ?? 0;
    const targets = toTensor(labels)
      .mul(1 - s)
      .add(0.5 * s);
    const losses = sigmoidCrossEntropyOperation([toTensor(logits), targets]);
    return reduceLosses(losses, weights ? toTensor(weights) : null, reduction);
  },
  'losses.softmaxCrossEntropy': (toTensor, args: readonly [never, never, Optional?, number?, number?]) => {
    const [labels, logits, weights, smoothing, reduction] = args;
    const operands = [toTensor(logits), toTensor(labels)] as const;
    const losses = softmaxCrossEntropyOperation([...operands], { labelSmoothing: smoothing ?? 0 });
    return reduceLosses(losses, weights ? toTensor(weights) : null, reduction);
  },
};

/** TensorFlow.js' ways to make one number of weighted losses; by default the mean over those whose weight is not 0. */
const NONE = 0;
const MEAN = 1;
const SUM_BY_NONZERO_WEIGHTS = 3;

function reduceLosses(losses: Tensor, weights: Tensor | null, reduction = SUM_BY_NONZERO_WEIGHTS): Tensor {
  if (!weights) return reduction === NONE ? losses : losses.mean();
  const weighted = losses.mul(weights);
  if (reduction === NONE) return weighted;
  const everyWeight = weights.add(losses.mul(0));
  return weighted.sum().div((reduction === MEAN ? everyWeight : everyWeight.notEqual(0)).sum());
}
