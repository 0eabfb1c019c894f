// The command line of the sources as they are: builds what has changed, and runs it in the same process, since another one takes a
// tenth of a second to start.
//
//   node scripts/handgrad.mjs train mlp

import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { runAsScript } from './run-as-script.mjs';

const commandLine = new URL('../dist/cli/main.js', import.meta.url);

await runAsScript(import.meta.url, 'build', () => build());
if (!process.exitCode) {
  process.argv[1] = fileURLToPath(commandLine);
  await import(commandLine.href);
}
