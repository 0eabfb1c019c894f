import { permutation, type Seed } from '../../tensor/random.js';
import type { Callback, TrainingView } from '../callback.js';
import { DeviceExamples, exampleSubset, type Batch, type Examples } from '../examples.js';
import { layerGradientNorms, learningLayers } from '../gradient-norms.js';
import type { Loss } from '../train-step.js';
import { ResumableState } from './resumable-state.js';

/** The gradients at one moment of a training. */
export interface GradientNormRecord {
  /** Steps taken before. */
  readonly step: number;
  /** Passes over the training examples before: 0.5 in the middle of the first epoch. */
  readonly epoch: number;
  /** The norm of each layer that learns, by its name, first layer first. */
  readonly norms: Readonly<Record<string, number>>;
}

/** What `recordGradientNorms` measures, and where it goes. */
export interface GradientNormOptions {
  /** What is trained on. */
  readonly examples: Examples;
  /** Of the training; penalties are added to it. */
  readonly loss: Loss;
  /** Of the training: chooses the images that are measured on, and what dropout drops. */
  readonly seed: Seed;
  /** Called with all records so far when the training begins, after each epoch, and when it ends. */
  readonly write: (records: readonly GradientNormRecord[]) => Promise<void>;
}

/** Measured on so many images, always the same ones, drawn from the training images: another batch would be another curve. */
const IMAGES = 128;
/** Enough to see a curve within the first epoch, and of hundreds of steps so few that they do not count. */
const TIMES_PER_EPOCH = 4;

/**
 * Records how large the gradient is in each layer: before the training, and four times per epoch (`layerGradientNorms`). Weights and
 * everything else that a training depends on stay as they are, so it ends with the same bits with and without this.
 */
export function recordGradientNorms({ examples, loss, seed, write }: GradientNormOptions): Callback {
  const name = 'recordGradientNorms';
  const state = new ResumableState<{ records: readonly GradientNormRecord[] }>({ records: [] });
  let every = 1;
  let fixed: FixedBatch | null = null;

  const measure = async (training: TrainingView) => {
    const { model, epoch, batch, batches } = training;
    fixed ??= new FixedBatch(examples, seed, training);
    const step = epoch * batches + batch;
    const norms = await layerGradientNorms(model, fixed.batch, { loss, seed, step });
    const names = learningLayers(model).map((layer) => layer.name);
    const record = {
      step,
      epoch: step / batches,
      norms: Object.fromEntries(names.map((layer, i) => [layer, norms[i]])),
    };
    state.values = { records: [...state.values.records, record] };
  };

  return {
    name,
    get onStepEndEvery() {
      return every;
    },
    async onTrainBegin(training) {
      every = Math.max(1, Math.round(training.batches / TIMES_PER_EPOCH));
      if (state.begin()) await measure(training);
      await write(state.values.records);
    },
    async onStepEnd(training) {
      const step = training.epoch * training.batches + training.batch;
      if (step % every === 0) await measure(training);
    },
    onEpochEnd: () => write(state.values.records),
    async onTrainEnd() {
      fixed?.dispose();
      fixed = null;
      await write(state.values.records);
    },
    save: () => ({ values: state.save() }),
    load: ({ values }) => state.load(values),
  };
}

/** Some examples on the device. */
class FixedBatch {
  readonly batch: Batch;
  private readonly held: readonly { dispose(): void }[];

  constructor(examples: Examples, seed: Seed, { model }: TrainingView) {
    const count = Math.min(IMAGES, examples.count);
    const chosen = permutation(seed, 'gradientNorms', examples.count).slice(0, count);
    const data = new DeviceExamples(exampleSubset(examples, chosen), model);
    const order = data.order(null);
    this.batch = data.batch(order, 0, count);
    this.held = [this.batch.inputs, this.batch.targets, order, data];
  }

  dispose(): void {
    for (const owned of this.held) owned.dispose();
  }
}
