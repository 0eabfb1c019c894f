import * as z from 'zod';

const wholeFrom = (least: number) => z.int().min(least);
const share = z.number().gt(0).lt(1).describe('of the training images, above 0 and below 1');
const seed = wholeFrom(0).default(0).describe('decides which images; not the seed of the training');

/** Which images: a data set by name, and, unless it is looked for in the usual places, the folder that it lies in. */
export const dataSchema = z.strictObject({
  set: z
    .enum(['auto', 'mnist', 'digits', 'kaggle', 'polymnist', 'idx'])
    .describe('auto: MNIST, or the drawn digits where it cannot be had; kaggle: the Digit Recognizer competition'),
  folder: z.string().optional().describe('where it lies; otherwise HANDGRAD_DATA, else datasets/'),
  trainLimit: wholeFrom(1).optional().describe('train on the first images only'),
});

/** One step of what happens to all images before training, in the order given. */
export const preprocessingSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('grey') }).describe('0.299 R + 0.587 G + 0.114 B, rounded: OpenCV BGR2GRAY on bytes'),
  z
    .strictObject({ op: z.literal('blur') })
    .describe('5 x 5 Gaussian, [1 4 6 4 1] / 16 per axis, mirrored at the border: OpenCV with sigma 0'),
  z.strictObject({ op: z.literal('scale') }).describe('bytes / 255'),
  z
    .strictObject({
      op: z.literal('standardize'),
      epsilon: z.number().min(0).default(1e-10).describe('added to each deviation'),
      constantPixels: z
        .enum(['zero', 'divide'])
        .default('zero')
        .describe('a pixel that never changes in training: zero, or divided by epsilon like all others'),
    })
    .describe('(x - mean) / (deviation + epsilon) for each pixel, over the training images before they are split'),
]);

/** Which images are measured after each epoch. */
export const validationSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }).describe('nothing'),
  z.strictObject({ kind: z.literal('test') }).describe('the test images'),
  z.strictObject({ kind: z.literal('last'), share }).describe('the last share of the training images, as they lie'),
  z.strictObject({ kind: z.literal('random'), share, seed }).describe('a random share, which is not trained on'),
  z
    .strictObject({ kind: z.literal('leaking'), share, seed })
    .describe('a random share that is trained on as well: the figure is no measure of what was learned'),
  z
    .strictObject({
      kind: z.literal('fold'),
      folds: wholeFrom(2).describe('parts that the training images are divided into, each with all classes'),
      fold: z.union([wholeFrom(0), z.literal('all')]).describe('one fold, from 0, or a training for each'),
      seed,
    })
    .describe('stratified cross-validation'),
]);

export type DataRecipe = z.infer<typeof dataSchema>;
export type Preprocessing = z.infer<typeof preprocessingSchema>;
export type Validation = z.infer<typeof validationSchema>;
