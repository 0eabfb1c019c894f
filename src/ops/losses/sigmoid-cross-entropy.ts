import { defineOperation } from '../../autograd/define-operation.js';
import type { Tensor } from '../../tensor/tensor.js';
import { checkSameShape } from './same-shape.js';

/**
 * Cross-entropy of independent yes/no decisions: the mean over all elements of -t log p - (1 - t) log(1 - p), p = sigmoid(logit).
 *
 * logits, targets (probabilities, 0 to 1): one shape, any; the result: a scalar.
 * @throws {HandgradError} when the shapes or dtypes differ.
 */
export function sigmoidCrossEntropy(logits: Tensor, targets: Tensor): Tensor {
  checkSameShape('sigmoidCrossEntropy', logits, targets);
  return sigmoidCrossEntropyOperation([logits, targets], {}).mean();
}

/**
 * The loss of every element by itself, in a form that neither overflows nor cancels. With x a logit and t its target,
 * -log p = softplus(-x) and -log(1 - p) = x + softplus(-x), so
 *
 *   loss = (1 - t) x + softplus(-x) = max(x, 0) - x t + softplus(-|x|)
 *
 *   dL/dx = dL/dloss (sigmoid(x) - t)        dL/dt = -dL/dloss x
 *
 * The derivative is written out because that of the last form is wrong at x = 0, where max and |x| have corners that cancel.
 */
export const sigmoidCrossEntropyOperation = defineOperation<[logits: Tensor, targets: Tensor]>('sigmoidCrossEntropy', {
  forward: ([x, t]) => x.relu().sub(x.mul(t)).add(x.abs().neg().softplus()),
  backward: (dlosses, { inputs: [x, t] }) => [() => dlosses.mul(x.sigmoid().sub(t)), () => dlosses.mul(x).neg()],
});
