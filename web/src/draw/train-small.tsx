import { signal } from '@preact/signals';
import { EngineError } from '../engine/client.js';
import { train } from '../engine/run-store.js';
import { backend } from '../shell/backend.js';
import { data, drawDigits } from '../train/data.js';
import { firstDraft } from '../train/draft.js';

/** Enough to learn from in a few seconds. */
const DIGITS = { train: 6000, test: 1000 };

const isStarting = signal(false);
const problem = signal<string | null>(null);

/** For who has not trained anything yet: a small network, at once. */
export function TrainSmall() {
  const isReady = backend.value !== null;
  return (
    <div class="stack">
      <p>No network yet.</p>
      <button type="button" class="primary" aria-disabled={!isReady || isStarting.value} onClick={() => void start()}>
        {!isReady && 'The engine is starting'}
        {isReady && (isStarting.value ? 'Drawing digits to learn from' : 'Train one (about 10 s)')}
      </button>
      {problem.value !== null && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
    </div>
  );
}

async function start(): Promise<void> {
  if (backend.value === null || isStarting.value) return;
  isStarting.value = true;
  problem.value = null;
  try {
    if (data.value === null) await drawDigits(DIGITS);
    await train({ recipe: firstDraft, seed: 0 });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    problem.value = error.message;
  } finally {
    isStarting.value = false;
  }
}
