import type { Backend } from '../backend/backend.js';
import { mapStepValue, type StepValue } from '../backend/program/per-step.js';
import { run } from '../backend/run.js';
import { tensor } from '../ops/create.js';
import { isFloat, type FloatDType } from '../tensor/dtype.js';
import { HandgradError } from '../tensor/error.js';
import { permutation, type Seed } from '../tensor/random.js';
import { shapeText, sizeOf, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** What a network learns from or is measured on: examples on the host, input i with target i. */
export interface Examples {
  /** How many examples. */
  readonly count: number;
  /** Row-major, `count` inputs one after another. Bytes stay bytes on the device and are divided by 255 as a batch is cut. */
  readonly inputs: Uint8Array | Float32Array;
  /** Shape of one input: [28, 28, 1]. */
  readonly inputShape: Shape;
  /** Class labels, one per example, or float targets of `targetShape` each. */
  readonly targets: Uint8Array | Int32Array | Float32Array;
  /** Shape of one target; [] for labels. */
  readonly targetShape: Shape;
}

/** One batch on the device. */
export interface Batch {
  /** [n, ...inputShape], float32. */
  readonly inputs: Tensor;
  /** [n] int32 labels, or [n, ...targetShape] float32. */
  readonly targets: Tensor;
}

/** Examples of images, [height, width, channels] each, with integer labels. */
export function imageExamples(images: {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}): Examples {
  return {
    count: images.count,
    inputs: images.images,
    inputShape: [images.height, images.width, images.channels],
    targets: images.labels,
    targetShape: [],
  };
}

/** Examples from `begin` up to, not including, `end`; shares memory with the whole. */
export function exampleRange(examples: Examples, begin: number, end: number): Examples {
  const inputSize = sizeOf(examples.inputShape);
  const targetSize = sizeOf(examples.targetShape);
  return {
    ...examples,
    count: end - begin,
    inputs: examples.inputs.subarray(begin * inputSize, end * inputSize),
    targets: examples.targets.subarray(begin * targetSize, end * targetSize),
  };
}

/** The examples at `indices`, in that order (a copy). */
export function exampleSubset(examples: Examples, indices: Int32Array): Examples {
  const pick = <T extends Examples['inputs'] | Examples['targets']>(values: T, size: number): T => {
    const picked = new (values.constructor as new (length: number) => T)(indices.length * size);
    indices.forEach((index, i) => picked.set(values.subarray(index * size, (index + 1) * size), i * size));
    return picked;
  };
  return {
    ...examples,
    count: indices.length,
    inputs: pick(examples.inputs, sizeOf(examples.inputShape)),
    targets: pick(examples.targets, sizeOf(examples.targetShape)),
  };
}

/** @throws {HandgradError} when the arrays do not hold `count` examples of the given shapes, or a float is NaN or infinite. */
export function checkExamples(what: string, examples: Examples): void {
  const { count, inputs, inputShape, targets, targetShape } = examples;
  if (!Number.isInteger(count) || count < 1) {
    throw new HandgradError(`${what}: ${count} examples given, at least one is needed`);
  }
  const expect = (part: string, found: number, shape: Shape) => {
    if (found === count * sizeOf(shape)) return;
    throw new HandgradError(
      `${what}: ${count} ${part} of shape ${shapeText(shape)} are ${count * sizeOf(shape)} values, found ${found}`,
    );
  };
  expect('inputs', inputs.length, inputShape);
  expect('targets', targets.length, targetShape);
  for (const [part, values, size] of [
    ['input', inputs, sizeOf(inputShape)],
    ['target', targets, sizeOf(targetShape)],
  ] as const) {
    if (!(values instanceof Float32Array)) continue;
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new HandgradError(
        `${what}: ${part} ${Math.floor(bad / size)} holds ${values[bad]} (value ${bad % size}); clean the data first`,
      );
    }
  }
}

/** Whose order of the examples. */
export interface Shuffle {
  readonly seed: Seed;
  /** From 0. */
  readonly epoch: number;
}

/**
 * The batches from example `begin` on that are of one size: all full ones, or the last, smaller one.
 * `size`: examples in each; `count`: how many there are.
 */
export function equalBatches(begin: number, examples: number, batchSize: number): { size: number; count: number } {
  const left = examples - begin;
  return left < batchSize ? { size: left, count: 1 } : { size: batchSize, count: Math.floor(left / batchSize) };
}

/** Examples uploaded once to where a model lives. Batches are cut there, so that nothing crosses to it while training. */
export class DeviceExamples {
  readonly count: number;
  private readonly inputs: Tensor;
  private readonly targets: Tensor;

  constructor(
    private readonly examples: Examples,
    private readonly home: { readonly backend: Backend; readonly dtype: FloatDType },
  ) {
    const { backend } = home;
    const { count, inputs, inputShape, targets, targetShape } = examples;
    this.count = count;
    this.inputs = tensor(inputs, {
      shape: [count, ...inputShape],
      dtype: inputs instanceof Uint8Array ? 'uint8' : 'float32',
      backend,
    });
    this.targets = tensor(targets, {
      shape: [count, ...targetShape],
      dtype: targets instanceof Float32Array ? 'float32' : 'int32',
      backend,
    });
  }

  /** The order in which an epoch visits the examples: [count] int32. Epoch e's shuffle is a function of (seed, e) alone. */
  order(shuffle: Shuffle | null): Tensor {
    const order = shuffle ? this.shuffled(shuffle) : Int32Array.from({ length: this.count }, (_, i) => i);
    return tensor(order, { dtype: 'int32', backend: this.home.backend });
  }

  /** Overwrites an order with another epoch's. */
  reorder(order: Tensor, shuffle: Shuffle): void {
    order.device.write(order.buffer, this.shuffled(shuffle));
  }

  /** Examples order[begin], ..., order[begin + size - 1]. `begin`: `perStep` where a recorded step is to ask for it. */
  batch(order: Tensor, begin: StepValue<number>, size: number): Batch {
    const shape = [size];
    const [indices] = run(
      'copy',
      [order],
      [{ shape, dtype: 'int32' }],
      mapStepValue(begin, (inputOffset) => ({
        shape,
        inputOffset,
        inputStrides: [1],
        outputOffset: 0,
        outputStrides: [1],
      })),
    );
    return {
      inputs: this.take(this.inputs, this.examples.inputShape, indices, this.inputs.dtype === 'uint8' ? 1 / 255 : 1),
      targets: this.take(this.targets, this.examples.targetShape, indices, 1),
    };
  }

  /** The tensors with their names. */
  get named(): [string, Tensor][] {
    return [
      ['inputs', this.inputs],
      ['targets', this.targets],
    ];
  }

  dispose(): void {
    this.inputs.dispose();
    this.targets.dispose();
  }

  private shuffled({ seed, epoch }: Shuffle): Int32Array {
    return permutation(seed, `shuffle/${epoch}`, this.count);
  }

  private take(source: Tensor, itemShape: Shape, indices: Tensor, scale: number): Tensor {
    const dtype = source.dtype === 'uint8' ? 'float32' : source.dtype;
    const [taken] = run('gather', [source, indices], [{ shape: [indices.size, ...itemShape], dtype }], {
      outer: 1,
      length: this.count,
      inner: sizeOf(itemShape),
      count: indices.size,
      scale,
    });
    return isFloat(taken.dtype) && taken.dtype !== this.home.dtype ? taken.cast(this.home.dtype) : taken;
  }
}
