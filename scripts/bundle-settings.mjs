// How TypeScript outside of src/ (benches, lessons) becomes JavaScript in a folder of dist/ that uses the engine there.
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

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
 * For esbuild: one file of each entry, into dist/<folder>/; packages and the library stay outside.
 *
 * @satisfies {import('esbuild').BuildOptions}
 */
export const bundleSettings = {
  bundle: true,
  packages: 'external',
  plugins: [libraryFromDist],
  format: 'esm',
  platform: 'node',
  target: 'node20',
};
