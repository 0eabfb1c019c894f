import { adam, fit, predict, softmaxCrossEntropy } from '../src/index.js';
import type { Callback, Examples, Model, Optimizer } from '../src/index.js';
import type { TimedSteps } from './protocol.js';
import type { Workload } from './workloads.js';

/** Steps and how long they took together. */
export type StepTime = Pick<TimedSteps, 'milliseconds' | 'steps'>;

/** Runs a workload's steps again and again and says how long they take. */
export interface StepTimer {
  /** About `milliseconds` of steps, one or more, warmed up. */
  time(milliseconds: number): Promise<StepTime>;
  /** Ends what still waits to be continued. */
  close(): Promise<void>;
}

/** The most bytes of images that one epoch of a timed training holds. */
const LARGEST_EPOCH_BYTES = 256e6;
/** Steps of an epoch, unless they take very long. */
const FEWEST_STEPS = 10;
/** Epochs before any is timed: shaders are compiled, functions optimised, buffers allocated. */
const WARM_UP_EPOCHS = 2;

/** A timer of what users call: `fit` for training, `predict` for inference, so that it times whatever those have become. */
export function stepTimer(workload: Workload, model: Model, examples: Examples): StepTimer {
  return workload.task === 'training'
    ? new TrainingTimer(workload, model, examples)
    : inferenceTimer(workload, model, examples);
}

/** A workload's optimiser. */
export function workloadOptimizer({ optimizer }: Workload): Optimizer {
  const { learningRate, beta1, beta2, epsilon } = optimizer;
  return adam({ learningRate, beta1, beta2, epsilon });
}

function inferenceTimer({ batch, batches }: Workload, model: Model, examples: Examples): StepTimer {
  const pass = async () => {
    const begin = performance.now();
    await predict(model, examples, { batchSize: batch, activation: 'linear' });
    return performance.now() - begin;
  };
  let isWarm = false;
  return {
    async time(target) {
      if (!isWarm) await pass();
      isWarm = true;
      let milliseconds = 0;
      let steps = 0;
      while (milliseconds < target) {
        milliseconds += await pass();
        steps += batches;
      }
      return { milliseconds, steps };
    },
    close: () => Promise.resolve(),
  };
}

/**
 * One `fit` that is halted between epochs: an epoch's record says how long its steps took, the last reading of the loss
 * included, so that a device has finished. What happens once per `fit` (upload, first launches) is in no time.
 */
class TrainingTimer implements StepTimer {
  private running: HaltedFit | null = null;

  constructor(
    private readonly workload: Workload,
    private readonly model: Model,
    private readonly examples: Examples,
  ) {}

  async time(target: number): Promise<StepTime> {
    this.running ??= await this.warmedUp(target);
    let milliseconds = 0;
    let steps = 0;
    while (milliseconds < target) {
      milliseconds += await this.running.nextEpoch();
      steps += this.running.steps;
    }
    return { milliseconds, steps };
  }

  async close(): Promise<void> {
    await this.running?.end();
    this.running = null;
  }

  /**
   * A training whose epochs are long enough to be timed, and to hide what is done once an epoch: half the target and ten steps,
   * or, where steps are slow, four times the target; if so many images are allowed.
   */
  private async warmedUp(target: number): Promise<HaltedFit> {
    const { batch } = this.workload;
    const batchBytes = (this.examples.inputs.byteLength / this.examples.count) * batch;
    const mostSteps = Math.max(1, Math.floor(LARGEST_EPOCH_BYTES / batchBytes));
    let steps = 1;
    for (;;) {
      const run = new HaltedFit(this.workload, this.model, repeated(this.examples, steps * batch), steps);
      let milliseconds = 0;
      for (let epoch = 0; epoch < WARM_UP_EPOCHS; epoch++) milliseconds = await run.nextEpoch();
      const isLong = milliseconds >= 4 * target || (milliseconds >= target / 2 && steps >= FEWEST_STEPS);
      if (isLong || steps === mostSteps) return run;
      await run.end();
      const wanted = Math.ceil((steps * target) / Math.max(milliseconds, 0.01));
      steps = Math.min(mostSteps, Math.max(2 * steps, Math.min(wanted, 64 * steps)));
    }
  }
}

/** A training without end that runs one epoch whenever it is told to. */
class HaltedFit {
  private report: (milliseconds: number) => void = () => undefined;
  private proceed: () => void = () => undefined;
  private readonly finished: Promise<unknown>;
  private isEnding = false;

  constructor(
    workload: Workload,
    model: Model,
    examples: Examples,
    /** Per epoch. */
    readonly steps: number,
  ) {
    const begun = new Promise<void>((resolve) => (this.proceed = resolve));
    const halt: Callback = {
      name: 'halt',
      onTrainBegin: () => begun,
      onEpochEnd: async (training, { seconds }) => {
        const told = new Promise<void>((resolve) => (this.proceed = resolve));
        this.report(seconds * 1000);
        await told;
        if (this.isEnding) training.stop('measured');
      },
    };
    this.finished = fit(model, examples, {
      epochs: Number.MAX_SAFE_INTEGER,
      batchSize: workload.batch,
      optimizer: workloadOptimizer(workload),
      loss: softmaxCrossEntropy,
      metrics: [],
      shuffle: false,
      callbacks: [halt],
    });
  }

  /** Milliseconds of the next epoch. @throws what the training throws. */
  nextEpoch(): Promise<number> {
    const measured = new Promise<number>((resolve) => (this.report = resolve));
    this.proceed();
    return Promise.race([measured, this.finished.then(() => Promise.reject(new Error('the training has ended')))]);
  }

  /** After at least one epoch. */
  async end(): Promise<void> {
    this.isEnding = true;
    this.proceed();
    await this.finished;
  }
}

/** `count` examples: the given ones over and over. */
function repeated(examples: Examples, count: number): Examples {
  const inputSize = examples.inputs.length / examples.count;
  const inputs = new Uint8Array(count * inputSize);
  const targets = new Int32Array(count);
  for (let i = 0; i < count; i += examples.count) {
    const taken = Math.min(examples.count, count - i);
    inputs.set(examples.inputs.subarray(0, taken * inputSize), i * inputSize);
    targets.set(examples.targets.subarray(0, taken), i);
  }
  return { ...examples, count, inputs, targets };
}
