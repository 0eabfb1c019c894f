import { trace, type TraceOptions } from '../autograd/trace/trace.js';
import type { Trace } from '../autograd/trace/traced.js';
import type { Model } from '../nn/model.js';
import { readParameters, writeParameters } from '../nn/parameter.js';
import type { Seed } from '../tensor/random.js';
import type { Tensor } from '../tensor/tensor.js';
import { checkExamples, DeviceExamples, type Examples } from './examples.js';
import { lossOfBatch, type Loss } from './train-step.js';

/** What `traceStep` is told beside the model and the examples. */
export interface TraceStepOptions extends Pick<TraceOptions, 'check' | 'elementsChecked'> {
  /** What the step would descend, without penalties, which are added to it. */
  readonly loss: Loss;
  /** Of dropout. Default: the model's. */
  readonly seed?: Seed;
}

/**
 * The trace of a training step without its update: all examples as one batch, through the model in training, to the loss with its
 * penalties. Parameters have their names, `dense/kernel`; what a layer gives has the layer's; the input is `images` where it is
 * pictures, else `inputs`.
 *
 *     const { steps } = await traceStep(model, exampleRange(examples, 0, 2), { loss: softmaxCrossEntropy });
 *
 * The check needs a model in float64 (`trace`). The model is left as it was, moving statistics included.
 * @throws {HandgradError} when the examples do not fit the model.
 */
export async function traceStep(
  model: Model,
  examples: Examples,
  { loss, seed = model.seed, ...options }: TraceStepOptions,
): Promise<Trace> {
  checkExamples('traceStep', examples);
  const data = new DeviceExamples(examples, model);
  const { inputs, targets } = data.batch(data.order(null), 0, data.count);
  const names = new WeakMap<Tensor, string>(model.parameters.map(({ value, name }) => [value, name]));
  const before = await readParameters(model.parameters);
  const step = (batch: Tensor, labels: Tensor) =>
    lossOfBatch({ model, loss, seed, step: 0 }, { inputs: batch, targets: labels }, ({ name }, output) => {
      // A layer may hand on what another gave; the first one names it.
      if (!names.has(output)) names.set(output, name);
    }).total;
  try {
    return await trace(step, [inputs, targets], {
      ...options,
      names: [model.inputShape.length === 3 ? 'images' : 'inputs', 'targets'],
      nameOf: (value) => names.get(value),
    });
  } finally {
    writeParameters(model.parameters, before);
    data.dispose();
  }
}
