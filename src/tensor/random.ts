/**
 * Random numbers as functions: each is Philox4x32-10 of (seed, stream, index), whatever was drawn before it.
 *
 *   key     = (seed low, seed high)
 *   counter = (block low, block high, stream low, stream high)
 *   word i of a stream = word (i mod 4) of block floor(i / 4)
 *
 * A stream is a name ('shuffle', 'dropout/2'): numbers of different names are independent, and adding a consumer never
 * moves the numbers of another. Kernels follow the same convention: one that runs once a step puts the step into the
 * block's high word, since a tensor's blocks fit into the low one.
 */
import { HandgradError } from './error.js';
import { mulHigh, philox4x32Into } from './philox.js';

/** A whole number from 0 to 2^53 - 1. */
export type Seed = number;

/** The 64 bits that stand for a stream's name in the counter: two unsigned 32-bit words. */
export interface Stream {
  /** The lower 32 bits. */
  readonly low: number;
  /** The upper 32 bits. */
  readonly high: number;
}

const TWO_32 = 2 ** 32;

/**
 * The seed as the key of Philox: [low, high]. @throws {HandgradError} when it is no whole number from 0 to 2^53 - 1.
 */
export function seedWords(seed: Seed): [number, number] {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new HandgradError(`random: the seed is ${seed}, expected a whole number from 0 to 2^53 - 1`);
  }
  return [seed >>> 0, Math.floor(seed / TWO_32)];
}

/** The stream of a name: FNV-1a, 64 bit, of its UTF-8 bytes (Fowler, Noll, Vo; prime 2^40 + 0x1b3). */
export function streamOf(name: string): Stream {
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  for (const byte of new TextEncoder().encode(name)) {
    low = (low ^ byte) >>> 0;
    high = (mulHigh(low, 0x1b3) + Math.imul(high, 0x1b3) + (low << 8)) >>> 0;
    low = Math.imul(low, 0x1b3) >>> 0;
  }
  return { low, high };
}

/** Words `offset`, `offset + 1`, ... of a stream into `out`, without allocating per number. */
export function fillRandomBits(out: Uint32Array, seed: Seed, stream: string | Stream, offset = 0): void {
  const words = new WordReader(seed, stream, offset);
  for (let i = 0; i < out.length; i++) out[i] = words.next();
}

/** Word `index` of a stream: 32 random bits, unsigned. */
export function randomBits(seed: Seed, stream: string | Stream, index: number): number {
  return new WordReader(seed, stream, index).next();
}

/**
 * The uniform number in [0, 1) of a word: its upper 24 bits times 2^-24. Not all 32: these are exactly the numbers that
 * a float32 kernel can make from the same word.
 */
export function uniformOf(bits: number): number {
  return (bits >>> 8) * 2 ** -24;
}

/** Numbers `offset` to `offset + count - 1` of a stream, uniform in [0, 1) in steps of 2^-24. */
export function uniform(seed: Seed, stream: string | Stream, count: number, offset = 0): Float64Array {
  const words = new WordReader(seed, stream, offset);
  const values = new Float64Array(checkCount('uniform', count));
  for (let i = 0; i < count; i++) values[i] = uniformOf(words.next());
  return values;
}

/**
 * Numbers `offset` to `offset + count - 1` of a stream, standard normal, float64, by Box and Muller (1958): the pair
 * (2j, 2j + 1) is made of words (2j, 2j + 1), radius from the first, angle from the second, all 32 bits of each.
 * The words are the same everywhere; logarithm, sine and cosine may differ by a unit of the last digit between engines.
 */
export function normal(seed: Seed, stream: string | Stream, count: number, offset = 0): Float64Array {
  const values = new Float64Array(checkCount('normal', count));
  const firstPair = offset - (offset % 2);
  const words = new WordReader(seed, stream, firstPair);
  for (let index = firstPair; index < offset + count; index += 2) {
    const [even, odd] = normalPair(words.next(), words.next());
    if (index >= offset) values[index - offset] = even;
    if (index + 1 < offset + count) values[index + 1 - offset] = odd;
  }
  return values;
}

/**
 * Whole number `index` of a stream, uniform in [0, bound), 1 <= bound <= 2^32: floor(x * bound / 2^64) of the 64 bits
 * x = (word 2*index) * 2^32 + (word 2*index + 1). No rejection, so that every number sits at a known place; no value's
 * probability is off by more than bound / 2^64 of itself (2^-48 for 60,000 images).
 */
export function randomInteger(seed: Seed, stream: string | Stream, index: number, bound: number): number {
  const words = new WordReader(seed, stream, 2 * index);
  return integerOf(words.next(), words.next(), checkBound(bound));
}

