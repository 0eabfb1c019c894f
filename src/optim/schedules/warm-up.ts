import { checkCount, checkNotNegative } from '../../nn/options.js';
import { asSchedule } from './as-schedule.js';
import type { Schedule } from './schedule.js';

/**
 * A straight line from `from` to the first rate of `then` over `steps` steps, then `then` from its own beginning (gradual warm-up,
 * Goyal et al. 2017, section 2.2):
 *
 *   rate(t) = from + (then(0) - from) * t / steps for t < steps, then(t - steps) after
 *
 * from: default 0. then: a rate or another schedule.
 */
export function warmUp({ steps, from = 0, then }: { steps: number; from?: number; then: number | Schedule }): Schedule {
  checkCount('warmUp', 'steps', steps);
  checkNotNegative('warmUp', 'from', from);
  const after = asSchedule('warmUp', 'then', then);
  return {
    at: (step) => (step < steps ? from + ((after.at(0) - from) * step) / steps : after.at(step - steps)),
    description: { kind: 'warmUp', steps, from, then: after.description },
  };
}
