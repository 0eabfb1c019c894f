import { noGrad } from '../autograd/recording.js';
import type { Model } from '../nn/model.js';
import { regularizationLoss } from '../nn/penalty.js';
import { tidy } from '../tensor/lifetime.js';
import { EventLoopPause } from './event-loop-pause.js';
import { checkExamples, DeviceExamples, type Examples } from './examples.js';
import { accuracy, type Metric } from './metric.js';
import { Totals, type Means } from './totals.js';
import type { Loss } from './train-step.js';

/**
 * Examples per inference batch. Only memory and speed depend on it (means are over examples): 1,000 keeps a GPU busy and the
 * activations of the notebooks' widest convolution below 100 MB.
 */
export const INFERENCE_BATCH_SIZE = 1000;

/** What is measured. */
export interface EvaluateOptions {
  readonly loss: Loss;
  /** Default: accuracy. */
  readonly metrics?: readonly Metric[];
  /** Default 1,000. */
  readonly batchSize?: number;
}

/** Mean loss (penalties included, as in training) and metrics of a model on examples, in inference mode. */
export async function evaluate(model: Model, examples: Examples, options: EvaluateOptions): Promise<Means> {
  checkExamples('evaluate', examples);
  const data = new DeviceExamples(examples, model);
  try {
    return await evaluateOnDevice(model, data, options);
  } finally {
    data.dispose();
  }
}

/** As `evaluate`, for examples that are on the device already. */
export async function evaluateOnDevice(
  model: Model,
  data: DeviceExamples,
  {
    loss,
    metrics = [accuracy],
    batchSize = INFERENCE_BATCH_SIZE,
    pause = new EventLoopPause(),
  }: EvaluateOptions & { pause?: EventLoopPause },
): Promise<Means> {
  const totals = new Totals(metrics, model.backend);
  const order = data.order(null);
  try {
    for (let begin = 0; begin < data.count; begin += batchSize) {
      noGrad(() =>
        tidy(() => {
          const { inputs, targets } = data.batch(order, begin, Math.min(batchSize, data.count - begin));
          const outputs = model.forward(inputs, { training: false });
          const dataLoss = loss(outputs, targets);
          const penalty = regularizationLoss(model);
          totals.add(penalty ? dataLoss.add(penalty) : dataLoss, outputs, targets);
        }),
      );
      await pause.whenDue();
    }
    return await totals.means();
  } finally {
    totals.dispose();
    order.dispose();
  }
}
