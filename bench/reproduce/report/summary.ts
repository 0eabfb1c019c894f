import type { Totals } from '../totals.js';
import { secondsText } from './texts.js';

/** What is printed at the end of a reproduction: a few lines, and the files. */
export function summaryText(
  totals: Totals,
  { isQuick, files }: { isQuick: boolean; files: readonly string[] },
): string {
  if (isQuick)
    return [`${totals.run} of ${totals.experiments} experiments ran, cut down to seconds`, ...files].join('\n');
  const {
    experiments,
    run,
    verdicts,
    agreeOrBetter,
    asked,
    equalCounts,
    printedCounts,
    comparableSeconds,
    publishedSeconds,
  } = totals;
  const { agrees, better, worse, unreadable } = verdicts;
  return [
    `${run} of ${experiments} experiments: ${agrees} agree, ${better} are better, ${worse} worse, ${unreadable} unreadable`,
    `of MNIST and Kaggle ${agreeOrBetter} of ${asked} agree or are better`,
    ...(printedCounts > 0 ? [`parameters: ${equalCounts} of ${printedCounts} printed counts are equal`] : []),
    ...(publishedSeconds > 0
      ? [`time: ${secondsText(comparableSeconds)}, published ${secondsText(publishedSeconds)}`]
      : []),
    ...files,
  ].join('\n');
}
