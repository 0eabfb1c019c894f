import * as z from 'zod';

/** The figures that a training can be compared by. */
export const figureNames = ['validationAccuracy', 'testAccuracy', 'trainingAccuracy', 'kaggleScore'] as const;

/** What somebody else has published about the same training. */
export const publishedSchema = z.strictObject({
  figure: z.enum(figureNames).describe('the one to compare by'),
  value: z.number().min(0).max(1).nullable().describe('null where it cannot be read'),
  scored: z.string().describe('the images that it was measured on'),
  loss: z.number().nullable().default(null).describe('the published loss on those images'),
  others: z.partialRecord(z.enum(figureNames), z.number()).default({}).describe('further published figures'),
  parameters: z.int().nullable().default(null).describe('the printed count'),
  seconds: z.number().nullable().default(null).describe('how long the published training took'),
  secondsAre: z
    .string()
    .nullable()
    .default(null)
    .describe('how the time is known: printed, a sum of epochs, estimated'),
  notes: z.array(z.string()).default([]).describe('what was inferred or is missing'),
});

export type Published = z.infer<typeof publishedSchema>;
/** The name of a figure that a training can be compared by: a share of images, from 0 to 1. */
export type FigureName = (typeof figureNames)[number];
