import type { Storage } from '../../tensor/lifetime.js';
import type { LaunchDraft } from './recorder.js';

/** The launches without those whose outputs nobody uses: neither a launch that counts nor, being external, anybody after the step. */
export function eliminateDeadLaunches(
  launches: readonly LaunchDraft[],
  isExternal: (storage: Storage) => boolean,
): LaunchDraft[] {
  const needed = new Set<Storage>();
  const alive = launches.toReversed().filter(({ inputs, outputs }) => {
    const counts = outputs.some((output) => output && (isExternal(output.storage) || needed.has(output.storage)));
    if (counts) for (const input of inputs) if (input) needed.add(input.storage);
    return counts;
  });
  return alive.reverse();
}
