import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { model as functionalModel } from '../../src/nn/functional.js';
import { batchNorm, conv2d, dense, dropout, flatten, maxPool2d } from '../../src/nn/layers/index.js';
import { modelFromDescription } from '../../src/nn/description.js';
import type { Model } from '../../src/nn/model.js';
import { readParameters } from '../../src/nn/parameter.js';
import { sequential } from '../../src/nn/sequential.js';
import { softmaxCrossEntropy } from '../../src/ops/losses/softmax-cross-entropy.js';
import { adam } from '../../src/optim/adam.js';
import { HandgradError } from '../../src/tensor/error.js';
import { RandomStream } from '../../src/tensor/random.js';
import { earlyStopping } from '../../src/train/callbacks/early-stopping.js';
import { reduceOnPlateau } from '../../src/train/callbacks/reduce-on-plateau.js';
import type { Callback } from '../../src/train/callback.js';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/train/checkpoint-bytes.js';
import type { Checkpoint } from '../../src/train/checkpoint.js';
import type { Examples } from '../../src/train/examples.js';
import { fit, type FitOptions } from '../../src/train/fit.js';
import { stringifyExactly } from '../../src/train/exact-json.js';
import { encodeSafetensors } from '../../src/train/safetensors.js';
import { encodeSealed, decodeSealed } from '../../src/train/sealed-safetensors.js';
import { decodeWeights, encodeWeights, loadWeights, modelFromWeights } from '../../src/train/weights.js';

/** Every kind of parameter: kernels, biases, moving statistics. */
const convolutional = (seed = 0, units = 3): Model =>
  sequential([conv2d(2, 3), batchNorm(), maxPool2d(2), flatten(), dropout(0.5), dense(units)], {
    inputShape: [6, 6, 1],
    seed,
    name: 'small',
  });

const valuesOf = async (model: Model) => readParameters(model.parameters);

describe('weights', () => {
  it('make the same model again, bit for bit, from the file alone', async () => {
    const model = convolutional(1);
    const { weights } = await encodeWeights(model);
    const again = modelFromWeights(weights, 'model.safetensors', { seed: 2 });
    expect(again.describe()).toEqual(model.describe());
    expect(await valuesOf(again)).toEqual(await valuesOf(model));
  });

  it('come with a description from which the model can be made', async () => {
    const model = convolutional();
    const { description } = await encodeWeights(model);
    expect(modelFromDescription(JSON.parse(description)).describe()).toEqual(model.describe());
  });

  it('are the same bytes for the same values', async () => {
    expect(await encodeWeights(convolutional(3))).toEqual(await encodeWeights(convolutional(3)));
  });

  it('hold moving statistics, under their names', async () => {
    const { arrays } = decodeWeights((await encodeWeights(convolutional())).weights, 'file');
    expect(arrays.map(({ name }) => name).sort()).toEqual(
      convolutional()
        .parameters.map(({ name }) => name)
        .sort(),
    );
    expect(arrays.map(({ name }) => name)).toContain('batchNorm/movingVariance');
  });

  it('are loaded into a model that exists', async () => {
    const model = convolutional(5);
    loadWeights(model, (await encodeWeights(convolutional(6))).weights, 'file');
    expect(await valuesOf(model)).toEqual(await valuesOf(convolutional(6)));
  });

  it('of another program are loaded by their names, and float64 is rounded', async () => {
    const bytes = encodeSafetensors({
      tensors: [
        { name: 'dense/kernel', shape: [1, 1], values: Float64Array.of(0.1) },
        { name: 'dense/bias', shape: [1], values: Float32Array.of(2) },
      ],
      metadata: { format: 'pt' },
    });
    const model = sequential([dense(1)], { inputShape: [1] });
    loadWeights(model, bytes, 'file');
    expect((await valuesOf(model)).map(({ values }) => values[0])).toEqual([Math.fround(0.1), 2]);
    expect(() => modelFromWeights(bytes, 'file')).toThrow(
      'file: it holds weights but no description of the model; build the model in your program and load its weights',
    );
  });

  it('of another architecture are refused with the reason, and change nothing', async () => {
    const model = convolutional(7);
    const before = await valuesOf(model);
    const load = async (other: Model) => loadWeights(model, (await encodeWeights(other)).weights, 'a.safetensors');
    await expect(load(convolutional(0, 4))).rejects.toThrow(
      "a.safetensors: the weights are of another model than 'small': 'dense/kernel' is [8, 4], expected [8, 3]",
    );
    await expect(load(sequential([flatten(), dense(3)], { inputShape: [6, 6, 1] }))).rejects.toThrow(
      "'conv2d/kernel' [3, 3, 1, 2] is missing",
    );
    const more = sequential([...[conv2d(2, 3), batchNorm(), maxPool2d(2), flatten(), dense(3), dense(1)]], {
      inputShape: [6, 6, 1],
    });
    await expect(load(more)).rejects.toThrow(
      /nothing is called 'dense_1\/bias' \[1\], 'dense_1\/kernel' \[3, 1\] here$/,
    );
    expect(await valuesOf(model)).toEqual(before);
  });

  it('that are whole numbers are refused', () => {
    const bytes = encodeSafetensors({
      tensors: [
        { name: 'dense/kernel', shape: [1, 1], values: Int32Array.of(1) },
        { name: 'dense/bias', shape: [1], values: Float32Array.of(2) },
      ],
      metadata: {},
    });
    expect(() => loadWeights(sequential([dense(1)], { inputShape: [1] }), bytes, 'file')).toThrow(
      "file: the weights 'dense/kernel' are whole numbers, expected F32 or F64",
    );
  });

  it('of a model that is written as code are loaded, but make no model', async () => {
    const build = (seed: number) =>
      functionalModel({
        inputShape: [2],
        seed,
        name: 'residual',
        layers: { inner: dense(2) },
        forward: (x, { inner }) => x.add(inner(x)),
      });
    const { weights } = await encodeWeights(build(1));
    expect(() => modelFromWeights(weights, 'file')).toThrow(/is written as code, which a description cannot hold/);
    const model = build(2);
    loadWeights(model, weights, 'file');
    expect(await valuesOf(model)).toEqual(await valuesOf(build(1)));
  });

  it('are told apart from checkpoints, both ways', async () => {
    const { weights } = await encodeWeights(convolutional());
    expect(() => decodeCheckpoint(weights, 'a')).toThrow(
      'a: this is no checkpoint: it holds the weights of a model; give',
    );
    expect(() => loadWeights(convolutional(), encodeCheckpoint(exampleCheckpoint), 'b')).toThrow(
      'b: this is a checkpoint, not the weights of a model; resume the training from it',
    );
  });

  it('whose description was damaged are refused', async () => {
    const { tensors } = decodeSealed((await encodeWeights(convolutional())).weights, 'file');
    const withModel = (model: string) => encodeSealed({ tensors, metadata: { format: 'handgrad-weights', model } });
    expect(() => modelFromWeights(withModel('{'), 'a')).toThrow(
      'a: the description of the model in its metadata is no JSON',
    );
    expect(() => modelFromWeights(withModel('{"version":2}'), 'a')).toThrow(/version 2/);
  });
});