/**
 * A random order of 0 .. n - 1, by Fisher and Yates: for i = n - 1 down to 1, i changes places with `randomInteger`
 * number n - 1 - i of the stream, bounded by i + 1.
 */
export function permutation(seed: Seed, stream: string | Stream, n: number): Int32Array {
  const order = Int32Array.from({ length: checkCount('permutation', n) }, (_, i) => i);
  const words = new WordReader(seed, stream, 0);
  for (let i = n - 1; i > 0; i--) {
    const j = integerOf(words.next(), words.next(), i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/**
 * The threshold of dropout: element i of a tensor is dropped where word (i mod 4) of block floor(i / 4), compared as an
 * unsigned integer, is less than floor(rate * 2^32). An integer comparison, so that every backend drops the same
 * elements.
 * @throws {HandgradError} unless 0 <= rate < 1.
 */
export function dropThreshold(rate: number): number {
  if (!(rate >= 0 && rate < 1)) throw new HandgradError(`dropout: the rate is ${rate}, expected 0 <= rate < 1`);
  return Math.floor(rate * TWO_32);
}

/**
 * The number of a training step as a word of the counter. `what` draws: it is named in the error.
 * @throws {HandgradError} unless it is a whole number from 0 to 2^32 - 1.
 */
export function checkStep(what: string, step: number): number {
  if (Number.isInteger(step) && step >= 0 && step < TWO_32) return step;
  throw new HandgradError(`${what}: the step is ${step}, expected a whole number from 0 to 2^32 - 1`);
}

/**
 * Random numbers drawn one after the other. All it holds is a place in a stream: save `position` and go on from there.
 */
export class RandomStream {
  private readonly words: WordReader;

  /** `position`: how many words of the stream have been used already. */
  constructor(seed: Seed, stream: string | Stream, position = 0) {
    this.words = new WordReader(seed, stream, position);
  }

  /** Words used up so far. */
  get position(): number {
    return this.words.position;
  }

  /** 32 random bits, unsigned. Uses one word. */
  next(): number {
    return this.words.next();
  }

  /** Uniform in [low, high), in 2^24 steps. Uses one word. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * uniformOf(this.words.next());
  }

  /** Standard normal. Uses two words. */
  normal(): number {
    return normalPair(this.words.next(), this.words.next())[0];
  }

  /** Uniform whole number in [0, bound), 1 <= bound <= 2^32. Uses two words. */
  integer(bound: number): number {
    return integerOf(this.words.next(), this.words.next(), checkBound(bound));
  }
}

/** Reads a stream's words in order; computes each block once. */
class WordReader {
  private readonly block = new Uint32Array(4);
  private readonly key: readonly [number, number];
  private readonly stream: Stream;

  constructor(
    seed: Seed,
    stream: string | Stream,
    public position: number,
  ) {
    if (!Number.isSafeInteger(position) || position < 0) {
      throw new HandgradError(
        `random: the place in a stream is ${position}, expected a whole number from 0 to 2^53 - 1`,
      );
    }
    this.key = seedWords(seed);
    this.stream = typeof stream === 'string' ? streamOf(stream) : stream;
    if (position % 4 !== 0) this.loadBlock();
  }

  next(): number {
    const word = this.position % 4;
    if (word === 0) this.loadBlock();
    this.position++;
    return this.block[word];
  }

  private loadBlock(): void {
    const index = Math.floor(this.position / 4);
    const [key0, key1] = this.key;
    philox4x32Into(
      this.block,
      0,
      key0,
      key1,
      index >>> 0,
      Math.floor(index / TWO_32),
      this.stream.low,
      this.stream.high,
    );
  }
}

function normalPair(radiusBits: number, angleBits: number): [number, number] {
  // (bits + 1) / 2^32 is in (0, 1]: the logarithm is finite.
  const radius = Math.sqrt(-2 * Math.log((radiusBits + 1) / TWO_32));
  const angle = 2 * Math.PI * (angleBits / TWO_32);
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

function integerOf(high: number, low: number, bound: number): number {
  if (bound === TWO_32) return high;
  // (high * 2^32 + low) * bound / 2^64, in 32-bit words: the carry of the middle word is all that `low` can add.
  const middle = (Math.imul(high, bound) >>> 0) + mulHigh(low, bound);
  return mulHigh(high, bound) + (middle >= TWO_32 ? 1 : 0);
}

function checkBound(bound: number): number {
  if (!Number.isInteger(bound) || bound < 1 || bound > TWO_32) {
    throw new HandgradError(`random: the bound of an integer is ${bound}, expected a whole number from 1 to 2^32`);
  }
  return bound;
}

function checkCount(what: string, count: number): number {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new HandgradError(`random: ${what} of ${count} numbers, expected a whole number from 0 up`);
  }
  return count;
}
