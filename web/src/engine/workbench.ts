/** Everything the worker keeps: where it computes, what networks learn from, and the runs; and what it does when the page asks. */
import { chooseBackend, HandgradError, referenceBackend, summarize, type Backend } from 'handgrad';
import { notebooks } from '../../../bench/notebooks/index.js';
import type { DigitData } from '../../../src/data/dataset.js';
import { buildModel } from '../../../src/recipe/build-recipe.js';
import { checkRecipe } from '../../../src/recipe/check-recipe.js';
import { drawDigitData } from './drawn-digits.js';
import { readGivenFiles } from './given-files.js';
import type { DataReport, Handlers, RunCommand, Tell } from './protocol.js';
import { readDrawing } from './read-drawing.js';
import { beginRun, type Run } from './run.js';
import { traceNetwork } from './trace-network.js';

/** What the page gets to see of the data. */
const SAMPLES = 24;

/** The functions that answer the page. */
export function createWorkbench(tell: Tell): Handlers {
  const backends = new Map<string, { readonly backend: Backend; readonly why: string }>();
  const runs = new Map<number, Run>();
  let backend: Backend | null = null;
  let data: DigitData | null = null;
  let begun = 0;
  let current: Run | null = null;

  function runOf(number: number): Run {
    const run = runs.get(number);
    if (run) return run;
    throw new HandgradError(`There is no run ${number} any more.`);
  }

  async function endCurrent(): Promise<void> {
    current?.control.stop();
    await current?.ended;
    current = null;
  }

  function ready(): { backend: Backend; data: DigitData } {
    if (backend && data) return { backend, data };
    throw new HandgradError('There is nothing to learn from yet: draw digits or give files first.');
  }

  function use(given: DigitData): DataReport {
    data = given;
    const { train, test, source } = given;
    const { height, width } = train;
    const samples = train.images.slice(0, SAMPLES * height * width);
    const labels = train.labels.slice(0, SAMPLES);
    return { source, train: train.count, test: test?.count ?? 0, size: [height, width], samples, labels };
  }

  return {
    async chooseBackend(name) {
      const choice = backends.get(name) ?? (await chooseBackend(name));
      backends.set(name, choice);
      backend = choice.backend;
      return { name: choice.backend.name, why: choice.why };
    },
    notebooks: () => notebooks.map(({ number, title, recipes }) => ({ number, title, recipes })),
    drawDigits: async (counts) => use(await drawDigitData(counts, tell)),
    openFiles: async (files) => use(await readGivenFiles(files)),
    describe(input) {
      const { data } = ready();
      const recipe = checkRecipe(input, 'the network');
      const { height, width, channels, classes } = data.train;
      const options = { seed: 0, backend: referenceBackend() };
      return summarize(buildModel(recipe, [height, width, channels], classes, options));
    },
    async train(question) {
      const parts = ready();
      await endCurrent();
      current = await beginRun(question, { ...parts, run: ++begun }, tell);
      runs.set(begun, current);
      return null;
    },
    control({ run, command }) {
      commands[command](runOf(run));
      return null;
    },
    setLearningRate({ run, learningRate }) {
      if (!(learningRate > 0)) throw new HandgradError(`The learning rate is ${learningRate}, expected more than 0.`);
      const { optimizer } = runOf(run);
      optimizer.counters.learningRateScale *= learningRate / optimizer.learningRate;
      return null;
    },
    readDrawing: ({ run, strokes, digit }) => readDrawing(runOf(run), strokes, digit),
    traceNetwork,
    async forget(number) {
      const run = runOf(number);
      run.control.stop();
      await run.ended;
      runs.delete(number);
      return null;
    },
  };
}

const commands: Readonly<Record<RunCommand, (run: Run) => void>> = {
  pause: ({ control }) => control.pause(),
  resume: ({ control }) => control.resume(),
  step: ({ control }) => control.step(),
  stop: ({ control }) => control.stop(),
};
