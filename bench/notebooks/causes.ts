import { matchesPattern } from '../reproduce/selection.js';

/** Why ours is worse than published, found by experiment. */
export interface Cause {
  /** As `--only` takes them: `000`, `002/lr*`. */
  readonly ids: string;
  readonly text: string;
}

const causes: readonly Cause[] = [
  {
    ids: '000',
    text:
      'the published 350,000 pictures are not at hand: the digits are MNIST, the backgrounds stand-ins. How hard the pictures are to ' +
      'read is decided by their backgrounds, so only the order of the models is comparable',
  },
];

/** The written cause for an experiment; null where none was found yet. */
export function causeOf(id: string): string | null {
  return causes.find(({ ids }) => matchesPattern(id, ids))?.text ?? null;
}
