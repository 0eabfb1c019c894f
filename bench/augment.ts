/**
 * `npm run bench:augment`: what it costs to vary the images of every training step, on a small convolutional network at batch 32.
 */
import { Command } from 'commander';
import type { Backend } from '../src/backend/backend.js';
import { chooseBackend } from '../src/backend/select.js';
import { buildModel, fitOptions } from '../src/recipe/build-recipe.js';
import { checkRecipe } from '../src/recipe/check-recipe.js';
import { randomBits } from '../src/tensor/random.js';
import { prepareTraining } from '../src/train/fit.js';
import type { Training } from '../src/train/training.js';
import { polymnist } from './notebooks/polymnist.js';
import { runSuite } from './run-suite.js';
import { spreadOf, type Spread } from './statistics.js';

const BATCH = 32;
/** Steps whose time is one sample. */
const STEPS_PER_SAMPLE = 32;
const WARM_UP_SAMPLES = 10;
const SAMPLES = 60;

const command = new Command('bench:augment')
  .description('Milliseconds per training step with images as they are and with images varied anew, in turn.')
  .option('--backend <name>', 'where to train', 'wasm:2')
  .action(async ({ backend: name }: { backend: string }) => {
    const { backend } = await chooseBackend(name);
    const { plain, augmented } = await timeSteps(backend);
    process.stdout.write(`${backend.name}, ${backend.description}\n`);
    process.stdout.write('images        ms per step: median  quartiles\n');
    process.stdout.write(`${lineOf('as they are', plain)}\n${lineOf('varied', augmented)}\n`);
    const added = (100 * (augmented.median - plain.median)) / plain.median;
    process.stdout.write(`varying them adds ${added.toFixed(1)} %\n`);
  });

function lineOf(what: string, { median, lowerQuartile, upperQuartile }: Spread): string {
  const quartiles = `${lowerQuartile.toFixed(3)} to ${upperQuartile.toFixed(3)}`;
  return `${what.padEnd(14)}${median.toFixed(3).padEnd(21)}${quartiles}`;
}

/** Both trainings take turns, so that whatever slows the machine down slows both. */
async function timeSteps(backend: Backend): Promise<{ plain: Spread; augmented: Spread }> {
  const trainings = [false, true].map((isAugmented) => ({ training: trainingOf(backend, isAugmented), samples: [0] }));
  for (let i = 0; i < WARM_UP_SAMPLES + SAMPLES; i++) {
    for (const { training, samples } of trainings) {
      const begin = performance.now();
      runSteps(training);
      await backend.finish();
      samples[i] = (performance.now() - begin) / STEPS_PER_SAMPLE;
    }
  }
  const [plain, augmented] = trainings.map(({ samples }) => spreadOf(samples.slice(WARM_UP_SAMPLES)));
  return { plain, augmented };
}

/** Runs steps of the epoch, which begins again after its last batch. */
function runSteps(training: Training): void {
  for (let steps = 0; steps < STEPS_PER_SAMPLE;) {
    if (training.batch === training.batches) training.position = { ...training.position, batch: 0 };
    steps += training.runSteps(STEPS_PER_SAMPLE - steps);
  }
}

/** The first convolutional network of `bench/notebooks/polymnist.ts` with its augmentation or without, on random images. */
function trainingOf(backend: Backend, isAugmented: boolean): Training {
  const recipe = checkRecipe({ ...polymnist.recipes[0], ...(!isAugmented && { augmentation: null }) }, 'bench:augment');
  const inputShape = [28, 28, 1];
  const count = BATCH * STEPS_PER_SAMPLE;
  const inputs = Uint8Array.from({ length: count * 784 }, (_, i) => randomBits(1, 'bench/pixels', i) % 256);
  const targets = Uint8Array.from({ length: count }, (_, i) => randomBits(1, 'bench/labels', i) % 10);
  return prepareTraining(
    buildModel(recipe, inputShape, 10, { seed: 1, backend }),
    { count, inputs, inputShape, targets, targetShape: [] },
    { ...fitOptions(recipe, count), epochs: 1, batchSize: BATCH },
  );
}

await runSuite('bench:augment', () => command.parseAsync());
