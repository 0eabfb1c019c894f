import { noGrad } from '../autograd/recording.js';
import { perStep } from '../backend/program/per-step.js';
import type { Model } from '../nn/model.js';
import { regularizationLoss } from '../nn/penalty.js';
import type { Tensor } from '../tensor/tensor.js';
import { checkExamples, DeviceExamples, equalBatches, type Examples } from './examples.js';
import { accuracy, type Metric } from './metric.js';
import { Pace } from './pace.js';
import { StepRunner } from './step-runner.js';
import { Totals, type Means } from './totals.js';
import type { Loss } from './train-step.js';

/**
 * Examples per inference batch. Only memory and speed depend on it (means are over examples): 1,000 keeps a GPU busy and the
 * activations of the notebooks' widest convolution below 100 MB.
 */
export const INFERENCE_BATCH_SIZE = 1000;

/** What is measured. */
export interface EvaluateOptions {
  /** Mean loss of a batch, as `softmaxCrossEntropy`. */
  readonly loss: Loss;
  /** Add what the weights are priced at, as in training. Default true. */
  readonly penalties?: boolean;
  /** Default: accuracy. */
  readonly metrics?: readonly Metric[];
  /** Default 1,000. */
  readonly batchSize?: number;
  /** Record the work on a batch once and replay it for the others, to the same bits. Default true. See `FitOptions.capture`. */
  readonly capture?: boolean;
}

/** Mean loss and metrics of a model on examples, in inference mode. */
export async function evaluate(model: Model, examples: Examples, options: EvaluateOptions): Promise<Means> {
  checkExamples('evaluate', examples);
  const data = new DeviceExamples(examples, model);
  const evaluation = new Evaluation(model, data, options);
  try {
    return await evaluation.means();
  } finally {
    evaluation.dispose();
    data.dispose();
  }
}

/** `evaluate` for examples that are on the device already, as often as it is asked for: what is recorded once serves every time. */
export class Evaluation {
  private readonly batchSize: number;
  private readonly totals: Totals;
  private readonly order: Tensor;
  private readonly runner: StepRunner;
  private readonly pace: Pace;
  private begin = 0;

  constructor(
    private readonly model: Model,
    private readonly data: DeviceExamples,
    private readonly options: EvaluateOptions,
  ) {
    const { backend } = model;
    const { metrics = [accuracy], batchSize = INFERENCE_BATCH_SIZE, capture = true } = options;
    this.batchSize = batchSize;
    this.totals = new Totals(metrics, backend);
    this.order = data.order(null);
    this.pace = new Pace(backend);
    this.runner = new StepRunner({
      backend,
      capture,
      launch: (size) => noGrad(() => this.launch(size)),
      advance: (size) => {
        this.begin += size;
        this.totals.count += size;
      },
    });
  }

  /** Measures the model as it is now. */
  async means(): Promise<Means> {
    this.totals.reset();
    this.begin = 0;
    this.pace.restart();
    while (this.begin < this.data.count) {
      const { size, count } = equalBatches(this.begin, this.data.count, this.batchSize);
      const steps = Math.min(count, this.pace.steps);
      this.runner.run(size, steps);
      await this.pace.afterSteps(steps);
    }
    return this.totals.means();
  }

  dispose(): void {
    for (const owned of [this.runner, this.totals, this.order]) owned.dispose();
  }

  private launch(size: number): void {
    const { inputs, targets } = this.data.batch(
      this.order,
      perStep(() => this.begin),
      size,
    );
    const outputs = this.model.forward(inputs, { training: false });
    const dataLoss = this.options.loss(outputs, targets);
    const penalty = this.options.penalties === false ? null : regularizationLoss(this.model);
    this.totals.add(penalty ? dataLoss.add(penalty) : dataLoss, outputs, targets);
  }
}
