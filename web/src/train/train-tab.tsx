import './train.css';
import { shownRun } from '../engine/run-store.js';
import { DataCard } from './data-card.js';
import { LearningCard } from './learning-card.js';
import { NetworkCard } from './network-card.js';
import { RunPanel } from './run-panel.js';
import { StartButton } from './start-button.js';

/** Compose a training, or pick a published one, and watch it learn. */
export function TrainTab() {
  const run = shownRun.value;
  return (
    <div class="train">
      <section class="stack" aria-label="What is trained">
        <DataCard />
        <NetworkCard />
        <LearningCard />
        <StartButton />
      </section>
      <section class="stack" id="training" aria-label="The training">
        {run ? <RunPanel key={run.report.run} run={run} /> : <Invitation />}
      </section>
    </div>
  );
}

function Invitation() {
  return (
    <div class="card invitation">
      <h2>Nothing trained yet</h2>
      <p class="muted">
        Press Train: loss and accuracy, the first layer's weights and the mistakes appear here while the network learns,
        in this page, without any server.
      </p>
    </div>
  );
}
