import type { EpochSummary, ProgressDisplay } from './callbacks/progress.js';
import { epochCount, figuresOf, rateText, secondsText } from './progress-text.js';

/**
 * Progress where there is no terminal: a table that grows by a line per epoch. Loss and accuracy with validation take
 * 79 columns:
 *
 *            training            validation
 *     epoch      loss  accuracy      loss  accuracy  images/s       time       left
 *      1/15    0.2831   91.93 %    0.1400   95.83 %     3,412     17.6 s  4 min 06 s
 */
export function progressTable(print: (line: string) => void): ProgressDisplay {
  let headed = false;
  return {
    epochEnd(summary) {
      const columns = columnsOf(summary);
      if (!headed) for (const heading of headingsOf(columns)) print(heading);
      headed = true;
      print(columns.map(({ text, width }) => text.padStart(width)).join(GAP));
    },
  };
}

interface Column {
  /** What several columns have in common, written above the first of them. */
  readonly group: string;
  readonly title: string;
  readonly text: string;
  readonly width: number;
}

const GAP = '  ';

function columnsOf(summary: EpochSummary): Column[] {
  const { record, epochs, examplesPerSecond, secondsLeft } = summary;
  const column = (title: string, text: string, least: number, group = ''): Column => {
    return { group, title, text, width: Math.max(least, title.length) };
  };
  return [
    column('epoch', epochCount(record.epoch, epochs), 5),
    ...figuresOf(summary).map(({ title, text, measuredOn }) => column(title, text, 8, measuredOn)),
    column('images/s', rateText(examplesPerSecond), 8),
    column('time', secondsText(record.seconds), 10),
    column('left', record.epoch < epochs ? secondsText(secondsLeft) : '-', 10),
  ];
}

/** The titles, and above them the groups if there are two. */
function headingsOf(columns: readonly Column[]): string[] {
  const titles = columns.map(({ title, width }) => title.padStart(width)).join(GAP);
  if (!columns.some(({ group }) => group === 'validation')) return [titles];
  let groups = '';
  let begin = 0;
  columns.forEach(({ group, width }, i) => {
    if (group !== '' && columns[i - 1].group !== group) groups = groups.padEnd(begin) + group;
    begin += width + GAP.length;
  });
  return [groups, titles];
}
