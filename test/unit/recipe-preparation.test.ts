import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { writeDigitData } from '../../src/data/drawn-digits.js';
import { withWholeLength } from '../../src/recipe/whole-length.js';
import { checkRecipe } from '../../src/recipe/check-recipe.js';
import { preparationKey, prepareRecipe } from '../../src/recipe/prepare.js';
import type { Recipe, RecipeInput } from '../../src/recipe/schema/recipe.js';
import { splitTraining } from '../../src/recipe/split-training.js';
import { imageExamples } from '../../src/train/examples.js';
import { smallDataset, temporaryFolders } from './data-fixtures.js';

const folderOf = temporaryFolders();

function recipe(changes: Partial<RecipeInput> = {}): Recipe {
  return checkRecipe(
    {
      id: 'small',
      data: { set: 'idx' },
      layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10 }],
      optimizer: { kind: 'adam' },
      training: { epochs: 1 },
      ...changes,
    },
    'small',
  );
}

describe('preparationKey', () => {
  const generator = { kind: 'generator' as const, zoom: 0.1 };
  const offline: RecipeInput['augmentation'] = {
    when: 'offline',
    pipelines: [{ copies: 1, layers: [{ kind: 'randomRotation', turns: 0.1 }] }],
  };

  it('is one for recipes that differ in what is trained, not in what it is trained on', () => {
    const key = preparationKey(recipe(), 0);
    for (const same of [
      recipe({ id: 'other', layers: [{ kind: 'dense', units: 10 }], training: { epochs: 9 } }),
      recipe({ augmentation: { when: 'online', generator } }),
    ]) {
      expect(preparationKey(same, 1)).toBe(key);
    }
  });

  it('is another for other data, preprocessing, validation or copies', () => {
    const keys = [
      recipe(),
      recipe({ data: { set: 'mnist' } }),
      recipe({ preprocessing: [] }),
      recipe({ validation: { kind: 'random', share: 0.1 } }),
      recipe({ validation: { kind: 'random', share: 0.1, seed: 1 } }),
      recipe({ augmentation: offline }),
    ].map((one) => preparationKey(one, 0));
    expect(new Set(keys).size).toBe(keys.length);
    expect(preparationKey(recipe({ augmentation: offline }), 1)).not.toBe(keys[5]);
  });
});

describe('splitTraining', () => {
  // Images in which every byte tells them apart; labels 0 to 9 go round.
  const dataset = smallDataset(40);
  const whole = { train: imageExamples(dataset), test: imageExamples(smallDataset(5, 3)) };
  const split = (validation: Recipe['validation'], index = 0) => splitTraining(whole, dataset, validation, index);
  /** Which images these are, by their first bytes. */
  const places = (examples: { count: number; inputs: Uint8Array | Float32Array } | null) =>
    Array.from({ length: examples!.count }, (_, i) => examples!.inputs[i * 784] / 7);
  const all = Array.from({ length: 36 }, (_, i) => i);

  it('last: validates with the last share, as they lie', () => {
    const { train, validation } = split({ kind: 'last', share: 0.1 });
    expect(places(train)).toEqual(all);
    expect(validation!.count).toBe(4);
  });

  it('random: each image is on one side, with its label', () => {
    const { train, validation } = split({ kind: 'random', share: 0.25, seed: 1 });
    expect([train.count, validation!.count]).toEqual([30, 10]);
    const labels = [...train.targets, ...validation!.targets];
    const byLabel = (label: number) => labels.filter((found) => found === label).length;
    expect(Array.from({ length: 10 }, (_, label) => byLabel(label))).toEqual(new Array<number>(10).fill(4));
    expect(split({ kind: 'random', share: 0.25, seed: 2 }).validation!.inputs).not.toEqual(validation!.inputs);
  });

  it('leaking: trains on the images that it validates with', () => {
    const { train, validation } = split({ kind: 'leaking', share: 0.25, seed: 1 });
    expect(train).toBe(whole.train);
    expect(validation!.inputs).toEqual(split({ kind: 'random', share: 0.25, seed: 1 }).validation!.inputs);
  });

  it('fold: every class has its share in every fold, and all folds together are all images', () => {
    const folds = [0, 1, 2, 3].map(
      (index) => split({ kind: 'fold', folds: 4, fold: 'all', seed: 0 }, index).validation!,
    );
    for (const { targets } of folds) expect([...targets].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(folds.flatMap(({ inputs }) => [inputs.slice(0, 784).join()])).size).toBe(4);
    const one = split({ kind: 'fold', folds: 4, fold: 2, seed: 0 });
    expect(one.validation!.inputs).toEqual(folds[2].inputs);
  });

  it('test: validates with the test images, and refuses where nobody knows their labels', () => {
    expect(split({ kind: 'test' }).validation).toBe(whole.test);
    expect(() => splitTraining({ ...whole, test: null }, dataset, { kind: 'test' }, 0)).toThrow(
      'nobody knows the labels of the test images of small, so they cannot validate a training; validate with a share',
    );
  });
});

describe('prepareRecipe', () => {
  it('takes the first images only where the recipe says so, and says it', async () => {
    const folder = await folderOf();
    await writeDigitData(folder, { train: smallDataset(20), test: smallDataset(6) });
    const limited = recipe({ data: { set: 'idx', folder, trainLimit: 8 }, validation: { kind: 'last', share: 0.25 } });
    const data = await prepareRecipe(limited, { seed: 0, backend: referenceBackend() });
    expect(data.source).toMatch(/^idx: 20 \+ 6 images from .*; only the first 8 for training$/);
    const { train, validation } = await data.training(0);
    expect([train.count, validation!.count, data.test!.count]).toEqual([6, 2, 6]);
  });

  it('looks in the folder that it is told instead of the one that the recipe names', async () => {
    const folder = await folderOf();
    await writeDigitData(folder, { train: smallDataset(4), test: smallDataset(2) });
    const elsewhere = recipe({ data: { set: 'idx', folder: join(folder, 'nowhere') } });
    const data = await prepareRecipe(elsewhere, { data: folder, seed: 0, backend: referenceBackend() });
    expect(data.source).toContain(folder);
  });
});

describe('a cosine decay without a length', () => {
  const cosine = { kind: 'cosineDecay', learningRate: 0.1 };

  it('lasts as long as the training, or as what the warm-up leaves of it', () => {
    expect(withWholeLength({ kind: 'adam', learningRate: cosine }, 100)).toEqual({
      kind: 'adam',
      learningRate: { ...cosine, steps: 100 },
    });
    const warmed = { kind: 'adam', learningRate: { kind: 'warmUp', steps: 30, then: cosine } };
    expect(withWholeLength(warmed, 100)).toMatchObject({ learningRate: { steps: 30, then: { steps: 70 } } });
    expect(() => withWholeLength(warmed, 30)).toThrow(
      'warmUp: it has 30 steps, but the whole training has 30; warm up less',
    );
  });

  it('keeps a length that is given, and leaves numbers and other schedules alone', () => {
    for (const learningRate of [0.1, { ...cosine, steps: 7 }, { kind: 'stepDecay', learningRate: 1 }]) {
      expect(withWholeLength({ kind: 'sgd', learningRate }, 100)).toEqual({ kind: 'sgd', learningRate });
    }
  });
});
