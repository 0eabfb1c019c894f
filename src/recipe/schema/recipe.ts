import * as z from 'zod';
import { augmentationSchema } from './augmentation.js';
import { dataSchema, preprocessingSchema, validationSchema } from './data.js';
import { publishedSchema } from './published.js';
import { trainingSchema } from './training.js';

/** A layer or an optimiser: its kind, and the options of the function of that name. */
const kindWithOptions = z.looseObject({ kind: z.string().describe('the name of the function that makes it') });

/**
 * A training as plain data: what it learns from, what learns, and how.
 *
 *     { "id": "mlp", "data": { "set": "mnist" }, "layers": [{ "kind": "flatten" }, { "kind": "dense", "units": 10, "activation": "softmax" }],
 *       "optimizer": { "kind": "adam" }, "training": { "epochs": 5, "batchSize": 128 } }
 */
export const recipeSchema = z.strictObject({
  $schema: z.string().optional().describe('where docs/recipe.schema.json lies, for editors'),
  id: z.string().min(1).describe('the name of the model, and of the run unless it is given another'),
  title: z.string().optional().describe('for people'),
  group: z.string().optional().describe('trainings that are compared with each other'),
  data: dataSchema.describe('what it learns from'),
  preprocessing: z
    .array(preprocessingSchema)
    .default([{ op: 'scale' }])
    .describe('what is done to all images before training, in order'),
  validation: validationSchema.default({ kind: 'none' }).describe('which images are measured after each epoch'),
  augmentation: augmentationSchema
    .nullable()
    .default(null)
    .describe('how training images are varied; null: not at all'),
  layers: z.array(kindWithOptions).min(1).describe('the layers, first to last, each with the options of its function'),
  optimizer: kindWithOptions.describe('the optimiser, with the options of its function'),
  training: trainingSchema.describe('how long and in which steps it learns'),
  published: publishedSchema.nullable().default(null).describe('what somebody else has measured, to compare with'),
});

/* eslint-disable @typescript-eslint/no-empty-object-type -- an interface keeps its name in messages and in the API reference */
/** A checked recipe, with every default filled in: what `checkRecipe` and `readRecipe` give. */
export interface Recipe extends z.infer<typeof recipeSchema> {}
/** A recipe as it is written: what has a default may be left out. docs/recipes.md tells of every field. */
export interface RecipeInput extends z.input<typeof recipeSchema> {}
/* eslint-enable @typescript-eslint/no-empty-object-type */