const exampleCheckpoint: Checkpoint = {
  format: 'handgrad-checkpoint',
  version: 1,
  model: { kind: 'sequential' },
  optimizer: { kind: 'adam', learningRate: 0.1 },
  optimizerState: { steps: 12, learningRateScale: 0.1 + 0.2 },
  settings: { batchSize: 32, seed: 2 ** 53 - 1, shuffle: true, examples: 100, backend: 'reference' },
  position: { epoch: 2, batch: 1, step: 12 },
  records: [{ epoch: 1, loss: NaN, validationLoss: Infinity, learningRate: 0.1, seconds: 1e-9 }],
  elapsedSeconds: 0.25,
  examplesSeen: 32,
  stopped: null,
  callbacks: { earlyStopping: { best: -0, wait: 1, bestEpoch: 0 } },
  tensors: {
    'model/dense/kernel': { shape: [2], data: Float32Array.of(NaN, -0) },
    'totals/0': { shape: [], data: Int32Array.of(3) },
  },
};

describe('checkpoint bytes', () => {
  it('give every field and every bit back', () => {
    expect(decodeCheckpoint(encodeCheckpoint(exampleCheckpoint), 'file')).toStrictEqual(exampleCheckpoint);
  });

  it('give any number back', () => {
    fc.assert(
      fc.property(fc.double(), fc.float32Array(), (value, data) => {
        const checkpoint = {
          ...exampleCheckpoint,
          callbacks: { any: { value } },
          tensors: { any: { shape: [data.length], data } },
        };
        expect(decodeCheckpoint(encodeCheckpoint(checkpoint), 'file')).toStrictEqual(checkpoint);
      }),
    );
  });

  it('are refused when any one bit of them has flipped', () => {
    const bytes = encodeCheckpoint(exampleCheckpoint);
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3] ^= 1 << (bit & 7);
      expect(() => decodeCheckpoint(damaged, 'file'), `bit ${bit}`).toThrow(HandgradError);
    }
  });

  it('are refused when they are cut off anywhere', () => {
    const bytes = encodeCheckpoint(exampleCheckpoint);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeCheckpoint(bytes.subarray(0, length), 'file'), `${length} bytes`).toThrow(HandgradError);
    }
  });

  const sealed = (metadata: Record<string, string>) => encodeSealed({ tensors: [], metadata });
  const withState = (change: object) => {
    return sealed({
      format: 'handgrad-checkpoint',
      version: '1',
      state: stringifyExactly({ ...exampleCheckpoint, tensors: undefined, ...change }),
    });
  };
  it.each([
    [sealed({}), 'a: this is no checkpoint: it holds tensors of another program; give the checkpoint of a run'],
    [
      sealed({ format: 'handgrad-checkpoint', version: '2' }),
      'a: the checkpoint is of version "2", this program reads 1',
    ],
    [
      encodeSafetensors({ tensors: [], metadata: { format: 'handgrad-checkpoint', version: '1' } }),
      'a: the checkpoint has no checksum; the file was edited or damaged',
    ],
    [
      sealed({ format: 'handgrad-checkpoint', version: '1', state: '[' }),
      'a: the checkpoint is damaged: its state is no JSON',
    ],
    [withState({ position: { epoch: 1, batch: -1, step: 0 } }), 'its position.batch is -1, expected a count'],
    [withState({ settings: null }), 'its settings.batchSize is missing, expected a count'],
    [
      withState({ records: [{ epoch: 1, loss: 'low' }] }),
      'its records is [{"epoch":1,"loss":"low"}], expected a list of epochs',
    ],
    [withState({ stopped: 1 }), 'its stopped is 1, expected a reason or null'],
    [withState({ callbacks: { a: 1 } }), 'its callbacks is {"a":1}, expected objects by name'],
  ])('of something else are refused with the reason (%#)', (bytes, message) => {
    expect(() => decodeCheckpoint(bytes, 'a')).toThrow(message);
  });
});

