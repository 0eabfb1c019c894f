import * as z from 'zod';
import { layerOptions } from './schema/layer-options.js';
import { ofKinds } from './schema/of-kinds.js';
import { optimizerOptions } from './schema/optimizer-options.js';
import { recipeSchema } from './schema/recipe.js';

const name = z.string().min(1).optional().describe("unique in the model; by default the layer's kind, counted");

const layers = Object.fromEntries(Object.entries(layerOptions).map(([kind, options]) => [kind, { name, ...options }]));

/** `recipeSchema` with the options of every layer and optimiser. */
export const detailedRecipeSchema = recipeSchema.extend({
  layers: z.array(ofKinds(layers)).min(1),
  optimizer: ofKinds(optimizerOptions),
});

/** The JSON schema of recipes, for editors: docs/recipe.schema.json. */
export function recipeJsonSchema(): object {
  const schema = z.toJSONSchema(detailedRecipeSchema, { io: 'input', target: 'draft-7', override: plain });
  return { title: 'handgrad recipe', ...schema };
}

/** Without the bound that every whole number has. */
function plain({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}
