/**
 * Beyond notebook 003: its best network of under 7,000 parameters reads 98.95 % of the test images.
 *
 * Of its 6,831 parameters 4,439 are in the second convolution and 2,080 in the dense layer, which has weights of its own for every place.
 * The candidates have layers of 3 x 3, normalise, and average over places before the dense layer (Lin, Chen & Yan 2014).
 */
import { batchNorm, conv, flatten, maxPool, type LayerRecipe } from '../notebooks/layers.js';
import { adamAlongCosine, candidatesOf, VARIED, type Challenge } from './challenge.js';

const NAME = 'tiny-convolution';
const globalAveragePool: LayerRecipe = { kind: 'globalAveragePool2d' };

/** A convolution of 3 x 3, normalised, then ReLU. The normalisation has a shift, so the convolution needs no bias. */
function normalizedConv(filters: number): LayerRecipe[] {
  return [
    { kind: 'conv2d', filters, kernelSize: 3, padding: 'same', useBias: false },
    batchNorm,
    { kind: 'activation', activation: 'relu' },
  ];
}

const network = candidatesOf(NAME, {
  optimizer: adamAlongCosine(0.004),
  training: { epochs: 15, batchSize: 128 },
});

export const tinyConvolution: Challenge = {
  name: NAME,
  asks: 'a network of under 7,000 parameters above 99.0 % on the test images',
  limits: { parameters: 6999 },
  target: 0.99,
  candidates: [
    network(
      'published-layers',
      'The layers of 003/model-2, varied images, a falling rate',
      [conv(12, 5, 'valid'), maxPool(2), conv(23, 4, 'valid'), maxPool(3), flatten],
      VARIED,
    ),
    network(
      'three-normalized',
      'Convolutions of 8, 16 and 24 filters 3 x 3, normalised, averaged over places',
      [...normalizedConv(8), maxPool(2), ...normalizedConv(16), maxPool(2), ...normalizedConv(24), globalAveragePool],
      VARIED,
    ),
    network(
      'four-normalized',
      'Convolutions of 8, 12, 16 and 20 filters 3 x 3, normalised, averaged over places',
      [
        ...normalizedConv(8),
        maxPool(2),
        ...normalizedConv(12),
        ...normalizedConv(16),
        maxPool(2),
        ...normalizedConv(20),
        globalAveragePool,
      ],
      VARIED,
    ),
  ],
};