describe('a training that is resumed from the bytes of a checkpoint', () => {
  const random = new RandomStream(1, 'examples');
  const examples: Examples = {
    count: 40,
    inputs: Float32Array.from({ length: 40 * 36 }, () => random.uniform()),
    inputShape: [6, 6, 1],
    targets: Uint8Array.from({ length: 40 }, (_, i) => i % 3),
    targetShape: [],
  };
  const options = (callbacks: Callback[]): FitOptions & { callbacks: Callback[] } => ({
    epochs: 5,
    batchSize: 8,
    optimizer: adam({ learningRate: 0.05 }),
    loss: softmaxCrossEntropy,
    validation: 0.2,
    seed: 4,
    callbacks: [
      reduceOnPlateau({ patience: 1, factor: 0.5 }),
      earlyStopping({ patience: 3, restoreBest: true }),
      ...callbacks,
    ],
  });

  /** Bytes of a checkpoint after every step, and what the training came to. */
  const whole = async () => {
    const checkpoints: Uint8Array[] = [];
    const take: Callback = {
      name: 'take',
      onStepEnd: async (training) => void checkpoints.push(encodeCheckpoint(await training.checkpoint())),
      onEpochEnd: async (training) => void checkpoints.push(encodeCheckpoint(await training.checkpoint())),
    };
    const model = convolutional(9);
    const history = await fit(model, examples, options([take]));
    return { checkpoints, model, history };
  };

  it('ends with the same bits as one that was never interrupted, wherever it was', async () => {
    const { checkpoints, model, history } = await whole();
    const timeless = (epochs: typeof history.epochs) => epochs.map(({ seconds: _, ...figures }) => figures);
    const rates = new Set(history.epochs.map(({ learningRate }) => learningRate));
    expect(rates.size, 'epochs on a plateau').toBeGreaterThan(1);
    expect(checkpoints.length).toBe(history.epochs.length * 5);
    const places = [0, 3, 4, 5, 6, 11, checkpoints.length - 3, checkpoints.length - 1];
    for (const place of places) {
      const resumed = convolutional(0);
      const resume = decodeCheckpoint(checkpoints[place], 'checkpoint');
      const found = await fit(resumed, examples, { ...options([]), resume });
      expect(timeless(found.epochs), `checkpoint ${place}`).toEqual(timeless(history.epochs));
      expect(found.outcome).toBe(history.outcome);
      expect(await valuesOf(resumed), `checkpoint ${place}`).toEqual(await valuesOf(model));
    }
  });
});
