import { bestDense } from './best-dense.js';
import type { Challenge } from './challenge.js';
import { smallDense } from './small-dense.js';
import { tinyConvolution } from './tiny-convolution.js';

/** What goes beyond the notebooks. */
export const challenges: readonly Challenge[] = [tinyConvolution, smallDense, bestDense];

/** Those with these names; all where none is given. @throws {RangeError} for a name that none has. */
export function selectedChallenges(names: readonly string[]): Challenge[] {
  const unknown = names.find((name) => !challenges.some((challenge) => challenge.name === name));
  if (unknown !== undefined) {
    const known = challenges.map(({ name }) => name).join(', ');
    throw new RangeError(`--only: found '${unknown}', expected some of ${known}`);
  }
  return challenges.filter(({ name }) => names.length === 0 || names.includes(name));
}
