import * as z from 'zod';

/** The figures of an epoch that callbacks can watch. */
export const monitorNames = ['loss', 'accuracy', 'validationLoss', 'validationAccuracy'] as const;
export type MonitorName = (typeof monitorNames)[number];

const minDelta = z.number().min(0).describe('what counts as better: more than this');
const monitor = z.enum(monitorNames).default('validationLoss').describe('the figure that is watched');

/** What happens between epochs. Meaning and defaults are Keras'. */
export const callbackSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('earlyStopping'),
      monitor,
      patience: z.int().min(0).default(0).describe('epochs without improvement before it ends the training'),
      minDelta: minDelta.default(0),
      restoreBest: z.boolean().default(false).describe('whether the weights of the best epoch come back at the end'),
    })
    .describe('ends the training when the figure no longer improves'),
  z
    .strictObject({
      kind: z.literal('reduceOnPlateau'),
      monitor,
      patience: z.int().min(0).default(10).describe('epochs without improvement before the rate is lowered'),
      factor: z.number().gt(0).lt(1).default(0.1).describe('the rate is multiplied by this'),
      minDelta: minDelta.default(1e-4),
      cooldown: z.int().min(0).default(0).describe('epochs after a reduction in which none are counted'),
      minLearningRate: z.number().min(0).default(0).describe('the rate never goes below this'),
    })
    .describe('lowers the learning rate when the figure no longer improves'),
]);

/** The course of a training. */
export const trainingSchema = z.strictObject({
  epochs: z.int().min(1).describe('passes over the training images'),
  batchSize: z.int().min(1).default(32).describe('images per step; the last step of an epoch has what is left'),
  shuffle: z.boolean().default(true).describe('whether each epoch has a random order of its own'),
  labelSmoothing: z.number().min(0).max(1).default(0).describe('share of the target that is spread over all classes'),
  callbacks: z.array(callbackSchema).default([]).describe('what happens between epochs'),
});

export type CallbackInput = z.input<typeof callbackSchema>;
export type CallbackRecipe = z.infer<typeof callbackSchema>;
export type TrainingRecipe = z.infer<typeof trainingSchema>;
