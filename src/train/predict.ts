import { noGrad } from '../autograd/recording.js';
import type { Model, OutputActivation } from '../nn/model.js';
import { tidy } from '../tensor/lifetime.js';
import { sizeOf, type Shape } from '../tensor/shape.js';
import { INFERENCE_BATCH_SIZE } from './evaluate.js';
import { EventLoopPause } from './event-loop-pause.js';
import { checkExamples, DeviceExamples, type Examples } from './examples.js';

/** Outputs of a model, one row per input. */
export interface Predictions {
  /** [count, ...shape], row-major. */
  readonly values: Float32Array;
  /** Shape of one output. */
  readonly shape: Shape;
}

/**
 * A model's outputs for many inputs, in inference mode. `activation` is applied to what `forward` gives: by default the model's
 * own closing softmax, if it has one; 'softmax' makes probabilities of any classifier's logits, 'linear' gives the logits.
 */
export async function predict(
  model: Model,
  inputs: Pick<Examples, 'count' | 'inputs' | 'inputShape'>,
  options: { activation?: OutputActivation; batchSize?: number } = {},
): Promise<Predictions> {
  const { activation = model.outputActivation, batchSize = INFERENCE_BATCH_SIZE } = options;
  const examples: Examples = { ...inputs, targets: new Int32Array(inputs.count), targetShape: [] };
  checkExamples('predict', examples);
  const data = new DeviceExamples(examples, model);
  const order = data.order(null);
  const pause = new EventLoopPause();
  const values = new Float32Array(data.count * sizeOf(model.outputShape));
  try {
    for (let begin = 0; begin < data.count; begin += batchSize) {
      const size = Math.min(batchSize, data.count - begin);
      const outputs = noGrad(() =>
        tidy(() => {
          const raw = model.forward(data.batch(order, begin, size).inputs, { training: false });
          return activation === 'softmax' ? raw.softmax() : raw;
        }),
      );
      values.set(await outputs.data(), begin * sizeOf(model.outputShape));
      outputs.dispose();
      await pause.whenDue();
    }
    return { values, shape: model.outputShape };
  } finally {
    order.dispose();
    data.dispose();
  }
}

/** Index of the largest value of each row: the predicted classes. The first one where several are equal. */
export function predictedClasses({ values, shape }: Predictions): Int32Array {
  const width = sizeOf(shape);
  return Int32Array.from({ length: values.length / width }, (_, row) => {
    let best = 0;
    for (let column = 1; column < width; column++) {
      if (values[row * width + column] > values[row * width + best]) best = column;
    }
    return best;
  });
}
