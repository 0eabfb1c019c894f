import { command, setLearningRate, type RunView } from '../engine/run-store.js';
import { significant } from '../parts/number-text.js';

/** Marks of the slider in a factor of ten. */
const MARKS = 20;

/** Pause, step, stop; and the learning rate, while it runs. */
export function RunControls({ run }: { readonly run: RunView }) {
  const isPaused = run.state.value.state === 'paused';
  return (
    <div class="row run-controls">
      {isPaused ? (
        <button type="button" class="primary" onClick={() => void command(run, 'resume')}>
          Go on
        </button>
      ) : (
        <button type="button" onClick={() => void command(run, 'pause')}>
          Pause
        </button>
      )}
      <button type="button" disabled={!isPaused} onClick={() => void command(run, 'step')}>
        One step
      </button>
      <button type="button" onClick={() => void command(run, 'stop')}>
        Stop
      </button>
      <RateSlider run={run} />
    </div>
  );
}

/** On a logarithmic scale from 1e-6 to 1. */
function RateSlider({ run }: { readonly run: RunView }) {
  const { optimizer } = run.report.recipe;
  const rate = run.rate.value ?? run.progress.value.at(-1)?.learningRate ?? Number(optimizer.learningRate ?? 0.001);
  return (
    <label class="rate">
      <span class="small muted">
        Learning rate <output class="number">{significant(rate)}</output>
      </span>
      <input
        type="range"
        min={-6 * MARKS}
        max={0}
        value={Math.round(MARKS * Math.log10(rate))}
        aria-label="Learning rate while it runs"
        aria-valuetext={significant(rate)}
        onInput={({ currentTarget }) => void setLearningRate(run, 10 ** (currentTarget.valueAsNumber / MARKS))}
      />
    </label>
  );
}
