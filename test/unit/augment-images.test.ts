import { describe, expect, it } from 'vitest';
import {
  accuracy,
  augmentImages,
  decodeCheckpoint,
  dense,
  encodeCheckpoint,
  evaluate,
  fit,
  flatten,
  sequential,
  sgd,
  softmaxCrossEntropy,
  tensor,
  zeros,
  type Checkpoint,
  type FitOptions,
  type ImageGenerator,
  type ImageTransformation,
  type Tensor,
} from '../../src/index.js';
import { prepareTraining } from '../../src/train/fit.js';
import { transformationKernels } from '../../src/train/augment/transformation.js';
import { bands } from '../backend/bands.js';
import { expectClose } from '../compare.js';
import { randomTensor } from './random-tensor.js';

const generator: ImageGenerator = {
  kind: 'generator',
  rotationDegrees: 20,
  zoom: 0.2,
  widthShift: 0.2,
  heightShift: 0.1,
};

describe('a transformation', () => {
  it('of a generator counts degrees, and shares of each size, and repeats the edge', () => {
    expect(transformationKernels({ ...generator, rotationDegrees: 36 }, 20, 30)).toEqual({
      ranges: {
        ...{ height: 20, width: 30, rotation: 0.1, zoomHeight: 0.2, zoomWidth: 0.2 },
        ...{ shiftHeight: 2, shiftWidth: 6 },
      },
      repeatsEdge: true,
    });
  });

  it.each<[ImageTransformation, object]>([
    [
      { kind: 'randomTranslation', height: 0.1, width: 0.2 },
      { shiftHeight: 2, shiftWidth: 6 },
    ],
    [{ kind: 'randomRotation', turns: 0.1 }, { rotation: 0.1 }],
    [
      { kind: 'randomZoom', height: 0.15, width: 0.3 },
      { zoomHeight: 0.15, zoomWidth: 0.3 },
    ],
  ])('of a layer is one part of it, with 0 outside: %o', (layer, part) => {
    const still = { rotation: 0, zoomHeight: 0, zoomWidth: 0, shiftHeight: 0, shiftWidth: 0 };
    expect(transformationKernels(layer, 20, 30)).toEqual({
      ranges: { height: 20, width: 30, ...still, ...part },
      repeatsEdge: false,
    });
  });

  it.each([
    [{ kind: 'generator', zoom: 1 }, 'generator: zoom is 1, expected 0 <= value < 1'],
    [{ kind: 'generator', widthShift: -0.1 }, 'generator: widthShift is -0.1, expected 0 <= value < 1'],
    [{ kind: 'generator', heightShift: NaN }, 'generator: heightShift is NaN, expected 0 <= value < 1'],
    [{ kind: 'generator', rotationDegrees: 181 }, 'generator: rotationDegrees is 181, expected 0 to 180'],
    [{ kind: 'generator', shear: 1 }, "generator: unknown option 'shear'"],
    [{ kind: 'randomRotation', turns: 1 }, 'randomRotation: turns is 1, expected 0 <= value < 1'],
    [{ kind: 'randomRotation', degrees: 5 }, "randomRotation: unknown option 'degrees' (known: turns)"],
    [{ kind: 'randomZoom', height: 0.1 }, 'randomZoom: width is undefined, expected 0 <= value < 1'],
    [{ kind: 'randomTranslation', height: 2, width: 0 }, 'randomTranslation: height is 2, expected 0 <= value < 1'],
    [
      { kind: 'flip' },
      'augmentation: unknown kind "flip" (known: generator, randomTranslation, randomRotation, randomZoom)',
    ],
  ])('is refused: %o', (transformation, message) => {
    expect(() => transformationKernels(transformation as ImageTransformation, 28, 28)).toThrow(message);
  });
});

