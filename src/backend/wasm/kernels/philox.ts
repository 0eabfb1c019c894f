import { I32x4, type FunctionBuilder, type Local } from '../assembler/index.js';

// Philox4x32-10 as in src/tensor/philox.ts, where the source is: the same words, bit for bit.

const ROUNDS = 10;
const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** Four words of which each is a vector: lane i belongs to block i. */
export type Words = readonly [Local<I32x4>, Local<I32x4>, Local<I32x4>, Local<I32x4>];

/** The random words of four counters at once, under keys that may differ too. */
export function philox4x32(
  k: FunctionBuilder,
  counter: Words,
  [keyLow, keyHigh]: readonly [Local<I32x4>, Local<I32x4>],
): Words {
  let [c0, c1, c2, c3] = counter;
  const [k0, k1] = [k.ints(keyLow), k.ints(keyHigh)];
  for (let round = 0; round < ROUNDS; round++) {
    const product0 = multiplyWide(k, c0, M0);
    const product1 = multiplyWide(k, c2, M1);
    c0 = k.ints(product1.high.xor(c1).xor(k0));
    c1 = k.ints(product1.low);
    c2 = k.ints(product0.high.xor(c3).xor(k1));
    c3 = k.ints(product0.low);
    k.set<I32x4>(k0, k0.add(W0));
    k.set<I32x4>(k1, k1.add(W1));
  }
  return [c0, c1, c2, c3];
}

/** The upper and lower words of the 64-bit products of four unsigned lanes with a constant. */
function multiplyWide(k: FunctionBuilder, lanes: I32x4, factor: number): { high: I32x4; low: I32x4 } {
  const factors = I32x4.splatConst(factor);
  const [first, last] = [k.ints(lanes.multiplyWide(factors, 'low')), k.ints(lanes.multiplyWide(factors, 'high'))];
  return { high: first.shuffle(last, [1, 3, 5, 7]), low: first.shuffle(last, [0, 2, 4, 6]) };
}
