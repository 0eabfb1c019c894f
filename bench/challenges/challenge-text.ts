import { meanOf } from '../../src/data/statistics/sample.js';
import { meanInterval } from '../../src/report/statistics/mean-interval.js';
import { countText, intervalText, percentText, secondsText } from '../reproduce/report/texts.js';
import type { Challenge } from './challenge.js';
import type { ChallengeResult } from './result-file.js';

/** What a challenge's result comes to. */
export interface ChallengeSummary {
  /** Mean over the seeds, on the test images. */
  readonly accuracy: number;
  /** Of that mean, with 95 % confidence; null for one seed. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Mean of a training. */
  readonly seconds: number;
  readonly parameters: number;
  /** Whether the mean is above the target and every limit is kept. */
  readonly isMet: boolean;
}

export function summaryOf({ target, limits }: Challenge, { runs }: ChallengeResult): ChallengeSummary {
  const accuracies = runs.map(({ result }) => result.figures.testAccuracy!);
  const accuracy = meanOf(accuracies);
  const seconds = meanOf(runs.map(({ result }) => result.trainingSeconds));
  const parameters = runs[0].result.parameters.total;
  const isMet =
    accuracy > target && seconds < (limits.seconds ?? Infinity) && parameters <= (limits.parameters ?? Infinity);
  return { accuracy, interval: meanInterval(accuracies), seconds, parameters, isMet };
}

/** A challenge's result in a few lines. */
export function challengeText(challenge: Challenge, result: ChallengeResult): string {
  const { accuracy, interval, seconds, parameters, isMet } = summaryOf(challenge, result);
  const candidates = result.candidates.map(
    ({ result: { id, figures } }) =>
      `  ${id.padEnd(36)} ${percentText(figures.validationAccuracy)} of the validation images`,
  );
  const range = interval ? ` (${intervalText(interval)})` : '';
  return [
    `${challenge.name}: ${challenge.asks}`,
    ...candidates,
    `  chosen: ${result.chosen}, ${countText(parameters)} parameters`,
    `  test: ${percentText(accuracy)}${range} over ${result.runs.length} seeds, ${secondsText(seconds)} each: ${isMet ? 'met' : 'not met'}`,
  ].join('\n');
}
