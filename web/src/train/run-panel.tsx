import type { RunView } from '../engine/run-store.js';
import { Curves } from '../parts/curves.js';
import { ConfusionCard } from '../parts/confusion-card.js';
import { RunHead } from './run-head.js';
import { WeightsCard } from './weights-card.js';

const colours = { training: '--accent', validation: '--second' };

/** A training as it goes. */
export function RunPanel({ run }: { readonly run: RunView }) {
  return (
    <>
      <RunHead run={run} />
      <Curves runs={[{ run, colours }]} />
      <div class="halves">
        <WeightsCard run={run} />
        <ConfusionCard run={run} />
      </div>
    </>
  );
}
