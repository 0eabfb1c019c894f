/**
 * What happens to images before they are learned from: steps in the order given.
 *
 * Pixels stay bytes as long as they can: a training keeps its images on the device, where a byte takes a quarter of a
 * float, and divides them by 255 as it cuts a batch. So `scale` alone changes no byte, and blurred bytes are rounded to
 * bytes, off by at most 1/510 after scaling, which is no more than what rounding lost when the picture was stored. What
 * is standardised, and what is not scaled, is float32.
 */
import type { ImageDataset, ImagePixels, ImageSize } from '../dataset.js';
import { HandgradError } from '../../tensor/error.js';
import type { Examples } from '../../train/examples.js';
import { blur } from './blur.js';
import { greyOfColours } from './grey.js';
import { pixelStatistics, standardize, type StandardizeOptions } from './standardize.js';

/** One step of what is done to images before a network sees them. */
export type PreprocessingStep =
  | {
      /** grey: `greyOf`; blur: `blur`; scale: bytes / 255. */
      readonly op: 'grey' | 'blur' | 'scale';
    }
  | ({
      /** `standardize`, fitted to the training images. */
      readonly op: 'standardize';
    } & StandardizeOptions);

/** Images as a network takes them. */
export type ModelInputs = Pick<Examples, 'count' | 'inputs' | 'inputShape'>;

/** Steps with what they measured on the training images. */
export interface FittedPreprocessing {
  /** The training images that it was fitted to, prepared. */
  readonly train: ModelInputs;
  /** Prepares other images in the same way. @throws {HandgradError} when they are of another size. */
  apply(images: ImagePixels): ModelInputs;
}

/** Images on their way. Bytes count as they are, or, once scaled, as 1/255 of that; floats count as they are. */
interface Prepared extends ImageSize {
  readonly count: number;
  readonly values: Uint8Array | Float32Array;
  readonly isScaled: boolean;
}

type Transformation = (prepared: Prepared) => Prepared;

/**
 * Prepares training images, and whatever is measured on the way (by `standardize`) is measured on all of them: fit
 * before splitting, as the notebooks do.
 * @throws {HandgradError} when a step cannot follow those before it.
 */
export function fitPreprocessing(train: ImagePixels, steps: readonly PreprocessingStep[]): FittedPreprocessing {
  const transformations: Transformation[] = [];
  const asPrepared = ({ images, count, height, width, channels }: ImagePixels): Prepared => {
    return { values: images, isScaled: false, count, height, width, channels };
  };
  let prepared = asPrepared(train);
  for (const step of steps) {
    const transformation = fitStep(step, prepared);
    prepared = transformation(prepared);
    transformations.push(transformation);
  }
  return {
    train: modelInputs(prepared),
    apply(images) {
      const [expected, found] = [sizeText(train), sizeText(images)];
      if (found !== expected) {
        throw new HandgradError(`preprocessing: it was fitted to images of ${expected}, found ${found}`);
      }
      return modelInputs(transformations.reduce((so, transform) => transform(so), asPrepared(images)));
    },
  };
}

/**
 * Training and test images as a network takes them, with their labels; `test` is null where its labels are not known.
 * @throws {HandgradError} as `fitPreprocessing`, and when test images are of another size.
 */
export function preprocess<Test extends ImageDataset | null>(
  { train, test }: { readonly train: ImageDataset; readonly test: Test },
  steps: readonly PreprocessingStep[],
): {
  /** What a network learns from. */
  readonly train: Examples;
  /** What it is measured on. */
  readonly test: Examples | (null & Test);
} {
  const fitted = fitPreprocessing(train, steps);
  return {
    train: withLabels(fitted.train, train),
    test: test && withLabels(fitted.apply(test), test),
  };
}

/** Prepared images with the labels of those that they were made of. */
export function withLabels(inputs: ModelInputs, { labels }: Pick<ImageDataset, 'labels'>): Examples {
  return { ...inputs, targets: labels, targetShape: [] };
}

/** What a step does to any images, once it has seen the training images as the steps before have left them. */
function fitStep(step: PreprocessingStep, train: Prepared): Transformation {
  switch (step.op) {
    case 'grey':
      checkBytes('grey', train);
      return (prepared) => ({ ...prepared, values: greyValues(prepared), channels: 1 });
    case 'blur':
      return (prepared) => ({ ...prepared, values: blur(prepared.values, prepared) });
    case 'scale':
      checkBytes('scale', train);
      if (train.isScaled) throw new HandgradError('preprocessing: scale comes twice; leave one out');
      return (prepared) => ({ ...prepared, isScaled: true });
    case 'standardize': {
      const statistics = pixelStatistics(train.values, train.height * train.width * train.channels);
      // Of values that count as 1/255 of themselves, 255 epsilon is what epsilon is of what they count as.
      const options = train.isScaled ? { ...step, epsilon: 255 * step.epsilon } : step;
      return (prepared) => ({
        ...prepared,
        values: standardize(prepared.values, statistics, options),
        isScaled: false,
      });
    }
  }
}

function greyValues({ values, channels }: Prepared): Uint8Array {
  const bytes = values as Uint8Array;
  if (channels === 1) return bytes;
  if (channels === 3) return greyOfColours(bytes);
  throw new HandgradError(`preprocessing: grey of images with ${channels} channels, expected 3 (or 1: grey already)`);
}

function checkBytes(op: string, { values }: Prepared): void {
  if (values instanceof Uint8Array) return;
  throw new HandgradError(`preprocessing: ${op} is for bytes, found standardised images; put it before standardize`);
}

function modelInputs({ values, isScaled, count, height, width, channels }: Prepared): ModelInputs {
  const inputs = values instanceof Uint8Array && !isScaled ? Float32Array.from(values) : values;
  return { count, inputs, inputShape: [height, width, channels] };
}

function sizeText({ height, width, channels }: ImageSize): string {
  return `${height} x ${width} x ${channels}`;
}
