import { HandgradError } from '../tensor/error.js';
import type { Tensor } from '../tensor/tensor.js';

/** A measure that is a mean over examples, computed on the device, batch by batch. */
export interface Metric {
  /** As it appears in logs and histories: `accuracy`. */
  readonly name: string;
  /** Its sum over the batch, as a float32 scalar. outputs: [n, classes]; targets: [n] int32 or [n, classes]. */
  total(outputs: Tensor, targets: Tensor): Tensor;
}

/** Share of examples whose largest output is at the label (or at the largest entry of a target distribution). */
export const accuracy: Metric = {
  name: 'accuracy',
  total: (outputs, targets) => outputs.argMax(-1).equal(labelsOf(targets)).sum(),
};

/**
 * Share of examples whose label is among the k largest outputs (ties count in its favour).
 * @throws {HandgradError} unless k is a whole number of at least 1.
 */
export function topKAccuracy(k: number): Metric {
  if (!Number.isSafeInteger(k) || k < 1) {
    throw new HandgradError(`topKAccuracy: k is ${k}, expected a whole number of at least 1`);
  }
  return {
    name: `top${k}Accuracy`,
    total(outputs, targets) {
      const classes = outputs.shape[outputs.rank - 1];
      const atLabel = outputs.mul(labelsOf(targets).oneHot(classes)).sum(-1, { keepDims: true });
      return outputs.greater(atLabel).sum(-1).less(k).sum();
    },
  };
}

function labelsOf(targets: Tensor): Tensor {
  return targets.rank === 1 ? targets : targets.argMax(-1);
}
