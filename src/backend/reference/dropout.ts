import { philox4x32Into } from '../../tensor/philox.js';
import { dropThreshold } from '../../tensor/random.js';
import type { KernelTable } from '../backend.js';
import { floatsOf } from './reference-buffer.js';

/** y[i] = word(i) < threshold ? 0 : x[i] / (1 - rate), word(i) = word i mod 4 of Philox block (i div 4, step) of the stream. */
export const dropout: KernelTable['dropout'] = ([x], [y], attributes) => {
  const { rate, seedLow, seedHigh, streamLow, streamHigh, step } = attributes;
  const from = floatsOf(x);
  const to = floatsOf(y);
  const threshold = dropThreshold(rate);
  const words = new Uint32Array(4);
  for (let i = 0; i < to.length; i++) {
    if (i % 4 === 0) philox4x32Into(words, 0, seedLow, seedHigh, i / 4, step, streamLow, streamHigh);
    to[i] = words[i % 4] < threshold ? 0 : from[i] / (1 - rate);
  }
};
