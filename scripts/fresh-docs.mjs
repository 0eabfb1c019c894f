// Writes into docs/*.md the source code that they show: see the markers in scripts/lessons/fresh-readme.mjs.
//
//   npm run docs:excerpts

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshReadme } from './lessons/fresh-readme.mjs';
import { root } from './lessons/lesson-folders.mjs';
import { runAsScript } from './run-as-script.mjs';
import { writeIfChanged } from './write-if-changed.mjs';

await runAsScript(import.meta.url, 'docs:excerpts', () => {
  const sourceOf = (path) => readFileSync(join(root, path), 'utf8');
  const pages = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));
  const written = pages
    .map((page) => `docs/${page}`)
    .filter((path) => writeIfChanged(join(root, path), freshReadme(sourceOf(path), sourceOf, null)));
  console.log(written.length > 0 ? `written: ${written.join(', ')}` : 'all excerpts are as their sources are');
});
