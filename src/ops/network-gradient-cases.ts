import type { Tensor } from '../tensor/tensor.js';
import { averagePool2d, averagePool2dGradient } from './average-pool2d.js';
import { batchNorm, batchNormInference } from './batch-norm.js';
import { conv2d, conv2dInputGradient, conv2dKernelGradient, type Conv2dOptions } from './conv2d.js';
import { conv2dGeometry, type SlidingOptions } from './convolution-geometry.js';
import { dense } from './dense.js';
import { dropout } from './dropout.js';
import { anyValues, distinct, indicesBelow, positive, type GradientCase } from './gradient-case.js';
import { layerNorm } from './layer-norm.js';
import { sigmoidCrossEntropyOperation } from './losses/sigmoid-cross-entropy.js';
import { softmaxCrossEntropyOperation } from './losses/softmax-cross-entropy.js';
import { maxPool2d, maxPool2dGradient, maxPool2dSelect } from './max-pool2d.js';
import { pool2dGeometry, type Pool2dOptions } from './pool2d-geometry.js';

/** The part of `gradientCases` that belongs to the operations of networks: products, convolution, pooling, normalisation, losses. */
export const networkGradientCases = {
  conv2d: [
    ...convolutions((options, [images, kernel]) => ({
      inputs: [anyValues(...images), anyValues(...kernel)],
      apply: (x, w) => conv2d(x, w, options),
    })),
    ...(['linear', 'sigmoid', 'tanh'] as const).map((activation) => ({
      covers: `bias and ${activation} in the same pass`,
      inputs: [anyValues(2, 4, 3, 2), anyValues(2, 2, 2, 3), anyValues(3)],
      apply: (x: Tensor, w: Tensor, bias: Tensor) => conv2d(x, w, { bias, activation }),
    })),
  ],
  conv2dInputGradient: convolutions((options, [images, kernel], outputs) => ({
    inputs: [anyValues(...outputs), anyValues(...kernel)],
    apply: (dz, w) => conv2dInputGradient([dz, w], conv2dGeometry(images, kernel, options)),
  })),
  conv2dKernelGradient: convolutions((options, [images, kernel], outputs) => ({
    inputs: [anyValues(...images), anyValues(...outputs)],
    apply: (x, dz) => conv2dKernelGradient([x, dz], conv2dGeometry(images, kernel, options)),
  })),

  maxPool2d: poolings((options, images) => ({
    inputs: [distinct(...images)],
    apply: (x) => maxPool2d(x, options),
  })),
  maxPool2dGradient: poolings((options, images, outputs) => ({
    inputs: [anyValues(...outputs), distinct(...images)],
    apply: (dy, x) => maxPool2dGradient([dy, x], pool2dGeometry('maxPool2d', images, options)),
  })),
  maxPool2dSelect: poolings((options, images) => ({
    inputs: [anyValues(...images), distinct(...images)],
    apply: (v, x) => maxPool2dSelect([v, x], pool2dGeometry('maxPool2d', images, options)),
  })),
  averagePool2d: poolings((options, images) => ({
    inputs: [anyValues(...images)],
    apply: (x) => averagePool2d(x, options),
  })),
  averagePool2dGradient: poolings((options, images, outputs) => ({
    inputs: [anyValues(...outputs)],
    apply: (dy) => averagePool2dGradient([dy], pool2dGeometry('averagePool2d', images, options)),
  })),

  dense: [
    { covers: 'no bias', inputs: [anyValues(3, 4), anyValues(4, 2)], apply: (x, w) => dense(x, w) },
    {
      covers: 'three axes, bias and sigmoid in the same pass',
      inputs: [anyValues(2, 3, 4), anyValues(4, 2), anyValues(2)],
      apply: (x, w, bias) => dense(x, w, { bias, activation: 'sigmoid' }),
    },
    {
      covers: 'bias and tanh in the same pass',
      inputs: [anyValues(3, 4), anyValues(4, 2), anyValues(2)],
      apply: (x, w, bias) => dense(x, w, { bias, activation: 'tanh' }),
    },
  ],

  batchNormTraining: [
    {
      covers: 'a matrix',
      inputs: [anyValues(5, 3), anyValues(3), anyValues(3)],
      apply: (x, gamma, beta) => batchNorm(x, gamma, beta, { epsilon: 0.01 }),
    },
    {
      covers: 'images',
      inputs: [anyValues(2, 3, 2, 2), anyValues(2), anyValues(2)],
      apply: (x, gamma, beta) => batchNorm(x, gamma, beta),
    },
  ],
  batchNormInference: [
    {
      covers: 'images',
      inputs: [anyValues(2, 2, 2, 3), anyValues(3), positive(3), anyValues(3), anyValues(3)],
      apply: (x, mean, variance, gamma, beta) =>
        batchNormInference([x, mean, variance, gamma, beta], { epsilon: 0.001 }),
    },
  ],
  layerNorm: [
    {
      covers: 'the last axis',
      inputs: [anyValues(3, 4), anyValues(4), anyValues(4)],
      apply: (x, gamma, beta) => layerNorm(x, gamma, beta),
    },
    {
      covers: 'the last two axes',
      inputs: [anyValues(2, 3, 2), anyValues(3, 2), anyValues(3, 2)],
      apply: (x, gamma, beta) => layerNorm(x, gamma, beta, { epsilon: 0.01 }),
    },
  ],
  dropout: [
    { covers: 'a third dropped', inputs: [anyValues(4, 5)], apply: (x) => dropout(x, { rate: 1 / 3, seed: 7 }) },
  ],

  softmaxCrossEntropy: [
    {
      covers: 'labels',
      inputs: [anyValues(3, 4), indicesBelow(4, 3)],
      apply: (logits, labels) => softmaxCrossEntropyOperation([logits, labels], { labelSmoothing: 0 }),
    },
    {
      covers: 'smoothed labels',
      inputs: [anyValues(3, 4), indicesBelow(4, 3)],
      apply: (logits, labels) => softmaxCrossEntropyOperation([logits, labels], { labelSmoothing: 0.1 }),
    },
    {
      covers: 'smoothed distributions, which need not add up to 1',
      inputs: [anyValues(2, 3, 4), positive(2, 3, 4)],
      apply: (logits, targets) => softmaxCrossEntropyOperation([logits, targets], { labelSmoothing: 0.2 }),
    },
  ],
  sigmoidCrossEntropy: [
    {
      covers: 'a matrix',
      inputs: [anyValues(3, 4), anyValues(3, 4)],
      apply: (logits, targets) => sigmoidCrossEntropyOperation([logits, targets]),
    },
  ],
} satisfies Readonly<Record<string, readonly GradientCase[]>>;

