// Bundles the wasm backend's worker (src/backend/wasm/worker.ts) into one TypeScript module that holds it as text, so that the
// engine can start its threads in Node and in a browser alike, whatever bundler it went through.
//
//   node scripts/embed-worker.mjs

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTool } from './build-tool.mjs';
import { runAsScript } from './run-as-script.mjs';
import { writeIfChanged } from './write-if-changed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'src/backend/wasm');

/** Writes src/backend/wasm/worker.generated.ts, if there is a worker and that would change it. Says whether it did. */
export async function embedWorker() {
  const entry = join(folder, 'worker.ts');
  if (!existsSync(entry)) return false;
  const { build } = await buildTool('esbuild');
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    format: 'iife',
    platform: 'neutral',
    target: 'node20',
    write: false,
    logLevel: 'silent',
  });
  const text = [
    '// Made from src/backend/wasm/worker.ts by scripts/embed-worker.mjs: change the worker, not this file.\n\n',
    `export const workerSource = ${JSON.stringify(outputFiles[0].text)};\n`,
  ].join('');
  return writeIfChanged(join(folder, 'worker.generated.ts'), text);
}

await runAsScript(import.meta.url, 'embed-worker', async () => {
  console.log(`worker embedded${(await embedWorker()) ? '' : ', nothing changed'}`);
});
