/**
 * `digits`: handwritten-style digits that the project draws itself, in the format and with the numbers of MNIST, so
 * that there is always something to learn. Each picture is a function of (seed, split, index).
 */
import { HandgradError } from '../../tensor/error.js';
import { RandomStream, type Seed } from '../../tensor/random.js';
import { imageDataset, type ImageDataset } from '../dataset.js';
import { glyphs } from './glyphs.js';
import { chooseGlyph, write } from './handwriting.js';
import { choosePen, draw, SIDE } from './pen.js';

/** Random words kept for one picture: far more than it uses, so that no two pictures share any. */
const WORDS_PER_DIGIT = 2 ** 20;
/** Pictures drawn between two breaths, in which progress is shown and an interruption heard. */
const CHUNK = 1000;

/** Of the digits that serve where there is no MNIST. */
export const STANDARD_SEED: Seed = 1;

export type Split = 'train' | 'test';

/** One drawn digit: 28 x 28 bytes, ink 255 on background 0, and the digit it is. */
export function drawDigit(seed: Seed, split: Split, index: number): { pixels: Uint8Array; label: number } {
  const random = new RandomStream(seed, `digits/${split}`, index * WORDS_PER_DIGIT);
  const label = random.integer(10);
  const lines = write(chooseGlyph(glyphs[label], random), random);
  return { pixels: draw(lines, choosePen(random)), label };
}

/**
 * The first `count` drawn digits of a split. Gives way to other work every 1,000 pictures and then calls
 * `onProgress(drawn, count)`.
 * @throws {HandgradError} unless `count` is a whole number from 1 up.
 */
export async function drawDigits(
  seed: Seed,
  split: Split,
  count: number,
  onProgress?: (drawn: number, count: number) => void,
): Promise<ImageDataset> {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new HandgradError(`digits: ${count} pictures asked for, expected a whole number from 1 up`);
  }
  const images = new Uint8Array(count * SIDE * SIDE);
  const labels = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const { pixels, label } = drawDigit(seed, split, index);
    images.set(pixels, index * SIDE * SIDE);
    labels[index] = label;
    if ((index + 1) % CHUNK === 0 || index + 1 === count) {
      onProgress?.(index + 1, count);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  return imageDataset({
    name: 'digits',
    description: `drawn by handgrad (seed ${seed}, ${split})`,
    images,
    labels,
    height: SIDE,
    width: SIDE,
    channels: 1,
    classes: 10,
  });
}
