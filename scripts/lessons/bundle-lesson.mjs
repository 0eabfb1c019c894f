import { join, relative } from 'node:path';
import { bundle } from '../bundle.mjs';
import { root } from './lesson-folders.mjs';

/** @typedef {import('./lesson-folders.mjs').Lesson} Lesson */

/**
 * One of a lesson's files as JavaScript: the path of the module.
 *
 * @param {Lesson} lesson
 * @param {'lesson' | 'pictures'} name
 */
export function bundleFile({ name: lessonName, folder }, name) {
  return bundleInto(`${lessonName}-${name}`, { entryPoints: [join(folder, `${name}.ts`)] });
}

/**
 * A lesson's checks, its exercises as they are handed out, and someone's own solutions, as one module with the exports `checks`,
 * `exercises` and `own`.
 *
 * @param {Lesson} lesson
 * @param {string} ownFile absolute path
 * @throws {Error} with a line for each syntax error
 */
export function bundleChecks({ name, folder }, ownFile) {
  const contents = [
    `export { checks } from './checks.ts';`,
    `export * as exercises from './exercises.ts';`,
    `export * as own from ${JSON.stringify(ownFile)};`,
  ].join('\n');
  return bundleInto(`${name}-checks`, { stdin: { contents, resolveDir: folder } });
}

/**
 * @param {string} name
 * @param {import('esbuild').BuildOptions} entry
 */
async function bundleInto(name, entry) {
  const outfile = join(root, 'dist/lessons', `${name}.mjs`);
  try {
    await bundle({ ...entry, outfile, absWorkingDir: root, logLevel: 'silent' });
  } catch (error) {
    if (!error.errors) throw error;
    throw new Error(error.errors.map(problemText).join('\n'), { cause: error });
  }
  return outfile;
}

/** @param {import('esbuild').Message} message */
function problemText({ location, text }) {
  return location
    ? `${relative('', join(root, location.file))}:${location.line}:${location.column + 1}: ${text}`
    : text;
}
