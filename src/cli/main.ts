#!/usr/bin/env node
import { allowRelaxedSimd } from '../backend/wasm/node-relaxed-simd.js';
import { EXIT } from './exit-code.js';
import { createProgram } from './program.js';
import { reportError } from './report-error.js';

// Whoever reads our output may stop, as `| head` does; then there is nobody left to write for.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.success : EXIT.failure),
  );
}

allowRelaxedSimd();
process.exitCode = EXIT.success;
try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
await flush(process.stdout);
await flush(process.stderr);
// Explicitly: native WebGPU threads would keep the process alive, and at its end they have been stopped.
process.exit(process.exitCode);

/** Resolves when all that was written has left the process. */
function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
