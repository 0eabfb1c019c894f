import { allowRelaxedSimd } from '../src/backend/wasm/node-relaxed-simd.js';

/**
 * Runs a suite's command and ends the process: an error is one line on standard error and exit code 1.
 */
export async function runSuite(name: string, main: () => Promise<unknown>): Promise<never> {
  allowRelaxedSimd();
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
  // Explicitly: native WebGPU threads would keep the process alive.
  process.exit(process.exitCode ?? 0);
}
