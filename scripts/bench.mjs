// Runs one of the bench suites: `node scripts/bench.mjs kernels --quick`. Node 20 does not read TypeScript, so esbuild turns the suite,
// and the runner that it starts, into one file each. They use the engine as dist/ has it, workers and all.
import { spawnSync } from 'node:child_process';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const suites = [
  'kernels',
  'train',
  'peers',
  'gpu',
  'charts',
  'augment',
  'webgpu-host-time',
  'reproduce',
  'challenges',
  'findings',
];
const [suite = '', ...words] = process.argv.slice(2);
if (!suites.includes(suite)) {
  console.error(`bench: there is no '${suite}'; known are ${suites.join(', ')}`);
  process.exit(2);
}

/**
 * Imports of the library in src/ become imports of dist/, seen from dist/bench/, so that there is one engine. The command line's own
 * modules are not in dist/ one by one: what a suite uses of them becomes part of it.
 *
 * @type {import('esbuild').Plugin}
 */
const libraryFromDist = {
  name: 'library-from-dist',
  setup({ onResolve }) {
    onResolve({ filter: /^[.].*[.]js$/ }, ({ path, importer }) => {
      const inSource = relative(join(root, 'src'), resolve(dirname(importer), path));
      const isLibrary = !inSource.startsWith('..') && !inSource.startsWith('cli/');
      return isLibrary ? { path: `../${inSource}`, external: true } : undefined;
    });
  },
};

await build({
  entryPoints: [suite, 'serve'].map((name) => `${root}/bench/${name}.ts`),
  outdir: `${root}/dist/bench`,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  plugins: [libraryFromDist],
  format: 'esm',
  platform: 'node',
  target: 'node20',
});
const program = relative(process.cwd(), `${root}/dist/bench/${suite}.mjs`);
process.exit(spawnSync(process.execPath, [program, ...words], { stdio: 'inherit' }).status ?? 1);
