import type { Backend } from '../../backend/backend.js';
import { defineOperation } from '../../autograd/define-operation.js';
import { isRecording } from '../../autograd/recording.js';
import { run } from '../../backend/run.js';
import { isFloat } from '../../tensor/dtype.js';
import { HandgradError } from '../../tensor/error.js';
import { sameShape, shapeText } from '../../tensor/shape.js';
import { Tensor } from '../../tensor/tensor.js';
import { tensor } from '../create.js';
import { commonFloatDtype } from '../same-dtype.js';

/** Options of the softmax cross-entropy. */
export interface SoftmaxCrossEntropyOptions {
  /** Targets become (1 - labelSmoothing) t + labelSmoothing / classes (Szegedy et al. 2016, section 7). Default 0. */
  labelSmoothing?: number;
}

/**
 * Cross-entropy of a choice between classes: the mean over the batch of -log softmax(logits)[label].
 *
 *     softmaxCrossEntropy(logits, labels)      softmaxCrossEntropy(logits, probabilities, { labelSmoothing: 0.1 })
 *
 * logits: [..., classes]; targets: labels (int32 tensor [...], or whole numbers in an array), or a distribution for each row (of
 * logits' shape and dtype); the result: a scalar.
 *
 * Labels in an array are checked against the number of classes. Those in a tensor lie on the device and are not: a label that
 * names no class counts as a row of zeros. Data sets check theirs when they are read.
 * @throws {HandgradError} when shapes or dtypes do not fit, or a label is no class.
 */
export function softmaxCrossEntropy(
  logits: Tensor,
  targets: Tensor | ArrayLike<number>,
  { labelSmoothing = 0 }: SoftmaxCrossEntropyOptions = {},
): Tensor {
  const onDevice = targets instanceof Tensor ? targets : labelTensor(logits, targets);
  return softmaxCrossEntropyOperation([logits, onDevice], { labelSmoothing }).mean();
}

/**
 * The loss of every row by itself, softmax and logarithm in one pass. With x a row of logits, t its target distribution (a label
 * is a row with a single 1, both smoothed where asked), p = softmax(x):
 *
 *   loss = -sum over c of t[c] log p[c]
 *
 *   d log p[c] / dx[k] = [c = k] - p[k], so      dL/dx[k] = dL/dloss (p[k] sum(t) - t[k])
 *   dL/dtargets[c] = -dL/dloss (1 - labelSmoothing) log p[c]; labels have none
 *
 * logits: [..., classes]; targets as above; losses: [...]. A kernel of its own computes dL/dx; where that is to be
 * differentiated again it is written with operations instead.
 */
export const softmaxCrossEntropyOperation = defineOperation<
  [logits: Tensor, targets: Tensor],
  { labelSmoothing: number }
>('softmaxCrossEntropy', {
  forward: ([logits, targets], { labelSmoothing }) => {
    checkOperands(logits, targets, labelSmoothing);
    const [losses] = run(
      'softmaxCrossEntropy',
      [logits, targets],
      [{ shape: logits.shape.slice(0, -1), dtype: logits.dtype }],
      { ...matrixOf(logits), labelSmoothing },
    );
    return losses;
  },
  backward: (dlosses, { inputs: [logits, targets], attributes: { labelSmoothing } }) => [
    () =>
      isRecording()
        ? composedGradient(logits, targets, dlosses, labelSmoothing)
        : fusedGradient(logits, targets, dlosses, labelSmoothing),
    isFloat(targets.dtype)
      ? () =>
          logits
            .logSoftmax()
            .mul(dlosses.expandDims(-1))
            .mul(labelSmoothing - 1)
      : null,
  ],
});

function fusedGradient(logits: Tensor, targets: Tensor, dlosses: Tensor, labelSmoothing: number): Tensor {
  const [dlogits] = run(
    'softmaxCrossEntropyGradient',
    [logits, targets, dlosses],
    [{ shape: logits.shape, dtype: logits.dtype }],
    { ...matrixOf(logits), labelSmoothing },
  );
  return dlogits;
}

function composedGradient(logits: Tensor, targets: Tensor, dlosses: Tensor, labelSmoothing: number): Tensor {
  const { columns } = matrixOf(logits);
  const distributions = isFloat(targets.dtype) ? targets : targets.oneHot(columns, { dtype: logits.dtype });
  const t = distributions.mul(1 - labelSmoothing).add(labelSmoothing / columns);
  const p = logits.softmax();
  return p
    .mul(t.sum(-1, { keepDims: true }))
    .sub(t)
    .mul(dlosses.expandDims(-1));
}

function labelTensor(logits: Tensor, labels: ArrayLike<number>): Tensor {
  const classes = logits.shape[logits.rank - 1];
  for (let i = 0; i < labels.length; i++) {
    if (!Number.isInteger(labels[i]) || labels[i] < 0 || labels[i] >= classes) {
      throw new HandgradError(
        `softmaxCrossEntropy: label ${labels[i]} at position ${i} is no class (expected whole numbers from 0 to ${classes - 1}, ` +
          `logits ${shapeText(logits.shape)})`,
      );
    }
  }
  return tensor(Int32Array.from(labels), { dtype: 'int32', backend: logits.device as Backend });
}

function checkOperands(logits: Tensor, targets: Tensor, labelSmoothing: number): void {
  commonFloatDtype('softmaxCrossEntropy', { logits });
  const rows = logits.shape.slice(0, -1);
  const areLabels = targets.dtype === 'int32';
  if (logits.rank === 0 || !sameShape(targets.shape, areLabels ? rows : logits.shape)) {
    throw new HandgradError(
      `softmaxCrossEntropy: logits ${shapeText(logits.shape)} need int32 labels ${shapeText(rows)} or distributions ` +
        `${shapeText(logits.shape)}, found ${targets.dtype} ${shapeText(targets.shape)}`,
    );
  }
  if (!areLabels) commonFloatDtype('softmaxCrossEntropy', { logits, targets });
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new HandgradError(`softmaxCrossEntropy: labelSmoothing is ${labelSmoothing}, expected 0 to 1`);
  }
}

/** The logits as the kernels see them: the last axis is the classes, all others are rows. */
function matrixOf(logits: Tensor): { rows: number; columns: number } {
  const columns = logits.shape[logits.rank - 1];
  return { rows: logits.size / columns, columns };
}
