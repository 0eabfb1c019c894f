import type { RunView } from '../engine/run-store.js';
import { RunCurves } from './run-curves.js';
import { RunHead } from './run-head.js';
import { ConfusionCard } from './confusion-card.js';
import { WeightsCard } from './weights-card.js';

/** A training as it goes. */
export function RunPanel({ run }: { readonly run: RunView }) {
  return (
    <>
      <RunHead run={run} />
      <RunCurves run={run} />
      <div class="pictures">
        <WeightsCard run={run} />
        <ConfusionCard run={run} />
      </div>
    </>
  );
}
