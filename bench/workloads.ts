/**
 * The workloads that training benches and peers measure, as plain data: every runner, in whatever language, reads the same JSON.
 */

/** One layer. Kernels are Glorot-uniform, biases zero; images [height, width, channels]. */
export type WorkloadLayer =
  | { readonly kind: 'flatten' }
  | {
      readonly kind: 'dense';
      readonly units: number;
      readonly activation: 'relu' | 'linear';
      /** l2 * sum w^2 of the kernel is added to the loss. */
      readonly l2: number;
    }
  | {
      readonly kind: 'conv2d';
      readonly filters: number;
      /** Of both sides; strides are 1. */
      readonly kernelSize: number;
      readonly padding: 'valid' | 'same';
      readonly activation: 'relu' | 'linear';
    }
  /** Windows of poolSize x poolSize that tile the image; rows and columns that fill none are dropped. */
  | { readonly kind: 'maxPool2d'; readonly poolSize: number }
  /** Over all but the last axis. */
  | { readonly kind: 'batchNorm'; readonly momentum: number; readonly epsilon: number }
  | { readonly kind: 'dropout'; readonly rate: number };

/** Adam as Keras has it: epsilon is added to the uncorrected sqrt(v). */
export interface WorkloadOptimizer {
  readonly kind: 'adam';
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** A network and what is done with it. */
export interface Workload {
  /** `W1`. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** `training`: forward, backward and update of one batch. `inference`: the logits of one batch. */
  readonly task: 'training' | 'inference';
  readonly inputShape: readonly [height: number, width: number, channels: number];
  readonly layers: readonly WorkloadLayer[];
  /** Images per batch. */
  readonly batch: number;
  /** How many different batches there are; after the last comes the first again. */
  readonly batches: number;
  /** Images that a reported time is for: one batch in training. */
  readonly imagesPerTime: number;
  readonly optimizer: WorkloadOptimizer;
}

const adam: WorkloadOptimizer = { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const digits = { inputShape: [28, 28, 1], optimizer: adam } as const;

const flatten = { kind: 'flatten' } as const;
const batchNorm = { kind: 'batchNorm', momentum: 0.99, epsilon: 1e-3 } as const;
const maxPool2d = (poolSize: number): WorkloadLayer => ({ kind: 'maxPool2d', poolSize });
const dropout = (rate: number): WorkloadLayer => ({ kind: 'dropout', rate });
const logits: WorkloadLayer = { kind: 'dense', units: 10, activation: 'linear', l2: 0 };

function dense(units: number, l2 = 0): WorkloadLayer {
  return { kind: 'dense', units, activation: 'relu', l2 };
}

function conv2d(filters: number, kernelSize: number, padding: 'valid' | 'same'): WorkloadLayer {
  return { kind: 'conv2d', filters, kernelSize, padding, activation: 'relu' };
}

/** 6,831 parameters: the small convolutional network of `handgrad train cnn`. */
const smallCnn: readonly WorkloadLayer[] = [
  conv2d(12, 5, 'valid'),
  maxPool2d(2),
  conv2d(23, 4, 'valid'),
  maxPool2d(3),
  flatten,
  logits,
];

/** All workloads, in order. */
export const workloads: readonly Workload[] = [
  training('W1', 'MLP 784-128-10, batch 128', 128, 8, [flatten, dense(128), logits]),
  training('W2', 'MLP 784-200-10, batch 1', 1, 64, [flatten, dense(200), logits]),
  training('W3', 'MLP 784-600-300-100-10, dropout, L2, batch 256', 256, 8, [
    flatten,
    dense(600, 1e-4),
    dropout(0.2),
    dense(300, 1e-4),
    dropout(0.3),
    dense(100, 1e-4),
    dropout(0.2),
    { ...logits, l2: 1e-4 },
  ]),
  training('W4', 'CNN 12@5x5-23@4x4-10, batch 128', 128, 8, smallCnn),
  training('W5', 'CNN 16@3x3-32@3x3-128-10, batch norm, dropout, batch 32', 32, 16, [
    conv2d(16, 3, 'same'),
    batchNorm,
    maxPool2d(2),
    dropout(0.25),
    conv2d(32, 3, 'same'),
    batchNorm,
    maxPool2d(2),
    dropout(0.25),
    flatten,
    dense(128),
    dropout(0.5),
    logits,
  ]),
  training('W6', 'MLP 784-200-10, batch 10,000', 10_000, 1, [flatten, dense(200), logits]),
  {
    ...training('W7', 'inference of W4, batch 1,000, 10,000 images', 1000, 10, smallCnn),
    task: 'inference',
    imagesPerTime: 10_000,
  },
];

function training(
  id: string,
  title: string,
  batch: number,
  batches: number,
  layers: readonly WorkloadLayer[],
): Workload {
  return { id, title, task: 'training', ...digits, layers, batch, batches, imagesPerTime: batch };
}

/** A dense network 784-width-...-width-10 with `depth` hidden layers: what the scaling study measures. */
export function scalingWorkload({ batch, width, depth }: ScalingPoint): Workload {
  const hidden = Array.from({ length: depth }, () => dense(width));
  const name = `${depth} x ${width}, batch ${batch}`;
  return training(name, `MLP ${name}`, batch, Math.max(1, Math.floor(2048 / batch)), [flatten, ...hidden, logits]);
}

export interface ScalingPoint {
  readonly batch: number;
  readonly width: number;
  readonly depth: number;
}

/** The same network with all dropout rates 0: what is left is deterministic, so that losses can be compared. */
export function withoutDropout(workload: Workload): Workload {
  return {
    ...workload,
    layers: workload.layers.map((layer) => (layer.kind === 'dropout' ? { ...layer, rate: 0 } : layer)),
  };
}

/**
 * The workloads with these ids, in the table's order; all when none is given.
 * @throws {RangeError} for an unknown id.
 */
export function workloadsNamed(ids: readonly string[] | undefined): readonly Workload[] {
  if (!ids) return workloads;
  const unknown = ids.find((id) => !workloads.some((workload) => workload.id === id));
  if (unknown !== undefined) {
    throw new RangeError(`workload: there is no '${unknown}'; known are ${workloads.map(({ id }) => id).join(', ')}`);
  }
  return workloads.filter(({ id }) => ids.includes(id));
}
