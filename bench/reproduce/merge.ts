import { allRecipes } from '../notebooks/index.js';
import { publishReproduction } from './publish.js';
import { quickRecipe } from './quick.js';
import { commandLine } from '../output.js';
import { merged, readReproduction } from './results-file.js';

/** Makes one report of the results of several shards. @throws {Error} in one line for a file that is none. */
export async function mergeFiles(
  files: readonly string[],
  options: { readonly out?: string; readonly json?: boolean },
): Promise<void> {
  const parts = await Promise.all(files.map(readReproduction));
  const reproduction = merged(parts, commandLine('reproduce'));
  const { isQuick } = reproduction;
  const recipes = allRecipes().map((recipe) => (isQuick ? quickRecipe(recipe) : recipe));
  await publishReproduction(reproduction, recipes, { ...options, fallback: 'runs/reproduce' });
}
