/**
 * PolyMNIST, made as its authors made it (Sutter, Daunhawer, Vogt, "Generalized Multimodal ELBO", ICLR 2021): five
 * modalities, each with a background picture of its own, and samples of five pictures, one for each modality, that show
 * the same digit in different handwritings.
 *
 * 1. For each modality, split and digit: MNIST's images of that digit, in a random order of its own. The i-th becomes
 *    picture i of the digit in that modality.
 * 2. A 28 x 28 patch is cut out of the modality's background: left edge uniform in 0 .. width - 29, top edge uniform in
 *    0 .. height - 29.
 * 3. Where the digit is brighter than 128, every colour value v of the patch becomes 255 - v.
 *
 * Pictures lie by number, then by digit, then by modality: the first 50 are the first sample of each digit, so that any
 * beginning of the data set has all digits and modalities.
 */
import { HandgradError } from '../../tensor/error.js';
import { permutation, RandomStream, type Seed } from '../../tensor/random.js';
import { imageDataset, type ImageDataset } from '../dataset.js';
import type { RgbImage } from '../png.js';
import { greyOfColours } from '../preprocess/grey.js';
import { MODALITIES, PIXELS, SIDE, type Split } from './picture.js';

/** Digits brighter than this are ink. */
const THRESHOLD = 128;
const DIGITS = 10;
/** Pictures between two reports of progress. */
const CHUNK = 10_000;

/** How one picture is put together. */
export interface PictureChoice {
  /** Index of the image of the digit. */
  readonly image: number;
  readonly modality: number;
  /** Of the patch in the background. */
  readonly left: number;
  readonly top: number;
}

/** How pictures of digits on backgrounds are made. */
export interface MakeOptions {
  /** What chooses digit, background and patch of each picture. */
  readonly seed: Seed;
  /** One channel instead of three: what `greyOf` makes of the colours, without making them first. */
  readonly grey: boolean;
  /** Called with the pictures made, of how many. Default: nobody hears of it. */
  readonly onProgress?: (made: number, total: number) => void;
}

/**
 * One split: five pictures for each image of `digits`. `backgrounds`: one for each modality.
 * @throws {HandgradError} when the digits are not 28 x 28 of one channel, or a background is smaller than 29 x 29.
 */
export async function makePolymnist(
  digits: ImageDataset,
  split: Split,
  backgrounds: readonly RgbImage[],
  { seed, grey, onProgress }: MakeOptions,
): Promise<ImageDataset> {
  checkDigits(digits);
  const channels = grey ? 1 : 3;
  const papers = backgrounds.map((background) => paperOf(background, grey));
  const total = digits.count * MODALITIES.length;
  const images = new Uint8Array(total * PIXELS * channels);
  const labels = new Uint8Array(total);
  let made = 0;
  for (const choice of choosePictures(digits, split, backgrounds, seed)) {
    const { image, modality } = choice;
    const digit = digits.images.subarray(image * PIXELS, (image + 1) * PIXELS);
    const picture = images.subarray(made * PIXELS * channels, (made + 1) * PIXELS * channels);
    printDigit(picture, digit, papers[modality], choice);
    labels[made++] = digits.labels[image];
    if (made % CHUNK === 0 || made === total) {
      onProgress?.(made, total);
      // Lets a key stroke or a signal in.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return imageDataset({
    name: 'polymnist',
    description: `made from ${digits.name}`,
    images,
    labels,
    height: SIDE,
    width: SIDE,
    channels,
    classes: DIGITS,
  });
}

/** What all pictures of a split are made of, in their order. */
export function* choosePictures(
  { labels }: Pick<ImageDataset, 'labels'>,
  split: Split,
  backgrounds: readonly Pick<RgbImage, 'width' | 'height'>[],
  seed: Seed,
): Generator<PictureChoice> {
  const members = Array.from({ length: DIGITS }, (_, digit) => placesOf(labels, digit));
  const orders = MODALITIES.map((name) =>
    members.map((images, digit) => {
      return permutation(seed, `polymnist/${split}/${name}/${digit}`, images.length).map((place) => images[place]);
    }),
  );
  const patches = MODALITIES.map((name) => new RandomStream(seed, `polymnist/${split}/${name}/patch`));
  const most = Math.max(...members.map(({ length }) => length));
  for (let number = 0; number < most; number++) {
    for (let digit = 0; digit < DIGITS; digit++) {
      if (number >= members[digit].length) continue;
      for (let modality = 0; modality < MODALITIES.length; modality++) {
        const { width, height } = backgrounds[modality];
        const left = patches[modality].integer(width - SIDE);
        const top = patches[modality].integer(height - SIDE);
        yield { image: orders[modality][digit][number], modality, left, top };
      }
    }
  }
}

/** A background as it is, and with every colour value v as 255 - v; in grey both are the greys of these colours. */
export interface Paper {
  readonly width: number;
  readonly channels: number;
  /** [2, height, width, channels]: as it is, then inverted. One array, so that choosing between them is an addition. */
  readonly colours: Uint8Array;
  /** Where the inverted ones begin. */
  readonly half: number;
}

/** @throws {HandgradError} when the background is smaller than 29 x 29. */
export function paperOf({ name, width, height, pixels }: RgbImage, grey: boolean): Paper {
  if (width <= SIDE || height <= SIDE) {
    throw new HandgradError(
      `polymnist: the background ${name} is ${width} x ${height}, expected at least ${SIDE + 1} x ${SIDE + 1}`,
    );
  }
  const both = new Uint8Array(2 * pixels.length);
  both.set(pixels);
  pixels.forEach((value, i) => (both[pixels.length + i] = 255 - value));
  const colours = grey ? greyOfColours(both) : both;
  return { width, channels: grey ? 1 : 3, colours, half: colours.length / 2 };
}

/** Writes a patch of the paper, inverted where the digit is ink, into `picture`, [28, 28, channels]. */
export function printDigit(
  picture: Uint8Array,
  digit: Uint8Array,
  { width, channels, colours, half }: Paper,
  { left, top }: Pick<PictureChoice, 'left' | 'top'>,
): void {
  for (let row = 0, pixel = 0, to = 0; row < SIDE; row++) {
    let from = ((top + row) * width + left) * channels;
    for (let column = 0; column < SIDE; column++, pixel++) {
      // `half` where the digit is ink, else 0: without a branch, which could not be foretold, in two thirds of the time.
      const ink = half & ((THRESHOLD - digit[pixel]) >> 31);
      for (let channel = 0; channel < channels; channel++) picture[to++] = colours[ink + from++];
    }
  }
}

function placesOf(labels: Uint8Array, digit: number): Int32Array {
  const places = new Int32Array(labels.reduce((count, label) => count + Number(label === digit), 0));
  let found = 0;
  labels.forEach((label, place) => {
    if (label === digit) places[found++] = place;
  });
  return places;
}

function checkDigits({ name, height, width, channels, classes }: ImageDataset): void {
  if (height === SIDE && width === SIDE && channels === 1 && classes === DIGITS) return;
  throw new HandgradError(
    `polymnist: ${name} has images of ${height} x ${width} x ${channels} in ${classes} classes, ` +
      `expected ${SIDE} x ${SIDE} x 1 in ${DIGITS}`,
  );
}
