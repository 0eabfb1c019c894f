import { describe, expect, it } from 'vitest';
import { mulHigh, philox4x32, philox4x32Into } from '../../src/tensor/philox.js';
import {
  dropThreshold,
  fillRandomBits,
  normal,
  permutation,
  randomBits,
  randomInteger,
  RandomStream,
  seedWords,
  streamOf,
  uniform,
  uniformOf,
} from '../../src/tensor/random.js';

const hex = (words: Iterable<number>): string =>
  Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join(' ');

describe('philox4x32', () => {
  // Random123, file kat_vectors, lines "philox4x32 10": counter, key, result.
  it.each([
    {
      counter: [0, 0, 0, 0] as const,
      key: [0, 0] as const,
      result: '6627e8d5 e169c58d bc57ac4c 9b00dbd8',
    },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff] as const,
      key: [0xffffffff, 0xffffffff] as const,
      result: '408f276d 41c83b0e a20bc7c6 6d5451fd',
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const,
      key: [0xa4093822, 0x299f31d0] as const,
      result: 'd16cfe09 94fdcceb 5001e420 24126ea1',
    },
  ])('gives the known answer of Random123 for counter $counter', ({ counter, key, result }) => {
    expect(hex(philox4x32(key, counter))).toBe(result);
  });

  it('writes its block at the given place and nowhere else', () => {
    const out = new Uint32Array(6).fill(7);
    philox4x32Into(out, 1, 0, 0, 0, 0, 0, 0);
    expect(hex(out)).toBe('00000007 6627e8d5 e169c58d bc57ac4c 9b00dbd8 00000007');
  });

  it('multiplies words like 64-bit integers do', () => {
    const words = [0, 1, 2, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0xd2511f53];
    for (let i = 0; i < 100; i++) words.push(randomBits(1, 'mulHigh', i));
    const pairs = words.flatMap((a) => words.map((b) => [a, b] as const));
    const exact = pairs.map(([a, b]) => Number((BigInt(a) * BigInt(b)) >> 32n));
    expect(pairs.map(([a, b]) => mulHigh(a, b))).toEqual(exact);
    expect(pairs.map(([a, b]) => mulHigh(a | 0, b | 0))).toEqual(exact);
  });
});

describe('streams', () => {
  // Published test vectors of FNV-1a, 64 bit (Landon Curt Noll).
  it.each([
    ['', 'cbf29ce4 84222325'],
    ['a', 'af63dc4c 8601ec8c'],
    ['foobar', '85944171 f73967e8'],
  ])('the name "%s" hashes to the published FNV-1a value', (name, expected) => {
    const { high, low } = streamOf(name);
    expect(hex([high, low])).toBe(expected);
  });

  it('word i is word i mod 4 of block i div 4, with the stream in the upper half of the counter', () => {
    const seed = 5 * 2 ** 32 + 9;
    const { low, high } = streamOf('shuffle');
    for (const index of [0, 1, 2, 3, 4, 7, 1001, 4 * (2 ** 32 + 3) + 2]) {
      const block = Math.floor(index / 4);
      const words = philox4x32([9, 5], [block >>> 0, Math.floor(block / 2 ** 32), low, high]);
      expect(randomBits(seed, 'shuffle', index)).toBe(words[index % 4]);
    }
  });

  it('a stream can be entered at any place', () => {
    const whole = new Uint32Array(50);
    fillRandomBits(whole, 3, 'a');
    for (let offset = 0; offset < 9; offset++) {
      const part = new Uint32Array(20);
      fillRandomBits(part, 3, 'a', offset);
      expect(part).toEqual(whole.subarray(offset, offset + 20));
    }
  });

  it('other names and other seeds give other numbers, the upper half of the seed included', () => {
    const heads = [
      [1, 'a'],
      [1, 'b'],
      [2, 'a'],
      [1 + 2 ** 32, 'a'],
    ].map(([seed, name]) => randomBits(seed as number, name as string, 0));
    expect(new Set(heads).size).toBe(4);
  });

  it.each([-1, 0.5, NaN, 2 ** 53])('the seed %d is refused', (seed) => {
    expect(() => seedWords(seed)).toThrow(/the seed is .*, expected a whole number from 0 to 2\^53 - 1/);
  });

  it('a place before the beginning is refused', () => {
    expect(() => randomBits(1, 'a', -1)).toThrow(/the place in a stream is -1/);
  });
});

describe('uniform', () => {
  it('takes the upper 24 bits, so that float32 holds every number exactly', () => {
    expect(uniformOf(0xffffffff)).toBe(1 - 2 ** -24);
    expect(uniformOf(0x000000ff)).toBe(0);
    for (const value of uniform(1, 'u', 1000)) expect(Math.fround(value)).toBe(value);
  });

  it('has the mean and variance of [0, 1), within five standard errors', () => {
    const n = 100_000;
    const values = uniform(7, 'u', n);
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n));
  });

  it('is the same stream from any offset', () => {
    expect(uniform(1, 'u', 5, 3)).toEqual(uniform(1, 'u', 8).subarray(3));
  });

  it('a negative count is refused', () => {
    expect(() => uniform(1, 'u', -1)).toThrow(/uniform of -1 numbers/);
  });
});

