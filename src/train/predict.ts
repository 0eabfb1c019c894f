import { noGrad } from '../autograd/recording.js';
import { perStep } from '../backend/program/per-step.js';
import type { Model, OutputActivation } from '../nn/model.js';
import { sizeOf, type Shape } from '../tensor/shape.js';
import { INFERENCE_BATCH_SIZE } from './evaluate.js';
import { zeros } from '../ops/create.js';
import { overwriteBeginning } from './copy-tensor.js';
import { checkExamples, DeviceExamples, type Examples } from './examples.js';
import { StepRunner } from './step-runner.js';

/** Outputs of a model, one row per input. */
export interface Predictions {
  /** [count, ...shape], row-major. */
  readonly values: Float32Array;
  /** Shape of one output. */
  readonly shape: Shape;
}

/** How `predict` goes through its inputs, and what it gives of them. */
export interface PredictOptions {
  /** What is applied to what `forward` gives. Default: the model's own closing softmax, if it has one. */
  readonly activation?: OutputActivation;
  /** Default 1,000. */
  readonly batchSize?: number;
  /** Record the work on a batch once and replay it for the others, to the same bits. Default true. See `FitOptions.capture`. */
  readonly capture?: boolean;
}

/**
 * A model's outputs for many inputs, in inference mode. `activation`: 'softmax' makes probabilities of any classifier's logits,
 * 'linear' gives the logits.
 */
export async function predict(
  model: Model,
  inputs: Pick<Examples, 'count' | 'inputs' | 'inputShape'>,
  options: PredictOptions = {},
): Promise<Predictions> {
  const { activation = model.outputActivation, batchSize = INFERENCE_BATCH_SIZE, capture = true } = options;
  const { backend, dtype, outputShape } = model;
  const examples: Examples = { ...inputs, targets: new Int32Array(inputs.count), targetShape: [] };
  checkExamples('predict', examples);
  const data = new DeviceExamples(examples, model);
  const order = data.order(null);
  const outputs = zeros([Math.min(batchSize, data.count), ...outputShape], { dtype, backend });
  let begin = 0;
  const launch = (size: number) => {
    const { inputs } = data.batch(
      order,
      perStep(() => begin),
      size,
    );
    const raw = model.forward(inputs, { training: false });
    overwriteBeginning(outputs, activation === 'softmax' ? raw.softmax() : raw);
  };
  const runner = new StepRunner({
    backend,
    capture,
    launch: (size) => noGrad(() => launch(size)),
    advance: (size) => void (begin += size),
  });
  const width = sizeOf(outputShape);
  const values = new Float32Array(data.count * width);
  try {
    while (begin < data.count) {
      const [first, size] = [begin, Math.min(batchSize, data.count - begin)];
      runner.run(size, 1);
      values.set((await outputs.data()).subarray(0, size * width), first * width);
    }
    return { values, shape: outputShape };
  } finally {
    for (const owned of [runner, outputs, order, data]) owned.dispose();
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
