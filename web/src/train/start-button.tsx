import { signal } from '@preact/signals';
import { EngineError } from '../engine/client.js';
import { isActive, shownRun, train } from '../engine/run-store.js';
import { data, preparing } from './data.js';
import { draft, network, seed } from './draft.js';

/** Where the training is shown below what is trained. */
const narrow = matchMedia('(max-width: 800px)');

const problem = signal<string | null>(null);
const isStarting = signal(false);

async function start(): Promise<void> {
  problem.value = null;
  isStarting.value = true;
  try {
    await train({ recipe: draft.value, seed: seed.value });
    if (narrow.matches) document.getElementById('training')?.scrollIntoView({ behavior: 'smooth' });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    problem.value = error.message;
  } finally {
    isStarting.value = false;
  }
}

/** Begins the training that is composed. */
export function StartButton() {
  const isReady = data.value !== null && !isStarting.value && network.value !== null && 'summary' in network.value;
  const replaces = shownRun.value !== null && isActive(shownRun.value);
  return (
    <div class="stack start-box">
      <button type="button" class="primary start" disabled={!isReady} onClick={() => void start()}>
        {replaces ? 'Train this instead' : 'Train'}
      </button>
      {preparing.value && (
        <label class="small muted">
          {preparing.value.what}
          <progress value={preparing.value.done} max={preparing.value.total} />
        </label>
      )}
      {problem.value && (
        <p role="alert" class="problem">
          {problem.value}
        </p>
      )}
    </div>
  );
}
