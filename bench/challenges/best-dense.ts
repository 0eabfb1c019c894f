/**
 * Beyond notebook 002: its optimal dense network reads 98.66 % after 82.28 s, with dropout and L2, led by the test images.
 *
 * Varied images take the place of dropout and L2 in some candidates (Simard, Steinkraus & Platt 2003; Ciresan et al. 2010 trained
 * dense networks so to 99.65 %); all follow a falling rate.
 */
import { batchNorm, dense, dropout, flatten } from '../notebooks/layers.js';
import { adamAlongCosine, candidatesOf, VARIED, type Challenge } from './challenge.js';

const NAME = 'best-dense';

const network = candidatesOf(NAME, {
  optimizer: adamAlongCosine(0.002),
  training: { epochs: 15, batchSize: 256 },
});

const published = [flatten, dense(600), dropout(0.2), dense(300), dropout(0.3), dense(100), dropout(0.2)];

export const bestDense: Challenge = {
  name: NAME,
  asks: 'a dense network above 98.66 % on the test images, trained in less than 82.28 s',
  limits: { seconds: 82.28, onlyDense: true },
  target: 0.9866,
  candidates: [
    network('published-layers', '600-300-100 with dropout, a falling rate', published),
    network('varied', '512-256 on varied images', [flatten, dense(512), dense(256)], VARIED),
    network(
      'varied-normalized',
      '512-256 on varied images, normalised',
      [flatten, dense(512), batchNorm, dense(256), batchNorm],
      VARIED,
    ),
  ],
};
