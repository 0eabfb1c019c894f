import { gradients } from '../autograd/backward.js';
import type { StepValue } from '../backend/program/per-step.js';
import type { CallContext } from '../nn/layer.js';
import type { Model } from '../nn/model.js';
import { regularizationLoss } from '../nn/penalty.js';
import type { Optimizer } from '../optim/optimizer.js';
import type { Seed } from '../tensor/random.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Batch } from './examples.js';

/** Loss of a batch: outputs [n, ...], targets as the examples give them; a scalar, the mean over the batch. */
export type Loss = (outputs: Tensor, targets: Tensor) => Tensor;

/** Called with the name and value of everything a step computes, in order; used to find where a NaN came from. */
export type Observer = (what: string, value: Tensor) => void;

/** One step's ingredients. */
export interface TrainStep {
  /** What learns: its parameters are changed in place. */
  readonly model: Model;
  /** What changes them. */
  readonly optimizer: Optimizer;
  /** What is to become small. */
  readonly loss: Loss;
  /** Of what dropout drops. */
  readonly seed: Seed;
  /** Steps before this one, which dropout's masks are a function of. */
  readonly step: StepValue<number>;
  /** Called with every value that the step computes. Default: nobody looks. */
  readonly observe?: Observer | undefined;
}

/**
 * Forward, backward, update: what all training consists of. Call it inside `tidy`; it returns the mean loss (with penalties) and
 * the model's outputs.
 */
export function trainStep(
  step: TrainStep,
  batch: Batch,
): {
  /** A scalar: the mean over the batch, with penalties. */
  loss: Tensor;
  /** [n, ...outputShape], before a closing softmax. */
  outputs: Tensor;
} {
  const result = launchTrainStep(step, batch);
  step.optimizer.advance();
  return result;
}

/**
 * The launches of `trainStep`, without the optimiser's counting. Launches kernels only and reads nothing back, so that a
 * recorder can turn the same function into a program to be replayed.
 */
export function launchTrainStep(step: TrainStep, batch: Batch): { loss: Tensor; outputs: Tensor } {
  const { model, optimizer, observe } = step;
  observe?.('the input batch', batch.inputs);
  const seeLayer: LayerObserver | undefined =
    observe && ((layer, output) => observe(`the output of ${layer.name}`, output));
  const { total, outputs } = lossOfBatch(step, batch, seeLayer);
  observe?.('the loss', total);

  const { trainable } = model;
  const found = gradients(
    total,
    trainable.map((parameter) => parameter.value),
  );
  trainable.forEach((parameter, i) => observe?.(`the gradient of ${parameter.name}`, found[i]));

  optimizer.update(trainable, found);
  trainable.forEach((parameter) => observe?.(`${parameter.name} after the update`, parameter.value));
  return { loss: total, outputs };
}

type LayerObserver = NonNullable<CallContext['observe']>;

/** The forward pass of a step: the model's outputs in training, and the mean loss with the penalties. */
export function lossOfBatch(
  { model, loss, seed, step }: Omit<TrainStep, 'optimizer' | 'observe'>,
  { inputs, targets }: Batch,
  observe?: LayerObserver,
): { total: Tensor; outputs: Tensor } {
  const outputs = model.forward(inputs, { training: true, seed, step, observe });
  const dataLoss = loss(outputs, targets);
  const penalty = regularizationLoss(model);
  return { total: penalty ? dataLoss.add(penalty) : dataLoss, outputs };
}
