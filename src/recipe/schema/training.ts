import { z } from 'zod';

/** The figures of an epoch that callbacks can watch. */
export const monitorNames = ['loss', 'accuracy', 'validationLoss', 'validationAccuracy'] as const;
export type MonitorName = (typeof monitorNames)[number];

const monitor = z.enum(monitorNames).default('validationLoss').describe('the figure that is watched');

/** What happens between epochs. Meaning and defaults are Keras'. */
export const callbackSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('earlyStopping'),
    monitor,
    patience: z.int().min(0).default(0),
    minDelta: z.number().min(0).default(0),
    restoreBest: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('reduceOnPlateau'),
    monitor,
    patience: z.int().min(0).default(10),
    factor: z.number().gt(0).lt(1).default(0.1),
    minDelta: z.number().min(0).default(1e-4),
    cooldown: z.int().min(0).default(0),
    minLearningRate: z.number().min(0).default(0),
  }),
]);

/** The course of a training. */
export const trainingSchema = z.strictObject({
  epochs: z.int().min(1),
  batchSize: z.int().min(1).default(32),
  shuffle: z.boolean().default(true),
  labelSmoothing: z.number().min(0).max(1).default(0),
  callbacks: z.array(callbackSchema).default([]),
});

export type CallbackInput = z.input<typeof callbackSchema>;
export type CallbackRecipe = z.infer<typeof callbackSchema>;
export type TrainingRecipe = z.infer<typeof trainingSchema>;
