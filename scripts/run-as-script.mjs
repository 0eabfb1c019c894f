import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Runs `main` if the module is the one that node was started with, and does nothing if it was imported.
 * A failure is reported in one line, `name: reason`, and becomes exit code 1.
 *
 * @param {string} moduleUrl the module's import.meta.url
 * @param {string} name what the line starts with
 * @param {() => unknown} main
 */
export async function runAsScript(moduleUrl, name, main) {
  const started = process.argv[1];
  if (!started || !existsSync(started) || realpathSync(started) !== fileURLToPath(moduleUrl)) return;
  try {
    await main();
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
