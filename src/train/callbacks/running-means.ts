import type { Callback } from '../callback.js';
import type { Means } from '../totals.js';
import { ResumableState } from './resumable-state.js';

/** A callback that has something to tell when the training has ended. */
export interface RunningMeans extends Callback {
  /** For each epoch, the mean over its steps of the mean so far. */
  readonly epochs: readonly Means[];
}

/**
 * The training figures as Keras 3 printed them before mid-2025 (keras-team/keras issue 20212, mended by pull request 21331): its
 * progress bar averaged over the steps s of an epoch what was the mean over the steps up to s already,
 *
 *   printed = (1/S) sum_s m(s),   m(s) the mean over the examples of steps 1 ... s
 *
 * so that early, bad steps count several times. An epoch's record has the true mean, m(S); this is for comparison with logs of that
 * time. It waits for the device after every step, which costs the more the smaller the steps are.
 */
export function runningMeans(): RunningMeans {
  const name = 'runningMeans';
  const memory = new ResumableState<Memory>({ epochs: [], sums: {}, steps: 0 });
  return {
    name,
    get epochs() {
      return memory.values.epochs;
    },
    onTrainBegin: () => void memory.begin(),
    async onStepEnd(training) {
      const { sums, steps } = memory.values;
      const now = Object.entries(await training.means());
      const added = Object.fromEntries(now.map(([figure, mean]) => [figure, (sums[figure] ?? 0) + mean]));
      Object.assign(memory.values, { sums: added, steps: steps + 1 });
    },
    onEpochEnd() {
      const { epochs, sums, steps } = memory.values;
      const means = Object.fromEntries(
        Object.entries(sums).map(([figure, sum]) => [figure, (sum ?? 0) / steps]),
      ) as Means;
      Object.assign(memory.values, { epochs: [...epochs, means], sums: {}, steps: 0 });
    },
    save: () => ({ values: memory.save() }),
    load: ({ values }) => memory.load(values),
  };
}

interface Memory {
  epochs: readonly Means[];
  /** Of the current epoch, by figure: the sum of the means so far. */
  sums: Readonly<Partial<Record<string, number>>>;
  steps: number;
}
