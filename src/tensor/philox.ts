/**
 * Philox4x32-10: the counter-based random number generator under every random number of the engine.
 *
 * A counter of four 32-bit words and a key of two give a block of four random words; there is no state, so that any
 * block can be had at any time, in any order, on any device. One round, with hi and lo the two halves of a 64-bit
 * product:
 *
 *   (c0, c1, c2, c3) <- (hi(M1 c2) ^ c1 ^ k0,  lo(M1 c2),  hi(M0 c0) ^ c3 ^ k1,  lo(M0 c0))
 *   (k0, k1)         <- (k0 + W0, k1 + W1)
 *
 * Ten rounds. Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011; constants as
 * in Random123. JavaScript has no 32 x 32 -> 64 bit product, so the upper word is put together from 16-bit halves.
 */

const ROUNDS = 10;
const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
/** The key's increments (Weyl sequence): the golden ratio and sqrt(3) - 1, as fractions of 2^32. */
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit words, unsigned. */
export function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // Sums of three terms below 2^32 stay far below 2^53, so the doubles in between are exact.
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/**
 * Writes the block of one counter into `out[at .. at + 3]`, without allocating.
 * `key0`, `key1`: the seed's low and high word; `counter0` to `counter3`: the counter, lowest word first. All unsigned
 * 32 bit.
 */
export function philox4x32Into(
  out: Uint32Array,
  at: number,
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
): void {
  let c0 = counter0;
  let c1 = counter1;
  let c2 = counter2;
  let c3 = counter3;
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = mulHigh(M0, c0);
    const low0 = Math.imul(M0, c0);
    const high1 = mulHigh(M1, c2);
    const low1 = Math.imul(M1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + W0) | 0;
    k1 = (k1 + W1) | 0;
  }
  out[at] = c0;
  out[at + 1] = c1;
  out[at + 2] = c2;
  out[at + 3] = c3;
}

/** The four words, unsigned, of one counter under one key. Convenient; `philox4x32Into` is the one for loops. */
export function philox4x32(
  key: readonly [number, number],
  counter: readonly [number, number, number, number],
): [number, number, number, number] {
  const out = new Uint32Array(4);
  philox4x32Into(out, 0, key[0], key[1], counter[0], counter[1], counter[2], counter[3]);
  return [out[0], out[1], out[2], out[3]];
}
