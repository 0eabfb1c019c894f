/**
 * Beyond notebook 004: its simplest dense network above 95 % has 13,287 parameters (784-13-128-10, 95.32 %).
 *
 * 10,205 of them are in the layer of 13, which sees single pixels. Averaging windows of 2 x 2 first, which has no parameters, leaves 196
 * inputs, and so room for a hidden layer of 64.
 */
import { averagePool, dense, flatten } from '../notebooks/layers.js';
import { adamAlongCosine, candidatesOf, VARIED, type Challenge } from './challenge.js';

const NAME = 'small-dense';

const network = candidatesOf(NAME, {
  optimizer: adamAlongCosine(0.003),
  training: { epochs: 30, batchSize: 128 },
});

export const smallDense: Challenge = {
  name: NAME,
  asks: 'a dense network of at most 13,287 parameters above 97 % on the test images (pooling the input first is allowed)',
  limits: { parameters: 13_287, onlyDense: true },
  target: 0.97,
  candidates: [
    network('published-layers', 'The layers of 004/simplest: 13-128', [flatten, dense(13), dense(128)]),
    network('pooled-64', 'Windows of 2 x 2, then 64', [averagePool(2), flatten, dense(64)]),
    network('pooled-64-varied', 'The same on varied images', [averagePool(2), flatten, dense(64)], VARIED),
    network('pooled-56-32', 'Windows of 2 x 2, then 56-32', [averagePool(2), flatten, dense(56), dense(32)]),
    network(
      'pooled-56-32-varied',
      'The same on varied images',
      [averagePool(2), flatten, dense(56), dense(32)],
      VARIED,
    ),
  ],
};
