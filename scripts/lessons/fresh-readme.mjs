// A lesson's text shows the engine's source and what the lesson's script prints between markers, so that neither can go stale:
//
//   <!-- excerpt: src/ops/conv2d.ts "export const conv2d" -->                        a statement
//   <!-- excerpt: src/ops/conv2d.ts "export const conv2d" with docstring -->         and the comment above it
//   <!-- excerpt: src/ops/conv2d.ts "const first" "const last" -->                   from one line to another
//   <!-- output: lesson.ts -->                                                       all that the script prints
//   <!-- output: lesson.ts "The slope" -->                                           from this line to the next empty one
//
// Each stands on a line of its own; the fenced block below it is the script's to write (`npm run lesson 7 -- --update`).
import { extname } from 'node:path';
import { excerpt } from './excerpt.mjs';

const marker =
  /^<!-- (?<kind>excerpt|output): (?<path>\S+)(?<strings>(?: "[^"]*"){0,2})(?<docstring> with docstring)? -->$/;
const block = /^(<!-- *(?:excerpt|output)\b.*)\n(?:```\w*\n(?:(?!```).*\n)*```(?:\n|$))?/gm;
const languages = { '.ts': 'ts', '.mjs': 'js', '.wgsl': 'wgsl', '.json': 'json' };

/**
 * A lesson's text with its excerpts and outputs as they are now.
 *
 * @param {string} readme
 * @param {(path: string) => string} sourceOf the text of a file, by its path from the root
 * @param {string | null} output what the lesson's script prints; null leaves what is shown of it as it is
 * @returns {string}
 * @throws {Error} that names the marker, when it is not of the forms above or what it points to is not there
 */
export function freshReadme(readme, sourceOf, output) {
  return readme.replace(block, (whole, line) => {
    try {
      const { kind, path, strings, docstring } = marker.exec(line)?.groups ?? {};
      const [first, last] = [...(strings ?? '').matchAll(/"([^"]*)"/g)].map(([, text]) => text);
      if (kind === 'output' && path === 'lesson.ts' && !docstring && last === undefined) {
        return output === null ? whole : fenced(line, 'text', outputFrom(output, first));
      }
      if (kind !== 'excerpt' || first === undefined)
        throw new Error('not a marker that scripts/lessons/fresh-readme.mjs knows');
      const language = languages[extname(path)] ?? 'text';
      return fenced(line, language, excerpt(sourceOf(path), { first, last, withDocstring: Boolean(docstring) }));
    } catch (error) {
      throw new Error(`${line}: ${error.message}`, { cause: error });
    }
  });
}

/**
 * @param {string} line
 * @param {string} language
 * @param {string} text
 */
function fenced(line, language, text) {
  return `${line}\n\`\`\`${language}\n${text}\n\`\`\`\n`;
}

/**
 * @param {string} output
 * @param {string} [first]
 */
function outputFrom(output, first) {
  const lines = output.trimEnd().split('\n');
  if (first === undefined) return lines.join('\n');
  const start = lines.findIndex((line) => line.startsWith(first));
  if (start < 0) throw new Error(`no line of the output begins with "${first}"`);
  const end = lines.indexOf('', start);
  return lines.slice(start, end < 0 ? undefined : end).join('\n');
}
