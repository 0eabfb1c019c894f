import { defineOperation } from '../autograd/define-operation.js';
import { isRecording } from '../autograd/recording.js';
import { run, runInPlace } from '../backend/run.js';
import { HandgradError } from '../tensor/error.js';
import { shapeText, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { commonFloatDtype } from './same-dtype.js';
import { standardize, standardizeGradient } from './standardization.js';

/** Mean and biased variance of each channel: [C] each. */
export interface Moments {
  /** [C] */
  readonly mean: Tensor;
  /** [C], biased. */
  readonly variance: Tensor;
}

/** What batch normalisation in training is given beside x, gamma and beta. */
export interface BatchNormAttributes extends Moments {
  /** Added to the variance, so that a constant channel divides by no zero. */
  readonly epsilon: number;
}

/**
 * Batch normalisation with the batch's own moments (Ioffe and Szegedy 2015, algorithm 1): every channel gets mean beta and
 * standard deviation gamma.
 *
 * x: [..., C], two axes or more; gamma, beta: [C]; y: x's shape. epsilon: default 1e-3 (Keras).
 * @throws {HandgradError} when shapes or dtypes do not fit together.
 */
export function batchNorm(x: Tensor, gamma: Tensor, beta: Tensor, { epsilon = 1e-3 } = {}): Tensor {
  return batchNormTraining([x, gamma, beta], { ...channelMoments(x), epsilon });
}

/**
 * Mean and biased variance of each channel, over all axes but the last. Not on the tape: `batchNormTraining` knows that they
 * are functions of x, and moving statistics are not learnt.
 *
 * x: [..., C], two axes or more.
 */
export function channelMoments(x: Tensor): Moments {
  commonFloatDtype('channelMoments', { input: x });
  const rowsAndChannels = matrixOf('channelMoments', x);
  const channel = { shape: [rowsAndChannels.channels], dtype: x.dtype };
  const [mean, variance] = run('moments', [x], [channel, channel], rowsAndChannels);
  return { mean, variance };
}

/**
 * Batch normalisation in training. mean and variance have to be x's own (`channelMoments`): they are given, not computed here,
 * because the layer needs them for its moving statistics too.
 *
 *   r[c] = 1 / sqrt(variance[c] + epsilon)      n = (x - mean) r      y = gamma n + beta
 *
 *   dL/dbeta  = sum of dy          over all axes but the last
 *   dL/dgamma = sum of dy n        likewise
 *   dL/dx     = r (dn - mean(dn) - n mean(dn n)), dn = gamma dy      (derived in standardization.ts)
 *
 * One kernel computes all three. Where the derivative itself is to be differentiated it is written with operations instead.
 */
export const batchNormTraining = defineOperation<[x: Tensor, gamma: Tensor, beta: Tensor], BatchNormAttributes>(
  'batchNormTraining',
  {
    forward: ([x, gamma, beta], { mean, variance, epsilon }) =>
      normalize('batchNormTraining', [x, mean, variance, gamma, beta], epsilon),
    backward: (dy, { inputs: [x, gamma], attributes }) =>
      isRecording() ? composedGradients(dy, x, gamma, attributes.epsilon) : fusedGradients(dy, x, gamma, attributes),
  },
);

/**
 * Batch normalisation in inference: the same formula with statistics gathered in training, which do not depend on x.
 *
 *   r[c] = 1 / sqrt(variance[c] + epsilon)      n = (x - mean) r      y = gamma n + beta
 *
 *   dL/dx = dy gamma r      dL/dgamma = sum of dy n      dL/dbeta = sum of dy      (sums over all axes but the last)
 *   dL/dmean = -sum of dy gamma r        dL/dvariance = -1/2 sum of dy gamma n r^2
 *
 * x: [..., C]; mean, variance, gamma, beta: [C]; y: x's shape. The driver of the tape sums what was broadcast.
 */
export const batchNormInference = defineOperation<
  [x: Tensor, mean: Tensor, variance: Tensor, gamma: Tensor, beta: Tensor],
  {
    /** Added to the variance. */
    epsilon: number;
  }
>('batchNormInference', {
  forward: (inputs, { epsilon }) => normalize('batchNormInference', inputs, epsilon),
  backward: (dy, { inputs: [x, mean, variance, gamma], attributes: { epsilon } }) => {
    const r = variance.add(epsilon).sqrt().reciprocal();
    const n = x.sub(mean).mul(r);
    const dx = dy.mul(gamma.mul(r));
    return [() => dx, () => dx.neg(), () => dx.mul(n).mul(r).mul(-0.5), () => dy.mul(n), () => dy];
  },
});

/**
 * moving = moving * momentum + value * (1 - momentum), in place: how a layer keeps statistics for inference (Keras; momentum
 * 0.99 by default there). Both of one shape.
 */
export function movingAverage(moving: Tensor, value: Tensor, momentum: number): void {
  if (!(momentum >= 0 && momentum <= 1)) {
    throw new HandgradError(`movingAverage: momentum is ${momentum}, expected 0 to 1`);
  }
  checkShapeOf('movingAverage', 'value', value, moving.shape);
  runInPlace('movingAverage', [value], [moving], { momentum });
}

function normalize(
  operation: string,
  [x, mean, variance, gamma, beta]: readonly [Tensor, Tensor, Tensor, Tensor, Tensor],
  epsilon: number,
): Tensor {
  commonFloatDtype(operation, { input: x, mean, variance, gamma, beta });
  const rowsAndChannels = matrixOf(operation, x);
  for (const [name, parameter] of Object.entries({ mean, variance, gamma, beta })) {
    checkShapeOf(operation, name, parameter, [rowsAndChannels.channels]);
  }
  if (!(epsilon > 0)) throw new HandgradError(`${operation}: epsilon is ${epsilon}, expected a positive number`);
  const [y] = run('batchNormalize', [x, mean, variance, gamma, beta], [{ shape: x.shape, dtype: x.dtype }], {
    ...rowsAndChannels,
    epsilon,
  });
  return y;
}

function fusedGradients(dy: Tensor, x: Tensor, gamma: Tensor, { mean, variance, epsilon }: BatchNormAttributes) {
  const all = once(() =>
    run(
      'batchNormGradient',
      [dy, x, mean, variance, gamma],
      [x, gamma, gamma].map(({ shape, dtype }) => ({ shape, dtype })) as [Like, Like, Like],
      { ...matrixOf('batchNormTraining', x), epsilon },
    ),
  );
  return [() => all()[0], () => all()[1], () => all()[2]] as const;
}

function composedGradients(dy: Tensor, x: Tensor, gamma: Tensor, epsilon: number) {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const standardized = standardize(x, axes, epsilon);
  return [
    () => standardizeGradient(dy.mul(gamma), standardized, axes),
    () => dy.mul(standardized.n),
    () => dy,
  ] as const;
}

type Like = Pick<Tensor, 'shape' | 'dtype'>;

function once<T>(compute: () => T): () => T {
  let result: { value: T } | null = null;
  return () => (result ??= { value: compute() }).value;
}

/** x as the kernels see it: every axis but the last is rows. */
function matrixOf(operation: string, x: Tensor): { rows: number; channels: number } {
  if (x.rank < 2) {
    throw new HandgradError(
      `${operation}: the input needs the axes [..., channels], two or more, found ${shapeText(x.shape)}`,
    );
  }
  const channels = x.shape[x.rank - 1];
  return { rows: x.size / channels, channels };
}

function checkShapeOf(operation: string, name: string, parameter: Tensor, shape: Shape): void {
  if (shapeText(parameter.shape) !== shapeText(shape)) {
    throw new HandgradError(
      `${operation}: ${name} needs shape ${shapeText(shape)}, found ${shapeText(parameter.shape)}`,
    );
  }
}
