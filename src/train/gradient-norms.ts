import { gradients } from '../autograd/backward.js';
import type { BuiltLayer } from '../nn/layer.js';
import type { Model } from '../nn/model.js';
import { regularizationLoss } from '../nn/penalty.js';
import { tidy } from '../tensor/lifetime.js';
import type { Seed } from '../tensor/random.js';
import type { Tensor } from '../tensor/tensor.js';
import { ParameterSnapshot } from './callbacks/parameter-snapshot.js';
import type { Batch } from './examples.js';
import type { Loss } from './train-step.js';

/** The pass of which gradients are measured. */
export interface GradientPass {
  /** As in training, penalties are added to it. */
  readonly loss: Loss;
  /** Decides, with `step`, what dropout drops. */
  readonly seed: Seed;
  /** Steps before this one. */
  readonly step: number;
}

/** The layers of a model that learn, in its order. */
export function learningLayers({ layers }: Model): BuiltLayer[] {
  return layers.filter(({ parameters }) => parameters.some(({ trainable }) => trainable));
}

/**
 * How large the gradient of the loss is in each layer that learns: the Euclidean norm over all of the layer's trainable
 * parameters, sqrt(sum g^2), summed in float64 on the host. Where it shrinks from the last layer to the first by orders of
 * magnitude, the gradient vanishes and the first layers hardly learn (Bengio, Simard & Frasconi 1994; Glorot & Bengio 2010,
 * section 4.3).
 *
 * One forward and one backward pass in training mode without an update: the model is afterwards what it was before, moving
 * statistics included.
 * @returns a norm for each of `learningLayers(model)`.
 */
export async function layerGradientNorms(model: Model, batch: Batch, pass: GradientPass): Promise<number[]> {
  const { trainable } = model;
  const found = gradientsWithoutUpdate(model, batch, pass);
  try {
    const values = await Promise.all(found.map((gradient) => gradient.data()));
    const squares = new Map(trainable.map((parameter, i) => [parameter, sumOfSquares(values[i])]));
    return learningLayers(model).map(({ parameters }) =>
      Math.sqrt(parameters.reduce((sum, parameter) => sum + (squares.get(parameter) ?? 0), 0)),
    );
  } finally {
    for (const gradient of found) gradient.dispose();
  }
}

function gradientsWithoutUpdate(
  model: Model,
  { inputs, targets }: Batch,
  { loss, seed, step }: GradientPass,
): Tensor[] {
  const { trainable } = model;
  const statistics = model.parameters.filter((parameter) => !parameter.trainable);
  const before = new ParameterSnapshot();
  before.take(statistics);
  try {
    return tidy(() => {
      const dataLoss = loss(model.forward(inputs, { training: true, seed, step }), targets);
      const penalty = regularizationLoss(model);
      const parameters = trainable.map(({ value }) => value);
      return gradients(penalty ? dataLoss.add(penalty) : dataLoss, parameters);
    });
  } finally {
    before.restore(statistics);
    before.dispose();
  }
}

function sumOfSquares(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}
