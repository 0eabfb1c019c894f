import * as z from 'zod';

const range = z.number().min(0).lt(1);
const heightShare = range.describe('share of the height');
const widthShare = range.describe('share of the width');

/** Keras' ImageDataGenerator: one affine map per image, drawn anew each time, bilinear, the edge repeated outside. */
const generatorSchema = z.strictObject({
  kind: z.literal('generator').describe("Keras' ImageDataGenerator"),
  rotationDegrees: z.number().min(0).max(180).default(0).describe('uniform within +- this'),
  zoom: range.default(0).describe('for each axis its own factor, uniform within 1 +- this'),
  widthShift: range.default(0).describe('uniform within +- this share of the width'),
  heightShift: range.default(0).describe('uniform within +- this share of the height'),
});

/** One of Keras' preprocessing layers: bilinear, 0 outside; each step resamples the one before. */
const augmentationLayerSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('randomTranslation'), height: heightShare, width: widthShare })
    .describe('shares of the size'),
  z
    .strictObject({ kind: z.literal('randomRotation'), turns: range.describe('uniform within +- this, in full turns') })
    .describe('0.1: up to 36 degrees'),
  z
    .strictObject({ kind: z.literal('randomZoom'), height: heightShare, width: widthShare })
    .describe('each axis its own factor'),
]);

/** How training images are varied. */
export const augmentationSchema = z.discriminatedUnion('when', [
  z
    .strictObject({ when: z.literal('online'), generator: generatorSchema.describe('how, with its ranges') })
    .describe('every image anew in every step'),
  z
    .strictObject({
      when: z.literal('offline'),
      pipelines: z
        .array(
          z.strictObject({
            copies: z.int().min(1).describe('of every image'),
            layers: z.array(augmentationLayerSchema).min(1).describe('the steps of the variation, in order'),
          }),
        )
        .min(1)
        .describe('ways to vary an image, each with the number of its copies'),
    })
    .describe('once, after the split: the originals, then the copies that each pipeline makes'),
]);

export type Generator = z.infer<typeof generatorSchema>;
export type AugmentationLayer = z.infer<typeof augmentationLayerSchema>;
export type Augmentation = z.infer<typeof augmentationSchema>;
