import { philox4x32Into } from '../../tensor/philox.js';
import { COSINE_OF_TURN, middleOf, SINE_OF_TURN, WORDS_PER_MAP } from '../affine-map.js';
import type { KernelTable } from '../backend.js';
import type { AffineMapRanges } from '../kernels.js';
import { floatsOf } from './reference-buffer.js';

const f32 = Math.fround;

/** maps[i] = the affine map of image first + i, drawn from `ranges`; every operation rounded to float32 (affine-map.ts). */
export const affineMaps: KernelTable['affineMaps'] = (_, [maps], attributes) => {
  const { first, seedLow, seedHigh, streamLow, streamHigh, step } = attributes;
  const to = floatsOf(maps);
  const words = new Uint32Array(WORDS_PER_MAP);
  for (let i = 0; i < maps.shape[0]; i++) {
    const block = (WORDS_PER_MAP / 4) * (first + i);
    philox4x32Into(words, 0, seedLow, seedHigh, block, step, streamLow, streamHigh);
    philox4x32Into(words, 4, seedLow, seedHigh, block + 1, step, streamLow, streamHigh);
    to.set(affineMap(words, attributes), 6 * i);
  }
};

/** The map of an image from its random words. */
function affineMap(words: Uint32Array, ranges: AffineMapRanges): number[] {
  const [turn, zoomRow, zoomColumn, shiftRow, shiftColumn] = [
    ranges.rotation,
    ranges.zoomHeight,
    ranges.zoomWidth,
    ranges.shiftHeight,
    ranges.shiftWidth,
  ].map((range, k) => f32(signedUniform(words[k]) * f32(range)));
  const { sine, cosine } = sineAndCosine(turn);
  const [scaleRow, scaleColumn] = [f32(1 + zoomRow), f32(1 + zoomColumn)];
  const middle = middleOf(ranges);

  const [a, b] = [f32(cosine * scaleRow), f32(sine * scaleColumn)];
  const [d, e] = [f32(-sine * scaleRow), f32(cosine * scaleColumn)];
  const shift = [dot(cosine, shiftRow, sine, shiftColumn), dot(-sine, shiftRow, cosine, shiftColumn)];
  const c = f32(f32(middle.row + shift[0]) - dot(a, middle.row, b, middle.column));
  const f = f32(f32(middle.column + shift[1]) - dot(d, middle.row, e, middle.column));
  return [a, b, c, d, e, f];
}

/** In [-1, 1), in steps of 2^-23: exact. */
function signedUniform(word: number): number {
  return (word >>> 8) * 2 ** -23 - 1;
}

/** Of an angle in turns. */
function sineAndCosine(turn: number): { sine: number; cosine: number } {
  const quarters = Math.floor(f32(4 * turn + 0.5));
  const rest = f32(turn - quarters / 4);
  const square = f32(rest * rest);
  const [sine, cosine] = [f32(rest * polynomial(square, SINE_OF_TURN)), polynomial(square, COSINE_OF_TURN)];
  switch (quarters & 3) {
    case 0:
      return { sine, cosine };
    case 1:
      return { sine: cosine, cosine: -sine };
    case 2:
      return { sine: -sine, cosine: -cosine };
    default:
      return { sine: -cosine, cosine: sine };
  }
}

/** Horner's rule; the constant comes first. */
function polynomial(x: number, coefficients: readonly number[]): number {
  return coefficients.reduceRight((sum, coefficient) => f32(f32(sum * x) + coefficient));
}

/** a x + b y. */
function dot(a: number, x: number, b: number, y: number): number {
  return f32(f32(a * x) + f32(b * y));
}
