import { randomBits } from '../../src/tensor/random.js';
import type { Examples } from '../../src/train/examples.js';

/** 8 x 8 pictures of three classes: a bright band at the top, in the middle or at the bottom, in noise. */
export function bands(count: number): Examples {
  const inputs = new Uint8Array(count * 64);
  const targets = Uint8Array.from({ length: count }, (_, i) => randomBits(1, 'bands/label', i) % 3);
  inputs.forEach((_, i) => {
    const row = Math.floor((i % 64) / 8);
    const isBand = Math.floor(row / 3) === targets[Math.floor(i / 64)];
    inputs[i] = (isBand ? 100 : 0) + (randomBits(2, 'bands/noise', i) % 120);
  });
  return { count, inputs, inputShape: [8, 8, 1], targets, targetShape: [] };
}
