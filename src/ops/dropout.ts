import { defineOperation, type Operation } from '../autograd/define-operation.js';
import type { KernelAttributes } from '../backend/kernels.js';
import { mapStepValue, type StepValue } from '../backend/program/per-step.js';
import { run } from '../backend/run.js';
import { checkStep, dropThreshold, seedWords, streamOf, type Seed, type Stream } from '../tensor/random.js';
import type { Tensor } from '../tensor/tensor.js';
import { commonFloatDtype } from './same-dtype.js';

/** Which elements dropout drops: all of it decides, so the same options drop the same elements, on every backend. */
export interface DropoutOptions {
  /** The share that is dropped: 0 <= rate < 1. */
  rate: number;
  /** Of the training: another seed drops other elements. */
  seed: Seed;
  /** A stream of its own for every place in a model that drops something. Default `dropout`. */
  stream?: string | Stream;
  /** The training step, 0 to 2^32 - 1: every step drops others. `perStep` where a recorded step is to ask for it. Default 0. */
  step?: StepValue<number>;
}

/**
 * Dropout (Srivastava et al. 2014), in its inverted form: an element is zero with probability `rate`, else x / (1 - rate), so
 * that the expected value is x and inference needs nothing.
 *
 *     dropout(x, { rate: 0.5, seed: 1, stream: 'dropout/dense_1', step })
 *
 * x: any shape, float; y: the same.
 * @throws {HandgradError} when the rate, the seed or the step is out of range.
 */
export function dropout(x: Tensor, { rate, seed, stream = 'dropout', step = 0 }: DropoutOptions): Tensor {
  commonFloatDtype('dropout', { input: x });
  dropThreshold(rate); // refuses a rate outside of [0, 1)
  const [seedLow, seedHigh] = seedWords(seed);
  const { low: streamLow, high: streamHigh } = typeof stream === 'string' ? streamOf(stream) : stream;
  const place = { rate, seedLow, seedHigh, streamLow, streamHigh };
  return dropoutOperation(
    [x],
    mapStepValue(step, (step) => ({ ...place, step: checkStep('dropout', step) })),
  );
}

/**
 * The operation itself: y[i] = keep[i] x[i] / (1 - rate), keep[i] = 1 or 0 by word i of a Philox stream (`KernelSignatures`).
 *
 *   dL/dx[i] = keep[i] dL/dy[i] / (1 - rate): the same operation on dy
 *
 * No mask is stored: the numbers are a function of their place, so the way back draws the same ones again.
 */
export const dropoutOperation: Operation<[x: Tensor], StepValue<KernelAttributes<'dropout'>>> = defineOperation(
  'dropout',
  {
    forward: ([x], attributes) => {
      const [y] = run('dropout', [x], [{ shape: x.shape, dtype: x.dtype }], attributes);
      return y;
    },
    backward: (dy, { attributes }) => [() => dropoutOperation([dy], attributes)],
  },
);
