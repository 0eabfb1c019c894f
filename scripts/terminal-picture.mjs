// Draws what a command has shown on a terminal of 80 columns, as SVG. docs/train-mlp.svg, in a clone with MNIST in datasets/mnist:
//
//   script -qec 'stty cols 80; npm run train:mlp' /dev/null | node scripts/terminal-picture.mjs 'npm run train:mlp' > docs/train-mlp.svg

import { readFileSync } from 'node:fs';
import { runAsScript } from './run-as-script.mjs';

// In pixels. The text is set to its exact width, whatever font the reader has.
const CHARACTER_WIDTH = 8.4;
const LINE_HEIGHT = 17;
const MARGIN = 20;
const FIRST_BASELINE = 51;
const COLUMNS = 80;

/**
 * What remains to be read on the terminal: without colours, and of a line that was written over, what was written last.
 *
 * @param {string} recording all that was written to the terminal
 * @returns {string[]} its lines, without empty ones at either end
 */
export function linesOnScreen(recording) {
  const lines = recording.split(/\r*\n/).map((line) =>
    line
      // To the first column, where a progress bar begins anew.
      .split(/\r|\x1b\[1?G/) // eslint-disable-line no-control-regex
      .at(-1)
      .replace(/\x1b\[[\d;?]*[A-Za-z]|\x1b[78]/g, '') // eslint-disable-line no-control-regex
      .trimEnd(),
  );
  const isText = (/** @type {string} */ line) => line !== '';
  return lines.slice(lines.findIndex(isText), lines.findLastIndex(isText) + 1);
}

/**
 * A window with the command at its prompt, and its output.
 *
 * @param {string} command
 * @param {string[]} lines
 */
export function terminalPicture(command, lines) {
  const width = 2 * MARGIN + COLUMNS * CHARACTER_WIDTH;
  const height = FIRST_BASELINE + lines.length * LINE_HEIGHT + MARGIN;
  const texts = lines.map((line, row) => textElement(line, row + 1)).filter((text) => text !== '');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
  <title id="title">A run of ${escaped(command)} in a terminal of ${COLUMNS} columns</title>
  <rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
  <g fill="#30363d"><circle cx="22" cy="18" r="6"/><circle cx="42" cy="18" r="6"/><circle cx="62" cy="18" r="6"/></g>
  <g font-family="ui-monospace, 'SFMono-Regular', Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3">
${[textElement(`$ ${command}`, 0, ' fill="#7ee787"'), ...texts].join('\n')}
  </g>
</svg>
`;
}

/**
 * @param {string} line
 * @param {number} row
 * @param {string} [attributes]
 */
function textElement(line, row, attributes = '') {
  const text = line.trimStart();
  if (text === '') return '';
  const x = MARGIN + (line.length - text.length) * CHARACTER_WIDTH;
  const y = FIRST_BASELINE + row * LINE_HEIGHT;
  const length = text.length * CHARACTER_WIDTH;
  return `    <text x="${x.toFixed(1)}" y="${y}" textLength="${length.toFixed(1)}"${attributes}>${escaped(text)}</text>`;
}

/** SVG shows several spaces as one, unless they do not break. @param {string} text */
function escaped(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/ (?= )/g, '\u00a0');
}

await runAsScript(import.meta.url, 'terminal-picture', () => {
  const command = process.argv[2];
  if (!command) throw new Error('name the command whose output comes on standard input');
  const lines = linesOnScreen(readFileSync(0, 'utf8'));
  if (lines.length === 0) throw new Error('nothing came on standard input');
  process.stdout.write(terminalPicture(command, lines));
});
