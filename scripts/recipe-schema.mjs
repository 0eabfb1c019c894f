// Writes docs/recipe.schema.json, by which editors complete recipes, from the schema that recipes are checked with.
//
//   node scripts/recipe-schema.mjs

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { build } from './build.mjs';
import { runAsScript } from './run-as-script.mjs';
import { writeIfChanged } from './write-if-changed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

await runAsScript(import.meta.url, 'recipe-schema', async () => {
  await build();
  const { recipeJsonSchema } = await import('../dist/recipe/recipe-json-schema.js');
  const path = join(root, 'docs/recipe.schema.json');
  const text = await format(JSON.stringify(recipeJsonSchema()), { ...(await resolveConfig(path)), parser: 'json' });
  console.log(`docs/recipe.schema.json ${writeIfChanged(path, text) ? 'written' : 'is as it was'}`);
});
