import { asciiDigit } from '../data/ascii-digit.js';

/** Length of the bar of a probability of 1. */
const BAR = 30;

/**
 * A digit as the network sees it, and beside it the probability of each class as a bar: 14 lines of at most 76 columns.
 * pixels: 28 x 28 bytes; probabilities: one for each class.
 */
export function digitPicture(pixels: Uint8Array, probabilities: readonly number[]): string {
  const rows = asciiDigit(pixels).split('\n');
  const first = Math.floor((rows.length - probabilities.length) / 2);
  return rows
    .map((row, i) => {
      const digit = i - first;
      const probability = probabilities[digit] as number | undefined;
      return probability === undefined ? row : `${row}   ${digit} ${barText(probability)}`;
    })
    .map((row) => row.trimEnd())
    .join('\n');
}

/** `████████████▌                   41.20 %` */
function barText(probability: number): string {
  const halves = Math.round(2 * BAR * probability);
  const bar = '█'.repeat(halves >> 1) + (halves % 2 === 1 ? '▌' : '');
  return `${bar.padEnd(BAR)} ${(100 * probability).toFixed(2).padStart(6)} %`;
}