type Images = readonly [batch: number, height: number, width: number, channels: number];

/** Every way in which a kernel slides over images. */
function convolutions(
  check: (
    options: Conv2dOptions,
    shapes: readonly [images: Images, kernel: Images],
    outputs: readonly number[],
  ) => Omit<GradientCase, 'covers'>,
): GradientCase[] {
  const cases: readonly [covers: string, options: Partial<SlidingOptions>, images: Images, kernel: Images][] = [
    ['whole windows', {}, [2, 4, 5, 2], [3, 2, 2, 3]],
    ['strides that leave pixels over', { strides: [2, 3] }, [1, 6, 6, 2], [2, 2, 2, 2]],
    ['same, with an odd column at the right', { padding: 'same', strides: [1, 2] }, [2, 3, 4, 1], [3, 3, 1, 2]],
    ['dilation', { dilation: [2, 1], padding: 'same' }, [1, 5, 4, 2], [3, 2, 2, 2]],
    ['a side padded by itself', { padding: { top: 2, bottom: 0, left: 0, right: 1 } }, [1, 3, 3, 2], [2, 2, 2, 1]],
  ];
  return cases.map(([covers, options, images, kernel]) => {
    const { batch, outHeight, outWidth, outChannels } = conv2dGeometry(images, kernel, options);
    return { covers, ...check(options, [images, kernel], [batch, outHeight, outWidth, outChannels]) };
  });
}

/** Every way in which windows lie on images. */
function poolings(
  check: (options: Pool2dOptions, images: Images, outputs: readonly number[]) => Omit<GradientCase, 'covers'>,
): GradientCase[] {
  const cases: readonly [covers: string, options: Pool2dOptions, images: Images][] = [
    ['tiles', {}, [2, 4, 4, 2]],
    ['windows that overlap', { window: [3, 2], strides: 1 }, [1, 4, 4, 2]],
    ['same, with windows over the edge', { window: 3, strides: 2, padding: 'same' }, [1, 4, 5, 2]],
    ['gaps between windows', { window: 2, strides: 3, padding: 1 }, [1, 5, 5, 1]],
  ];
  return cases.map(([covers, options, images]) => {
    const { batch, outHeight, outWidth, channels } = pool2dGeometry('pooling', images, options);
    return { covers, ...check(options, images, [batch, outHeight, outWidth, channels]) };
  });
}
