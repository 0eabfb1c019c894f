import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedRun } from '../../bench/reproduce/plan.js';
import { parameterCount } from '../../bench/reproduce/recipe-cost.js';
import type { ReproduceOptions, WithTrainer } from '../../bench/reproduce/reproduce.js';
import type { RecipeResult } from '../../src/recipe/result.js';

/** What a pretended training reaches: the published figure and 0.001 for each seed above 0, and a second more for each, too. */
export function pretendedResult({ recipe, seed }: PlannedRun, backend = 'pretended'): RecipeResult {
  const { figure, value, others } = recipe.published!;
  const figures = { testAccuracy: 0.5, ...others, [figure]: (value ?? 0.9) + 0.001 * seed };
  const total = parameterCount(recipe);
  return {
    id: recipe.id,
    seed,
    backend,
    data: 'pretended: 60,000 + 10,000 images from /some/folder (given by --data) (mnist: 10 images from /an/other)',
    figures,
    losses: { [figure]: 0.1 },
    counts: Object.fromEntries(Object.keys(figures).map((name) => [name, 10_000])),
    parameters: { total, trainable: total, nonTrainable: 0 },
    epochs: [{ epoch: 1, loss: 0.1, learningRate: 0.001, seconds: 1, accuracy: 0.9, validationLoss: NaN }],
    outcome: 'completed',
    reason: null,
    runningMeans: null,
    trainingSeconds: 2 + seed,
    preparationSeconds: 1,
    folds: null,
  };
}

/**
 * Trains nothing, and remembers what it was asked for. `stopAt`: the run at which Ctrl-C comes; it leaves a checkpoint, from which the
 * next one goes on. `failAt`: the run that cannot be made.
 */
export function pretendedTrainer({ stopAt, failAt }: { stopAt?: string; failAt?: string } = {}) {
  const asked: string[] = [];
  const withTrainer: WithTrainer = (_options: ReproduceOptions, work) =>
    work(async (run, { folder, signal, onProgress, onActivity }) => {
      onActivity('download images');
      const name = `${run.recipe.id} ${run.seed}`;
      const checkpoint = join(folder, 'checkpoint');
      const from = existsSync(checkpoint) ? await readFile(checkpoint, 'utf8') : 'the beginning';
      asked.push(`${name} from ${from}`);
      if (name === failAt) throw new Error('the loss is NaN');
      onProgress(0.5);
      if (name === stopAt) {
        await mkdir(folder, { recursive: true });
        await writeFile(checkpoint, 'epoch 3');
        const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve));
        process.emit('SIGINT');
        await stopped;
        throw new Error('interrupted');
      }
      return pretendedResult(run);
    });
  return { asked, withTrainer };
}
