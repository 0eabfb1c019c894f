import './compare.css';
import { signal } from '@preact/signals';
import { runs, type RunView } from '../engine/run-store.js';
import { ConfusionCard } from '../parts/confusion-card.js';
import { Curves, type CurvesRun } from '../parts/curves.js';
import { RunSelect } from '../parts/run-select.js';
import { DifferenceTable } from './difference-table.js';

/** The two runs that the user has chosen; null: the last two. */
const chosenA = signal<RunView | null>(null);
const chosenB = signal<RunView | null>(null);

/** Two runs side by side. */
export function CompareTab() {
  const all = runs.value;
  if (all.length < 2) return <TooFew count={all.length} />;
  const kept = (run: RunView | null, otherwise: RunView) => (run && all.includes(run) ? run : otherwise);
  const a = kept(chosenA.value, all[all.length - 2]);
  const b = kept(chosenB.value, all[all.length - 1]);
  return (
    <div class="stack">
      <h2 class="visually-hidden">Two runs side by side</h2>
      <div class="card fields">
        <RunSelect id="run-a" label="Run A" run={a} onChange={(run) => (chosenA.value = run)} />
        <RunSelect id="run-b" label="Run B" run={b} onChange={(run) => (chosenB.value = run)} />
      </div>
      <Curves key={`${a.report.run} ${b.report.run}`} runs={sideBySide(a, b)} />
      <DifferenceTable a={a} b={b} />
      <div class="halves">
        <ConfusionCard run={a} title="A: confusion matrix" />
        <ConfusionCard run={b} title="B: confusion matrix" />
      </div>
    </div>
  );
}

function sideBySide(a: RunView, b: RunView): CurvesRun[] {
  return [
    { run: a, name: 'A', colours: { training: '--accent', validation: '--accent' } },
    { run: b, name: 'B', colours: { training: '--second', validation: '--second' } },
  ];
}

function TooFew({ count }: { readonly count: number }) {
  return (
    <div class="card invitation">
      <h2>{count === 0 ? 'No run to compare yet' : 'One more run to compare with'}</h2>
      <p class="muted">
        Train two networks, or one network in two ways: this page keeps every run until you close it. Their curves,
        settings and mistakes then stand here side by side, also while one of them is still learning.
      </p>
      <p>
        <a href="#train">To the training</a>
      </p>
    </div>
  );
}
