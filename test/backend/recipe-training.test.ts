import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { drawDigitData, writeDigitData } from '../../src/data/drawn-digits.js';
import { loadModel } from '../../src/files/model-file.js';
import { checkRecipe } from '../../src/recipe/check-recipe.js';
import { deviationOverFolds } from '../../src/recipe/combine-folds.js';
import { prepareRecipe, type PreparedData } from '../../src/recipe/prepare.js';
import type { RecipeResult } from '../../src/recipe/result.js';
import type { Recipe, RecipeInput } from '../../src/recipe/schema/recipe.js';
import { trainRecipe, TrainingInterrupted, type TrainRecipeOptions } from '../../src/recipe/train-recipe.js';
import type { Callback } from '../../src/train/callback.js';
import { openWasmTeams } from './adapter.js';

const folder = mkdtempSync(join(tmpdir(), 'handgrad-recipe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
await writeDigitData(join(folder, 'digits'), await drawDigitData({ seed: 4, trainCount: 300, testCount: 60 }));

const wasm = (await openWasmTeams()).slice(0, 1);
const reference = referenceBackend();
const backends = [
  { name: 'reference', backend: reference },
  ...wasm.flatMap(({ name, backend }) => (backend ? [{ name, backend }] : [])),
];

/** Everything that has a state of its own: dropout, moments, a schedule, moving statistics, callbacks, the best weights. */
function small(changes: Partial<RecipeInput> = {}): Recipe {
  return checkRecipe(
    {
      id: 'small',
      data: { set: 'idx', folder: join(folder, 'digits') },
      validation: { kind: 'last', share: 0.2 },
      layers: [
        { kind: 'flatten' },
        { kind: 'dense', units: 24, activation: 'relu', kernelRegularizer: { l2: 0.001 } },
        { kind: 'batchNorm' },
        { kind: 'dropout', rate: 0.2 },
        { kind: 'dense', units: 10, activation: 'softmax' },
      ],
      optimizer: { kind: 'nadam', learningRate: { kind: 'cosineDecay', learningRate: 0.01 } },
      training: {
        epochs: 4,
        batchSize: 20,
        callbacks: [
          { kind: 'reduceOnPlateau', patience: 1 },
          { kind: 'earlyStopping', patience: 3, restoreBest: true },
        ],
      },
      ...changes,
    },
    'small',
  );
}

const prepare = (recipe: Recipe): Promise<PreparedData> => prepareRecipe(recipe, { seed: 1, backend: reference });

async function train(recipe: Recipe, options: Partial<TrainRecipeOptions> = {}): Promise<RecipeResult> {
  return trainRecipe(await prepare(recipe), recipe, { seed: 1, backend: reference, ...options });
}

/** All that a repetition has to give again: no times. */
function withoutTimes({ trainingSeconds: _, preparationSeconds: __, epochs, ...rest }: RecipeResult) {
  return { ...rest, epochs: epochs.map(({ seconds: ___, ...record }) => record) };
}

/** Ends a training after so many steps. */
function endAfter(steps: number): { signal: AbortSignal; callbacks: Callback[] } {
  const controller = new AbortController();
  let taken = 0;
  const onStepEnd = () => (++taken === steps ? controller.abort() : undefined);
  return { signal: controller.signal, callbacks: [{ name: 'end', onStepEnd }] };
}

const place = (name: string) => join(folder, 'runs', name);
const weightsOf = (name: string) => readFileSync(join(place(name), 'model.safetensors'));

describe.each(backends)('on $name', ({ name, backend }) => {
  it('a recipe learns drawn digits, and its result says what was measured on what', async () => {
    const result = await train(small(), { backend });
    expect(result).toMatchObject({
      id: 'small',
      seed: 1,
      backend: backend.name,
      counts: { trainingAccuracy: 240, validationAccuracy: 60, testAccuracy: 60 },
      // 784 x 24 + 24, batch norm 4 x 24 of which half are moving statistics, 24 x 10 + 10.
      parameters: { total: 19_186, trainable: 19_138, nonTrainable: 48 },
      outcome: 'completed',
      folds: null,
    });
    expect(result.data).toMatch(/^idx: 300 \+ 60 images from /);
    expect(result.figures.testAccuracy).toBeGreaterThan(0.4);
    expect(result.figures.trainingAccuracy).toBe(result.epochs[3].accuracy);
  });

  it('a recipe that was interrupted within an epoch and resumed ends with the same bits', async () => {
    const [whole, cut] = [`${name}/whole`, `${name}/cut`].map((run) => run.replaceAll(/[^\w/]/g, '-'));
    const expected = await train(small(), { backend, folder: place(whole) });
    await expect(train(small(), { backend, folder: place(cut), ...endAfter(17) })).rejects.toThrow(TrainingInterrupted);
    expect(readdirSync(place(cut))).not.toContain('result.json');
    const resumed = await train(small(), { backend, folder: place(cut), resume: true });
    expect(withoutTimes(resumed)).toEqual(withoutTimes(expected));
    expect(weightsOf(cut).equals(weightsOf(whole)), 'the weights differ').toBe(true);
  });
});

describe('the examples', () => {
  it.each([
    ['mlp', 159_010],
    ['cnn', 6_867],
    ['augmented', 206_922],
  ])('examples/%s.json trains', async (name, total) => {
    const example = JSON.parse(readFileSync(`examples/${name}.json`, 'utf8')) as RecipeInput;
    const training = { ...example.training, epochs: 1, batchSize: 2 };
    const { id, figures, parameters } = await train(small({ ...example, data: small().data, training }));
    expect(id).toBe(`my-${name}`);
    expect(figures.testAccuracy).toBeGreaterThan(0.15);
    expect(parameters.total).toBe(total);
  });
});

describe('offline augmentation', () => {
  const augmentation: RecipeInput['augmentation'] = {
    when: 'offline',
    pipelines: [{ copies: 2, layers: [{ kind: 'randomTranslation', height: 0.1, width: 0.1 }] }],
  };

  it('trains on the images and their copies, and validates on images as they are', async () => {
    const { counts } = await train(small({ augmentation }));
    expect(counts).toMatchObject({ trainingAccuracy: 3 * 240, validationAccuracy: 60 });
  });
});

describe('the figures of a recipe', () => {
  it('are of the weights that the training ended with: those of the best epoch, where they were restored', async () => {
    const result = await train(small());
    const losses = result.epochs.map(({ validationLoss }) => validationLoss);
    const best = result.epochs[losses.indexOf(Math.min(...losses))];
    expect(result.figures.validationAccuracy).toBeCloseTo(best.validationAccuracy, 6);
    // The loss of an epoch holds the penalty, the result's does not.
    expect(result.losses.validationAccuracy).toBeLessThan(best.validationLoss - 0.01);
  });

  it('are the same with the seed, and others with another', async () => {
    const [first, again, other] = [await train(small()), await train(small()), await train(small(), { seed: 2 })];
    expect(withoutTimes(again)).toEqual(withoutTimes(first));
    expect(other.epochs[0].loss).not.toBe(first.epochs[0].loss);
  });

  it('hold, where asked for, the means of running means, which are worse than the true ones while it learns', async () => {
    expect((await train(small())).runningMeans).toBeNull();
    const { runningMeans, epochs } = await train(small(), { runningMeans: true });
    expect(runningMeans).toHaveLength(4);
    expect(runningMeans![0].loss).toBeGreaterThan(epochs[0].loss);
    expect(runningMeans![0].accuracy).toBeLessThan(epochs[0].accuracy);
  });

  it('of all folds are means over the folds, with the deviation between them, each fold in a folder of its own', async () => {
    const recipe = small({ validation: { kind: 'fold', folds: 3, fold: 'all' } });
    const result = await train(recipe, { folder: place('folds') });
    const accuracies = result.folds!.map(({ validationAccuracy }) => validationAccuracy!);
    expect(accuracies).toHaveLength(3);
    const [a, b, c] = accuracies;
    expect(result.figures.validationAccuracy).toBeCloseTo((a + b + c) / 3, 12);
    const mean = (a + b + c) / 3;
    const deviation = Math.sqrt(((a - mean) ** 2 + (b - mean) ** 2 + (c - mean) ** 2) / 2);
    expect(deviationOverFolds(result, 'validationAccuracy')).toBeCloseTo(deviation, 12);
    expect(result.counts).toEqual({ trainingAccuracy: 600, validationAccuracy: 300, testAccuracy: 180 });
    expect(readdirSync(place('folds')).sort()).toEqual(['config.json', 'fold-0', 'fold-1', 'fold-2', 'result.json']);
    const alone = await train(small({ validation: { kind: 'fold', folds: 3, fold: 1 } }));
    expect(alone.figures).toEqual(result.folds![1]);
  });

  it('of all folds go on in the fold that was interrupted', async () => {
    const recipe = small({ validation: { kind: 'fold', folds: 2, fold: 'all' } });
    const expected = await train(recipe);
    const cut = { folder: place('cutFolds'), ...endAfter(40) };
    await expect(train(recipe, cut)).rejects.toThrow(TrainingInterrupted);
    expect(readdirSync(place('cutFolds')).sort()).toEqual(['config.json', 'fold-0', 'fold-1']);
    const resumed = await train(recipe, { folder: place('cutFolds'), resume: true });
    expect(withoutTimes(resumed)).toEqual(withoutTimes(expected));
  });

  it('of a leaking validation are of images that were trained on; the test images are not', async () => {
    const data = await prepare(small({ validation: { kind: 'leaking', share: 0.2 } }));
    const { train: trained, validation } = await data.training(0);
    expect([trained.count, validation!.count]).toEqual([300, 60]);
  });
});

describe('the folder of a recipe', () => {
  it('keeps the model and the result, which a second call gives back without training', async () => {
    const options = { folder: place('kept') };
    const result = await train(small(), options);
    expect(readdirSync(options.folder).sort()).toEqual([
      'checkpoint.safetensors',
      'config.json',
      'log.csv',
      'log.jsonl',
      'model.json',
      'model.safetensors',
      'result.json',
    ]);
    expect((await loadModel(options.folder)).name).toBe('small');
    const callbacks = [{ name: 'alarm', onTrainBegin: () => expect.unreachable('it trains') }];
    expect(await train(small(), { ...options, resume: true, callbacks })).toEqual(result);
  });

  it.each<[string, RecipeInput | null, number, RegExp]>([
    ['another seed', null, 2, /was begun with the seed 1, not 2; give that, or begin a new run$/],
    [
      'another recipe',
      { training: { epochs: 5 } } as RecipeInput,
      1,
      /was begun with another recipe \(training\.epochs differs\); begin a new run$/,
    ],
    [
      'other data',
      { data: { set: 'idx', folder: join(folder, 'other') } } as RecipeInput,
      1,
      /was begun on other data than these \(idx: 300 \+ 60 images from .*\); give the folder it had with --data$/,
    ],
  ])('is not gone on with as %s', async (what, changes, seed, message) => {
    const name = place(what.replaceAll(' ', '-'));
    await writeDigitData(join(folder, 'other'), await drawDigitData({ seed: 5, trainCount: 300, testCount: 60 }));
    await train(small({ training: { epochs: 1 } }), { folder: name });
    const training = { epochs: 1, ...changes?.training };
    await expect(train(small({ ...changes, training }), { folder: name, resume: true, seed })).rejects.toThrow(message);
  });

  it('is taken away where nothing came of it', async () => {
    const recipe = small({ optimizer: { kind: 'sgd', learningRate: 1e38 } });
    await expect(train(recipe, { folder: place('exploded') })).rejects.toThrow(/no longer finite/);
    expect(readdirSync(join(folder, 'runs'))).not.toContain('exploded');
  });
});
