import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

// What the last build found and what it left, so that the next one can see that there is nothing to do: to look at the dates of all
// files takes a hundredth of the time of a build.

const root = fileURLToPath(new URL('..', import.meta.url));
/** All that decides what is built, and what was built. */
const watched = ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts', 'kernels', 'src', 'dist'];

/** Where the record lies. */
export const recordPath = join(root, 'dist', '.build-record');

/** Folders of dist/ that others fill: scripts/bench.mjs, scripts/example.mjs, scripts/lesson.mjs. */
const foreign = ['bench', 'examples', 'lessons'].map((name) => join(root, 'dist', name));

/** @param {string} path */
export const isForeign = (path) => foreign.some((folder) => path.startsWith(folder));

/**
 * Whether the last build was one of this kind (one with types does for one without) and no file has changed since, neither those it
 * was made from nor those it made.
 *
 * @param {{ types: boolean }} kind
 */
export function isUpToDate({ types }) {
  const record = readRecord();
  return record !== null && (record.types || !types) && record.files === fingerprint();
}

/**
 * Notes that all is built.
 *
 * @param {{ types: boolean }} kind
 */
export function noteBuilt({ types }) {
  writeFileSync(recordPath, JSON.stringify({ types, files: fingerprint() }));
}

/** @returns {{ types: boolean, files: string } | null} */
function readRecord() {
  try {
    return JSON.parse(readFileSync(recordPath, 'utf8'));
  } catch {
    return null;
  }
}

/** Of the names, sizes and dates of all watched files. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const path of watched.flatMap((name) => filesAt(join(root, name))).sort()) {
    const { size, mtimeMs } = statSync(path);
    if (path !== recordPath && !isForeign(path)) hash.update(`${relative(root, path)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * The file at `path`, or all files in the folder that is there.
 *
 * @param {string} path
 * @returns {string[]}
 */
function filesAt(path) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return [];
  if (status.isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
