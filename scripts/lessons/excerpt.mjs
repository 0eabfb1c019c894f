// Cuts a statement out of a source file of any language, by its indentation: what Prettier has formatted ends at the first line that is
// not deeper than the first, or with the bracket that closes there.

/**
 * The lines of a text from the one that begins with `first` to the end of its statement, or to the line that begins with `last`, all moved
 * to the left margin. A line "begins" after its indentation.
 *
 * @param {string} text
 * @param {{ first: string, last?: string, withDocstring?: boolean }} place
 * @returns {string}
 * @throws {Error} when no line, or more than one, begins with `first`, or none after it with `last`
 */
export function excerpt(text, { first, last, withDocstring = false }) {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, i) => (line.trimStart().startsWith(first) ? [i] : []));
  if (starts.length !== 1) throw new Error(`${starts.length} lines begin with "${first}", expected one`);
  const start = starts[0];
  const end = last === undefined ? endOfStatement(lines, start) : lineAfter(lines, start, last);
  const from = withDocstring ? startOfComment(lines, start) : start;
  const margin = indentation(lines[start]);
  return lines
    .slice(from, end + 1)
    .map((line) => line.slice(Math.min(margin, indentation(line))))
    .join('\n');
}

/** @param {string} line */
function indentation(line) {
  return line.length - line.trimStart().length;
}

/**
 * @param {string[]} lines
 * @param {number} start
 */
function endOfStatement(lines, start) {
  const margin = indentation(lines[start]);
  let end = start;
  for (let i = start + 1; i < lines.length; i++) {
    if (lines[i].trim() === '') continue;
    const isInside = indentation(lines[i]) > margin;
    const closes = indentation(lines[i]) === margin && /^[)\]}]/.test(lines[i].trimStart());
    if (!isInside && !closes) break;
    end = i;
    // `): Tensor {` closes the parameters and opens the body.
    if (closes && !/[([{]$/.test(lines[i])) break;
  }
  return end;
}

/**
 * @param {string[]} lines
 * @param {number} start
 * @param {string} last
 */
function lineAfter(lines, start, last) {
  const end = lines.findIndex((line, i) => i >= start && line.trimStart().startsWith(last));
  if (end < 0) throw new Error(`no line after "${lines[start].trim()}" begins with "${last}"`);
  return end;
}

/**
 * @param {string[]} lines
 * @param {number} start
 */
function startOfComment(lines, start) {
  let from = start;
  while (from > 0 && /^\s*(\/\/|\/\*|\*)/.test(lines[from - 1])) from--;
  return from;
}
