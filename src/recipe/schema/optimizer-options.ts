/** The options of every optimiser and schedule, for editors that complete recipes. They check themselves what they are given. */
import * as z from 'zod';
import { ofKinds } from './of-kinds.js';

const rate = z.number().min(0);
const steps = z.int().min(1);
const share = z.number().min(0).lt(1);
const clip = z.number().gt(0).nullable().default(null);
const factor = z.number().gt(0);

const decays: Readonly<Record<string, z.ZodRawShape>> = {
  constantRate: { learningRate: rate },
  inverseTimeDecay: { learningRate: rate, decay: rate.describe('rate / (1 + decay * step)') },
  stepDecay: { learningRate: rate, factor, every: steps.describe('steps') },
  exponentialDecay: { learningRate: rate, factor, every: steps.describe('steps') },
  cosineDecay: {
    learningRate: rate,
    steps: steps.optional().describe('its length; left out, it lasts as long as the training'),
    final: rate.default(0),
  },
};

/** How the learning rate changes from step to step, by kind. */
export const scheduleOptions: Readonly<Record<string, z.ZodRawShape>> = {
  ...decays,
  warmUp: {
    steps: steps.describe('of a straight line up'),
    from: rate.default(0),
    then: z.union([rate, ofKinds(decays)]),
  },
};

const common = (learningRate: number, weightDecay = 0) => ({
  learningRate: z
    .union([rate, ofKinds(scheduleOptions)])
    .default(learningRate)
    .describe('a number, or how it changes'),
  weightDecay: rate.default(weightDecay).describe('decoupled, times the rate'),
  clipValue: clip.describe('cuts each component of the gradients'),
  clipNorm: clip.describe("scales down each parameter's gradient"),
  clipGlobalNorm: clip.describe('scales down all gradients together'),
});

const moments = {
  beta1: share.default(0.9).describe('decay of the mean gradient'),
  beta2: share.default(0.999).describe('decay of the mean square'),
  epsilon: factor.default(1e-7),
};

/** By kind. */
export const optimizerOptions: Readonly<Record<string, z.ZodRawShape>> = {
  sgd: { ...common(0.01), momentum: share.default(0), nesterov: z.boolean().default(false) },
  adam: { ...common(0.001), ...moments },
  adamW: { ...common(0.001, 0.004), ...moments },
  nadam: { ...common(0.001), ...moments },
  rmsprop: { ...common(0.001), rho: share.default(0.9), epsilon: factor.default(1e-7) },
};
