// How TypeScript outside of src/ (benches, lessons) becomes JavaScript in a folder of dist/ that uses the engine there.
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeIfChanged } from './write-if-changed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Imports of the library in src/ become imports of dist/, seen from a folder in dist/, so that there is one engine. The command line's
 * own modules are not in dist/ one by one: what a bundle uses of them becomes part of it.
 *
 * @type {import('esbuild').Plugin}
 */
const libraryFromDist = {
  name: 'library-from-dist',
  setup({ onResolve }) {
    onResolve({ filter: /^[.].*[.]js$/ }, ({ path, resolveDir }) => {
      const inSource = relative(join(root, 'src'), resolve(resolveDir, path));
      const isLibrary = !inSource.startsWith('..') && !inSource.startsWith('cli/');
      return isLibrary ? { path: `../${inSource}`, external: true } : undefined;
    });
  },
};

/**
 * Bundles each entry into one file; packages and the library stay outside. Files that would not change are left alone, and others
 * replaced as a whole, so that several processes may bundle and run the same thing at once.
 *
 * @param {import('esbuild').BuildOptions} options entries and where they go, into dist/<folder>/
 */
export async function bundle(options) {
  const { outputFiles } = await build({
    bundle: true,
    packages: 'external',
    plugins: [libraryFromDist],
    format: 'esm',
    platform: 'node',
    target: 'node20',
    ...options,
    write: false,
  });
  for (const { path, text } of outputFiles) writeIfChanged(path, text);
}
