/**
 * The playground: a static site without a base path, so that any folder server can serve it. `vite web` while writing it, `vite build web`
 * for web/dist.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { embedKernels } from '../scripts/embed-kernels.mjs';
import { embedWorker } from '../scripts/embed-worker.mjs';
import { lessonPages } from './lessons/lessons-plugin.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Headers that make a page cross-origin isolated: its workers may then share memory, and wasm has a thread for each processor. */
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** Leaves out the modules that only Node loads: those which the `browser` field of package.json names, found in src/. */
function withoutNode(): Plugin {
  const { browser } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { browser: Record<string, false> };
  const sources = Object.keys(browser).map((path) => path.replace('./dist/', 'src/').replace(/[.]js$/, '.ts'));
  const nodeModules = new Set(sources.map((path) => root + path));
  return {
    name: 'without-node',
    enforce: 'pre',
    async buildStart() {
      embedKernels();
      await embedWorker();
    },
    load: (id) => (nodeModules.has(id) ? 'export {};' : undefined),
  };
}

/** The engine's import() of what it also imports at once is for other bundles than these. */
const checks = { ineffectiveDynamicImport: false, pluginTimings: false };

export default defineConfig({
  root: `${root}web`,
  base: './',
  resolve: { alias: { handgrad: `${root}src/index.ts` } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [withoutNode(), lessonPages(`${root}docs/lessons`, `${root}web/lessons/lesson.css`)],
  worker: { format: 'es', plugins: () => [withoutNode()], rolldownOptions: { checks } },
  build: {
    outDir: `${root}web/dist`,
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: { checks },
  },
  server: { headers: isolation },
  preview: { headers: isolation },
});