describe('normal', () => {
  it('has mean 0, variance 1 and kurtosis 3, within five standard errors', () => {
    const n = 100_000;
    const values = normal(7, 'n', n);
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
  });

  it('is Box and Muller of words 2j and 2j + 1', () => {
    const radius = Math.sqrt(-2 * Math.log((randomBits(1, 'n', 6) + 1) / 2 ** 32));
    const angle = (2 * Math.PI * randomBits(1, 'n', 7)) / 2 ** 32;
    const values = normal(1, 'n', 8);
    expect(values[6]).toBe(radius * Math.cos(angle));
    expect(values[7]).toBe(radius * Math.sin(angle));
  });

  it('is the same stream from any offset and for any count', () => {
    const whole = normal(1, 'n', 12);
    for (const [count, offset] of [
      [3, 0],
      [4, 1],
      [5, 3],
      [0, 5],
      [1, 11],
    ]) {
      expect(normal(1, 'n', count, offset)).toEqual(whole.slice(offset, offset + count));
    }
  });
});

describe('randomInteger', () => {
  it('is floor(x * bound / 2^64) of 64 bits', () => {
    for (const bound of [1, 2, 3, 10, 60_000, 2 ** 31 + 1, 2 ** 32 - 1, 2 ** 32]) {
      for (let index = 0; index < 50; index++) {
        const x = (BigInt(randomBits(1, 'i', 2 * index)) << 32n) | BigInt(randomBits(1, 'i', 2 * index + 1));
        expect(randomInteger(1, 'i', index, bound)).toBe(Number((x * BigInt(bound)) >> 64n));
      }
    }
  });

  it('falls on each of ten values equally often (chi-squared below the 99.9 % point)', () => {
    const counts = new Array<number>(10).fill(0);
    for (let index = 0; index < 20_000; index++) counts[randomInteger(3, 'dice', index, 10)]++;
    const chiSquared = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    expect(chiSquared).toBeLessThan(27.88);
  });

  it.each([0, -3, 1.5, 2 ** 32 + 1])('the bound %d is refused', (bound) => {
    expect(() => randomInteger(1, 'i', 0, bound)).toThrow(/expected a whole number from 1 to 2\^32/);
  });
});

describe('permutation', () => {
  it('holds every number once and depends on seed and stream', () => {
    const order = permutation(1, 'shuffle', 1000);
    expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(permutation(1, 'shuffle', 1000)).toEqual(order);
    expect(permutation(2, 'shuffle', 1000)).not.toEqual(order);
    expect(permutation(1, 'shuffle/1', 1000)).not.toEqual(order);
  });

  it('gives all 24 orders of four equally often (chi-squared below the 99.9 % point)', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 24_000; seed++) {
      const order = permutation(seed, 'p', 4).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquared).toBeLessThan(49.73);
  });

  it('of 0 and 1 elements is no special case', () => {
    expect(permutation(1, 'p', 0)).toEqual(new Int32Array(0));
    expect(permutation(1, 'p', 1)).toEqual(new Int32Array(1));
  });
});

describe('dropThreshold', () => {
  it('is floor(rate * 2^32), and the share below it is the rate within five standard errors', () => {
    expect(dropThreshold(0)).toBe(0);
    expect(dropThreshold(0.5)).toBe(2 ** 31);
    expect(dropThreshold(0.3)).toBe(1288490188);
    const n = 100_000;
    const bits = new Uint32Array(n);
    fillRandomBits(bits, 1, 'dropout');
    const dropped = bits.filter((word) => word < dropThreshold(0.3)).length;
    expect(Math.abs(dropped / n - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / n));
  });

  it.each([-0.1, 1, NaN])('the rate %d is refused', (rate) => {
    expect(() => dropThreshold(rate)).toThrow(/expected 0 <= rate < 1/);
  });
});

describe('RandomStream', () => {
  it('draws the same numbers as the functions and counts the words it uses', () => {
    const stream = new RandomStream(4, 's');
    expect(stream.next()).toBe(randomBits(4, 's', 0));
    expect(stream.uniform()).toBe(uniform(4, 's', 1, 1)[0]);
    expect(stream.integer(100)).toBe(randomInteger(4, 's', 1, 100));
    expect(stream.normal()).toBe(normal(4, 's', 1, 4)[0]);
    expect(stream.position).toBe(6);
  });

  it('goes on from a saved position as if it had never stopped', () => {
    const draw = (stream: RandomStream) => [stream.normal(), stream.uniform(-2, 3), stream.next(), stream.integer(7)];
    for (let used = 0; used < 9; used++) {
      const original = new RandomStream(11, 's');
      for (let i = 0; i < used; i++) original.next();
      const resumed = new RandomStream(11, 's', original.position);
      expect(draw(resumed)).toEqual(draw(original));
    }
  });

  it('keeps uniform numbers inside their range', () => {
    const stream = new RandomStream(1, 's');
    for (let i = 0; i < 1000; i++) {
      const value = stream.uniform(-2, 3);
      expect(value >= -2 && value < 3).toBe(true);
    }
  });
});
