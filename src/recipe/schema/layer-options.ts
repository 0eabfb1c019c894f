/** The options of every kind of layer, for editors that complete recipes. The layers themselves check what they are given. */
import * as z from 'zod';
import { activationNames } from '../../nn/activations.js';
import type { LayerKind } from '../../nn/description.js';
import { initializerNames } from '../../tensor/initializers.js';

const count = z.int().min(1);
const pair = z.union([count, z.tuple([count, count])]).describe('for both axes, or [vertical, horizontal]');
const strides = pair.describe('how far apart windows begin, for both axes or [vertical, horizontal]');
const activation = z.enum(activationNames);
const padding = z
  .union([
    z.enum(['valid', 'same']),
    z.int().min(0),
    z.strictObject({ top: z.int(), bottom: z.int(), left: z.int(), right: z.int() }),
  ])
  .default('valid');

const initializer = z.union([
  z.enum(initializerNames),
  z.strictObject({ kind: z.literal('constant'), value: z.number() }),
  z.strictObject({ kind: z.literal('uniform'), low: z.number(), high: z.number() }),
  z.strictObject({ kind: z.literal('normal'), mean: z.number(), standardDeviation: z.number() }),
  z.strictObject({ kind: z.literal('orthogonal'), gain: z.number() }),
]);

const penalty = z
  .strictObject({ l1: z.number().min(0).optional(), l2: z.number().min(0).optional() })
  .nullable()
  .default(null)
  .describe('added to the loss: l1 * sum |w| + l2 * sum w^2');

const kernelOptions = {
  activation: activation.default('linear'),
  useBias: z.boolean().default(true),
  kernelInitializer: initializer.default('glorotUniform'),
  biasInitializer: initializer.default('zeros'),
  kernelRegularizer: penalty,
  biasRegularizer: penalty,
};

const pooling = {
  poolSize: pair.default(2).describe('the window'),
  strides: strides.nullable().default(null).describe('null: the window, so that windows tile the image'),
  padding,
};

const epsilon = z.number().gt(0).default(1e-3).describe('added to the variance');

/** By kind. A compile error here means that a kind of layer has been added. */
export const layerOptions = {
  dense: { units: count.describe('outputs'), ...kernelOptions },
  conv2d: {
    filters: count.describe('output channels'),
    kernelSize: pair,
    ...kernelOptions,
    strides: strides.default(1),
    padding,
    dilation: pair.default(1),
  },
  maxPool2d: pooling,
  averagePool2d: pooling,
  globalAveragePool2d: {},
  flatten: {},
  batchNorm: {
    momentum: z.number().min(0).lt(1).default(0.99).describe('how much of the moving statistics stays in each step'),
    epsilon,
  },
  layerNorm: { epsilon },
  dropout: { rate: z.number().min(0).lt(1).describe('the probability with which a number is dropped') },
  activation: { activation },
} satisfies Record<LayerKind, z.ZodRawShape>;
