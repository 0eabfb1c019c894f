// Shows that src/index.ts runs where Node is not: bundles it for a browser, in memory, and follows every import that is
// loaded at once. A Node module or the `webgpu` or `gpu.js` package on the way is an error, with the way to it. Imports of types do not
// count, and an import() does not either: it is not loaded unless the code that asks for it runs.
//
//   node scripts/check-browser-bundle.mjs

import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { embedKernels } from './embed-kernels.mjs';
import { embedWorker } from './embed-worker.mjs';
import { runAsScript } from './run-as-script.mjs';

const notInBrowsers = new Set(['webgpu', 'gpu.js', ...builtinModules]);

/**
 * The chains of imports, from the entry to the module, that a browser could not follow; none if the entry is sound.
 *
 * @param {string} root the folder that paths are relative to
 * @param {string} entry for example src/index.ts
 * @returns {Promise<string[][]>}
 */
export async function chainsOutOfTheBrowser(root, entry) {
  const { metafile } = await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    outdir: 'dist',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    packages: 'bundle',
    external: ['node:*', 'webgpu', 'gpu.js', ...builtinModules],
    metafile: true,
    logLevel: 'silent',
  });
  return chainsFrom([entry], metafile.inputs, new Set());
}

/**
 * @param {string[]} chain
 * @param {import('esbuild').Metafile['inputs']} inputs
 * @param {Set<string>} seen
 * @returns {string[][]}
 */
function chainsFrom(chain, inputs, seen) {
  const file = chain.at(-1);
  if (seen.has(file)) return [];
  seen.add(file);
  return inputs[file].imports
    .filter(({ kind }) => kind !== 'dynamic-import')
    .flatMap(({ path, external }) => {
      if (!external) return chainsFrom([...chain, path], inputs, seen);
      return notInBrowsers.has(path.replace(/^node:/, '')) ? [[...chain, path]] : [];
    });
}

await runAsScript(import.meta.url, 'check-browser-bundle', async () => {
  embedKernels();
  await embedWorker();
  const chains = await chainsOutOfTheBrowser(fileURLToPath(new URL('..', import.meta.url)), 'src/index.ts');
  if (chains.length > 0) {
    throw new Error(
      `a browser could not load src/index.ts\n${chains.map((chain) => `  ${chain.join(' -> ')}`).join('\n')}`,
    );
  }
  console.log('src/index.ts loads in a browser: no Node module, no native package');
});
