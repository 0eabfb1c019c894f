/**
 * A text broken at its spaces into lines of at most `width` characters; those after the first are indented by two. A
 * word that is longer, such as a path, stays whole on a line of its own.
 */
export function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || longer.length <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = `${INDENT}${word}`;
    }
  }
  return [...lines, line].join('\n');
}

const INDENT = '  ';
