import type { AnalysisNumbers } from '../report/explore/analysis.js';
import { numberTables } from '../report/explore/number-tables.js';
import type { Table } from '../report/html-page.js';
import { tableText } from './table.js';

/** Length of the longest bar. */
const BAR = 30;
/** Grey levels that one line of the histogram of means counts together. */
const LEVELS = 10;

/** What an analysis found, as tables and bars of at most 80 columns. */
export function exploreText(numbers: AnalysisNumbers): string {
  const tables = numberTables(numbers);
  const sections: [string, string][] = [
    ['Images', text(tables.parts)],
    ['Labels', beside(text(tables.labels), ['', ...bars(numbers.train.labels.map(({ count }) => count))])],
    ['Mean grey level of the training images', meansText(numbers.train.imageMeans.histogram)],
    ['Most and least typical training image of each label: place, distance from the average', text(tables.typical)],
    ['Training against test images', text(tables.means)],
    ...(tables.similarity ? [['Label by label', text(tables.similarity)] as [string, string]] : []),
    ...(tables.correlations
      ? [['Correlations of pixels, over the training images', text(tables.correlations)] as [string, string]]
      : []),
  ];
  return sections.map(([title, body]) => `${title}\n\n${body}`).join('\n\n');
}

function text({ columns, rows }: Table): string {
  return tableText(columns, rows);
}

/** `20 to 29  17,011  ██████` */
function meansText(histogram: readonly number[]): string {
  const ranges = Array.from({ length: Math.ceil(histogram.length / LEVELS) }, (_, i) => i * LEVELS);
  const counts = ranges.map((from) => histogram.slice(from, from + LEVELS).reduce((sum, images) => sum + images, 0));
  const table = tableText(
    [
      { title: 'level', align: 'right' },
      { title: 'images', align: 'right' },
    ],
    ranges.map((from, i) => [`${from} to ${from + LEVELS - 1}`, counts[i].toLocaleString('en-US')]),
  );
  return beside(table, ['', ...bars(counts)]);
}

/** A bar for each count, the greatest in full length; what is not 0 has at least half a block. */
function bars(counts: readonly number[]): string[] {
  const greatest = Math.max(...counts);
  return counts.map((count) => {
    const halves = Math.max(count > 0 ? 1 : 0, Math.round((2 * BAR * count) / greatest));
    return '█'.repeat(halves >> 1) + (halves % 2 === 1 ? '▌' : '');
  });
}

/** Lines with others to their right. */
function beside(block: string, right: readonly string[]): string {
  const lines = block.split('\n');
  const width = Math.max(...lines.map((line) => line.length));
  return lines.map((line, i) => `${line.padEnd(width)}  ${right[i]}`.trimEnd()).join('\n');
}
