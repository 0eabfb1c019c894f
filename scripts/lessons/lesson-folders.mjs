import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A lesson: docs/lessons/07-convolution is number 7.
 *
 * @typedef {{ number: number, name: string, folder: string, title: string }} Lesson
 */

/**
 * All lessons in their order; the title is the README's, without its number.
 *
 * @returns {Lesson[]}
 * @throws {Error} when a README does not begin with `# 7. Title`
 */
export function lessons() {
  const parent = join(root, 'docs/lessons');
  const names = readdirSync(parent, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? entry.name : [],
  );
  return names.sort().map((name) => {
    const folder = join(parent, name);
    const number = Number(name.slice(0, 2));
    const heading = readFileSync(join(folder, 'README.md'), 'utf8').split('\n')[0];
    const start = `# ${number}. `;
    if (!heading.startsWith(start)) {
      throw new Error(`docs/lessons/${name}/README.md begins with '${heading}', expected '${start}' and the title`);
    }
    return { number, name, folder, title: heading.slice(start.length) };
  });
}

/**
 * The lesson of a number, as it was typed.
 *
 * @param {string} number
 * @returns {Lesson}
 * @throws {Error} when there is none
 */
export function lessonOf(number) {
  const all = lessons();
  const found = all.find((lesson) => lesson.number === Number(number));
  if (found) return found;
  const known = all.map((lesson) => lesson.number).join(', ');
  throw new Error(`there is no lesson '${number}', expected one of ${known}; npm run lesson lists them`);
}
