import { z } from 'zod';
import { augmentationSchema } from './augmentation.js';
import { dataSchema, preprocessingSchema, validationSchema } from './data.js';
import { publishedSchema } from './published.js';
import { trainingSchema } from './training.js';

/** A layer or an optimiser: its kind, and the options of the function of that name. */
const kindWithOptions = z.looseObject({ kind: z.string() });

/**
 * A training as plain data: what it learns from, what learns, and how.
 *
 *     { "id": "mlp", "data": { "set": "mnist" }, "layers": [{ "kind": "flatten" }, { "kind": "dense", "units": 10, "activation": "softmax" }],
 *       "optimizer": { "kind": "adam" }, "training": { "epochs": 5, "batchSize": 128 } }
 */
export const recipeSchema = z.strictObject({
  $schema: z.string().optional(),
  id: z.string().min(1),
  title: z.string().optional(),
  group: z.string().optional().describe('trainings that are compared with each other'),
  data: dataSchema,
  preprocessing: z.array(preprocessingSchema).default([{ op: 'scale' }]),
  validation: validationSchema.default({ kind: 'none' }),
  augmentation: augmentationSchema.nullable().default(null),
  layers: z.array(kindWithOptions).min(1),
  optimizer: kindWithOptions,
  training: trainingSchema,
  published: publishedSchema.nullable().default(null),
});

/** A checked recipe, with every default filled in. */
export type Recipe = z.infer<typeof recipeSchema>;
/** A recipe as it is written: what has a default may be left out. */
export type RecipeInput = z.input<typeof recipeSchema>;
