import { HandgradError } from '../tensor/error.js';

/** The size of every picture of a set. */
export interface ImageSize {
  /** In pixels. */
  readonly height: number;
  /** In pixels. */
  readonly width: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: number;
}

/** Pictures as bytes. */
export interface ImagePixels extends ImageSize {
  /** [count, height, width, channels], row-major, 0 to 255. */
  readonly images: Uint8Array;
  /** How many pictures. */
  readonly count: number;
}

/** Pictures of which nobody here knows the classes: they can be classified, not scored. */
export interface UnlabelledImages extends ImagePixels {
  /** What the set is called in messages. */
  readonly name: string;
  /** One phrase: where it is from, and why it was taken. */
  readonly description: string;
}

/** Pictures with their classes, as bytes, as they lie in a file. Made by `imageDataset`, which checks it. */
export interface ImageDataset extends UnlabelledImages {
  /** [count], each 0 to classes - 1. */
  readonly labels: Uint8Array;
  /** How many there are: 10 for digits. */
  readonly classes: number;
}

/** What a digit classifier is trained and tested on. */
export interface DigitData {
  /** The images to learn from; validation images are taken from these. */
  readonly train: ImageDataset;
  /** The images that a classifier is scored on; null where their labels are not known: then they are `unlabelledTest`. */
  readonly test: ImageDataset | null;
  /** Test images to classify for somebody else to score: those of a competition. */
  readonly unlabelledTest?: UnlabelledImages;
  /** One line that says which data these are, and why these: 'mnist: 60,000 + 10,000 images from datasets/mnist'. */
  readonly source: string;
}

/**
 * The test images with their labels, for whoever scores.
 * @throws {HandgradError} when nobody knows the labels.
 */
export function labelledTest({ test, source }: DigitData): ImageDataset {
  if (test !== null) return test;
  throw new HandgradError(
    `the labels of the test images are not known (${source}); score on a share of the training images`,
  );
}

/**
 * A checked data set; `count` is the number of labels.
 * @throws {HandgradError} when it is empty, a size is no whole number from 1 up, the pixels are not as many as the
 *   labels and the picture size ask for, or a label is no class.
 */
export function imageDataset(fields: Omit<ImageDataset, 'count'>): ImageDataset {
  const { name, images, labels, height, width, channels, classes } = fields;
  const count = labels.length;
  for (const [what, size] of Object.entries({ height, width, channels, classes })) {
    if (!Number.isInteger(size) || size < 1) {
      throw new HandgradError(`dataset ${name}: ${what} is ${size}, expected a whole number from 1 up`);
    }
  }
  if (classes > 256)
    throw new HandgradError(`dataset ${name}: ${classes} classes, but a label is one byte (at most 256)`);
  if (count === 0) throw new HandgradError(`dataset ${name}: it is empty; expected at least one image`);
  if (images.length !== count * height * width * channels) {
    throw new HandgradError(
      `dataset ${name}: ${images.length} bytes of pixels for ${count} labels, ` +
        `expected ${count * height * width * channels} (${count} x ${height} x ${width} x ${channels})`,
    );
  }
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new HandgradError(
      `dataset ${name}: label ${labels[wrong]} of image ${wrong}, expected 0 to ${classes - 1} (${classes} classes)`,
    );
  }
  return { ...fields, count };
}

/**
 * The images at `indices`, in that order, as a data set of its own (a copy).
 * @throws {HandgradError} when an index is not in the data set, or there are none.
 */
export function subset(dataset: ImageDataset, indices: ArrayLike<number>): ImageDataset {
  const size = dataset.height * dataset.width * dataset.channels;
  const images = new Uint8Array(indices.length * size);
  const labels = new Uint8Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (!Number.isInteger(index) || index < 0 || index >= dataset.count) {
      throw new HandgradError(
        `dataset ${dataset.name}: no image ${index}, there are ${dataset.count} (0 to ${dataset.count - 1})`,
      );
    }
    images.set(dataset.images.subarray(index * size, (index + 1) * size), i * size);
    labels[i] = dataset.labels[index];
  }
  return imageDataset({ ...dataset, images, labels });
}

/** Images `from` to `to - 1`, without copying. @throws {HandgradError} unless 0 <= from < to <= count. */
export function range(dataset: ImageDataset, from: number, to: number): ImageDataset {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to <= from || to > dataset.count) {
    throw new HandgradError(`dataset ${dataset.name}: images ${from} to ${to} (exclusive) asked of ${dataset.count}`);
  }
  const size = dataset.height * dataset.width * dataset.channels;
  const images = dataset.images.subarray(from * size, to * size);
  return imageDataset({ ...dataset, images, labels: dataset.labels.subarray(from, to) });
}

/**
 * The first `count` images, without copying; all of them where there are fewer. @throws {HandgradError} when `count` is
 * 0.
 */
export function take(dataset: ImageDataset, count: number): ImageDataset {
  return range(dataset, 0, Math.min(count, dataset.count));
}

/** The pixels of image `index`, without copying. @throws {HandgradError} when there is no such image. */
export function imageAt(dataset: ImageDataset, index: number): Uint8Array {
  return range(dataset, index, index + 1).images;
}

/** How many images each class has. */
export function classCounts({ labels, classes }: Pick<ImageDataset, 'labels' | 'classes'>): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}
