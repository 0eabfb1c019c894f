import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file only where its content differs, and then through a rename: a process that is reading the file meanwhile
 * (a second training, a test that runs the command line) sees the old content or the new one, never half of it.
 *
 * @param {string} path
 * @param {string} content
 * @returns {boolean} whether the file was written
 */
export function writeIfChanged(path, content) {
  if (readIfPresent(path) === content) return false;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.unfinished`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, path);
  return true;
}

/** @param {string} path */
function readIfPresent(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