describe('augmentImages', () => {
  it('leaves images as they are where nothing is to be varied', async () => {
    const images = randomTensor('images', [3, 7, 6, 2]);
    await expectClose(augmentImages(images, { kind: 'generator' }, { seed: 1 }), images);
  });

  it('varies a part of the images as it does within the whole', async () => {
    const images = randomTensor('images', [9, 7, 6, 1]);
    const whole = augmentImages(images, generator, { seed: 1, step: 4 });
    const part = augmentImages(images.slice([5, 0, 0, 0], [4, 7, 6, 1]), generator, { seed: 1, step: 4, first: 5 });
    await expectClose(part, whole.slice([5, 0, 0, 0], [4, 7, 6, 1]));
  });

  it('varies equal images each in its own way', async () => {
    const image = await randomTensor('image', [7, 6]).data();
    const equal = tensor(Float64Array.from([...image, ...image]), { shape: [2, 7, 6, 1], dtype: 'float64' });
    const varied = await augmentImages(equal, generator, { seed: 1 }).data();
    expect(varied.slice(0, 42)).not.toEqual(varied.slice(42));
  });

  it.each<[string, () => Tensor, object, string]>([
    ['what is no images', () => zeros([4, 4]), {}, 'augment: the input is [4, 4], expected images [n, height, width'],
    ['bytes', () => zeros([1, 2, 2, 1], { dtype: 'uint8' }), {}, "are uint8, expected float; cast('float32') them"],
    ['what is learned', () => zeros([1, 2, 2, 1], { requiresGrad: true }), {}, 'the images require a gradient'],
    ['a step past 32 bits', () => zeros([1, 2, 2, 1]), { step: 2 ** 32 }, 'augment: the step is 4294967296, expected'],
    ['a first image before 0', () => zeros([1, 2, 2, 1]), { first: -1 }, 'augment: the first image is number -1'],
    ['half a seed', () => zeros([1, 2, 2, 1]), { seed: 0.5 }, 'the seed is 0.5, expected a whole number'],
  ])('refuses %s', (_what, images, options, message) => {
    expect(() => augmentImages(images(), generator, { seed: 1, ...options })).toThrow(message);
  });
});

describe('fit with augment', () => {
  const modelOf = () => sequential([flatten(), dense(3)], { inputShape: [8, 8, 1], seed: 7 });
  const options = (): FitOptions => ({
    ...{ epochs: 2, batchSize: 16, seed: 5, loss: softmaxCrossEntropy, metrics: [accuracy], augment: generator },
    optimizer: sgd(),
  });

  it('trains on each batch as augmentImages varies it in that step', async () => {
    const training = prepareTraining(modelOf(), bands(40), { ...options(), shuffle: false });
    const seen: Float32Array[] = [];
    for (let step = 0; step < 3; step++) {
      const read: Promise<unknown>[] = [];
      training.observeStep((what, value) => {
        if (what === 'the input batch') read.push(value.data().then((data) => seen.push(data as Float32Array)));
      });
      await Promise.all(read);
    }
    training.dispose();
    const { inputs } = bands(40);
    for (const [step, count] of [16, 16, 8].entries()) {
      const batch = Float32Array.from(
        inputs.subarray(1024 * step, 1024 * step + 64 * count),
        (byte) => byte * (1 / 255),
      );
      const images = tensor(batch, { shape: [count, 8, 8, 1] });
      await expectClose(augmentImages(images, generator, { seed: 5, step }), seen[step]);
    }
  });

  it('leaves the examples for validation as they are', async () => {
    const [model, validation] = [modelOf(), bands(30)];
    const { epochs } = await fit(model, bands(40), { ...options(), validation });
    const { loss } = await evaluate(model, validation, { loss: softmaxCrossEntropy, batchSize: 16 });
    expect(epochs[1].validationLoss).toBeCloseTo(loss, 6);
  });

  it('resumes with the same augmentation only, and from a file', async () => {
    const saved: Checkpoint[] = [];
    const saving = {
      name: 'saving',
      onEpochEnd: async (t: { checkpoint(): Promise<Checkpoint> }) => void saved.push(await t.checkpoint()),
    };
    await fit(modelOf(), bands(40), { ...options(), callbacks: [saving] });
    const resume = decodeCheckpoint(encodeCheckpoint(saved[0]), 'checkpoint');
    const resumed = (augment: ImageGenerator | undefined) =>
      fit(modelOf(), bands(40), { ...options(), augment, resume });
    await expect(resumed(undefined)).rejects.toThrow(/^resume: the checkpoint is of another training: augment is \{/);
    await expect(resumed({ ...generator, zoom: 0.1 })).rejects.toThrow('"zoom":0.1');
    expect((await resumed({ ...generator })).epochs).toHaveLength(2);
  });

  it('refuses inputs that are no images, and bad options', async () => {
    const rows = { ...bands(40), inputShape: [64] };
    await expect(fit(modelOf(), rows, options())).rejects.toThrow(
      'fit: augment needs images [height, width, channels], the inputs are [64]',
    );
    const wrong = { kind: 'generator', zoom: 2 } as const;
    await expect(fit(modelOf(), bands(40), { ...options(), augment: wrong })).rejects.toThrow('generator: zoom is 2');
  });
});
