// Bundles what runs in worker threads, each into one TypeScript module that holds it as text: the wasm backend's worker, so that
// the engine can start its threads in Node and in a browser alike, whatever bundler it went through; and the reader of pictures,
// so that it starts from src/ as well as from dist/.
//
//   node scripts/embed-worker.mjs

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTool } from './build-tool.mjs';
import { runAsScript } from './run-as-script.mjs';
import { writeIfChanged } from './write-if-changed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each is made for: a worker of a browser, or a thread of Node, which has `require`. */
const workers = /** @type {const} */ ([
  { source: 'src/backend/wasm/worker.ts', platform: 'neutral', format: 'iife' },
  { source: 'src/data/polymnist/picture-worker.ts', platform: 'node', format: 'cjs' },
]);

/** Writes the .generated.ts of each worker that is there, if that would change it. Says whether it did. */
export async function embedWorker() {
  const { build } = await buildTool('esbuild');
  let hasChanged = false;
  for (const { source, platform, format } of workers) {
    if (!existsSync(join(root, source))) continue;
    const { outputFiles } = await build({
      entryPoints: [join(root, source)],
      absWorkingDir: root,
      bundle: true,
      format,
      platform,
      target: 'node20',
      write: false,
      logLevel: 'silent',
    });
    const text = [
      `// Made from ${source} by scripts/embed-worker.mjs: change the worker, not this file.\n\n`,
      `export const workerSource = ${JSON.stringify(outputFiles[0].text)};\n`,
    ].join('');
    if (writeIfChanged(join(root, source.replace(/\.ts$/, '.generated.ts')), text)) hasChanged = true;
  }
  return hasChanged;
}

await runAsScript(import.meta.url, 'embed-worker', async () => {
  console.log(`workers embedded${(await embedWorker()) ? '' : ', nothing changed'}`);
});
