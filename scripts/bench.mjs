// Runs one of the bench suites: `node scripts/bench.mjs kernels --quick`. Node 20 does not read TypeScript, so esbuild turns the suite,
// and the runner that it starts, into one file each. They use the engine as dist/ has it, workers and all.
import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const suites = [
  'kernels',
  'train',
  'peers',
  'gpu',
  'charts',
  'augment',
  'playground',
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

await bundle({
  entryPoints: [suite, 'serve'].map((name) => `${root}/bench/${name}.ts`),
  outdir: `${root}/dist/bench`,
  outExtension: { '.js': '.mjs' },
});
const program = relative(process.cwd(), `${root}/dist/bench/${suite}.mjs`);
process.exit(spawnSync(process.execPath, [program, ...words], { stdio: 'inherit' }).status ?? 1);
