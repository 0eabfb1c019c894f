import type { Totals } from '../totals.js';
import { secondsText } from './texts.js';

/** What is printed at the end of a reproduction: a few lines, and the files. */
export function summaryText(totals: Totals, files: readonly string[]): string {
  const { experiments, run, verdicts, agreeOrBetter, asked, equalCounts, printedCounts } = totals;
  const { agrees, better, worse, unreadable } = verdicts;
  return [
    `${run} of ${experiments} experiments: ${agrees} agree, ${better} are better, ${worse} worse, ${unreadable} unreadable`,
    `of MNIST and Kaggle ${agreeOrBetter} of ${asked} agree or are better`,
    `parameters: ${equalCounts} of ${printedCounts} printed counts are equal`,
    `time: ${secondsText(totals.comparableSeconds)}, published ${secondsText(totals.publishedSeconds)}`,
    ...files,
  ].join('\n');
}
