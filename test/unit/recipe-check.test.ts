import { describe, expect, it } from 'vitest';
import { checkRecipe } from '../../src/recipe/check-recipe.js';

/** A recipe that is right, with some of its fields changed. */
function recipe(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'small',
    data: { set: 'idx' },
    layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }],
    optimizer: { kind: 'adam' },
    training: { epochs: 2 },
    ...changes,
  };
}

function refusalOf(json: unknown): string {
  try {
    checkRecipe(json, 'my.json');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

describe('checkRecipe', () => {
  it('fills in the defaults, which are those of Keras', () => {
    expect(checkRecipe(recipe(), 'my.json')).toEqual({
      ...recipe(),
      preprocessing: [{ op: 'scale' }],
      validation: { kind: 'none' },
      augmentation: null,
      training: { epochs: 2, batchSize: 32, shuffle: true, labelSmoothing: 0, callbacks: [] },
      published: null,
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'a number too small',
      { training: { epochs: 1, batchSize: 0 } },
      'training.batchSize is 0, expected a whole number of at least 1',
    ],
    [
      'a part of an epoch',
      { training: { epochs: 1.5 } },
      'training.epochs is 1.5, expected a whole number of at least 1',
    ],
    ['a missing field', { training: {} }, 'training.epochs is missing, expected a whole number of at least 1'],
    ['an empty text', { id: '' }, 'id is "", expected a text that is not empty'],
    [
      'a name that is none',
      { data: { set: 'cifar' } },
      'data.set is "cifar", expected one of auto, mnist, digits, kaggle, polymnist, idx',
    ],
    [
      'a misspelt field',
      { training: { epochs: 1, batchsize: 8 } },
      'training.batchsize is unknown, expected one of epochs, batchSize, shuffle, labelSmoothing, callbacks',
    ],
    [
      'a share that leaves nothing',
      { validation: { kind: 'last', share: 1 } },
      'validation.share is 1, expected a number above 0 and below 1',
    ],
    [
      'a kind that is none',
      { validation: { kind: 'half' } },
      'validation.kind is "half", expected one of none, test, last, random, leaking, fold',
    ],
    [
      'one of two forms',
      { validation: { kind: 'fold', folds: 5, fold: 'first' } },
      'validation.fold is "first", expected a whole number of at least 0 or "all"',
    ],
    ['no layers', { layers: [] }, 'layers is empty, expected a list with at least one entry'],
    [
      'a field inside of lists',
      { augmentation: { when: 'offline', pipelines: [{ copies: 3, layers: [{ kind: 'randomRotation', turns: 2 }] }] } },
      'augmentation.pipelines[0].layers[0].turns is 2, expected a number from 0 up and below 1',
    ],
    [
      'an option of a callback',
      { training: { epochs: 1, callbacks: [{ kind: 'earlyStopping', monitor: 'f1' }] } },
      'training.callbacks[0].monitor is "f1", expected one of loss, accuracy, validationLoss, validationAccuracy',
    ],
    [
      'a layer that there is not',
      { layers: [{ kind: 'flatten' }, { kind: 'lstm' }] },
      "layers[1]: the layer is of the unknown kind 'lstm' (known: dense, conv2d, maxPool2d, averagePool2d, " +
        'globalAveragePool2d, flatten, batchNorm, layerNorm, dropout, activation)',
    ],
    [
      'an option of a layer',
      { layers: [{ kind: 'flatten' }, { kind: 'dense', units: 0 }] },
      'layers[1]: dense: units is 0, expected a whole number from 1 up',
    ],
    [
      'an optimiser that there is not',
      { optimizer: { kind: 'adagrad' } },
      "optimizer: unknown kind 'adagrad' (known: sgd, adam, adamW, nadam, rmsprop)",
    ],
    [
      'an option of another optimiser',
      { optimizer: { kind: 'sgd', beta1: 0.9 } },
      "optimizer: sgd: unknown option 'beta1' (known: learningRate, momentum, nesterov, weightDecay, clipValue, clipNorm, clipGlobalNorm)",
    ],
  ])('names the field, what it is and what was expected: %s', (_, changes, mistake) => {
    expect(refusalOf(recipe(changes))).toBe(`my.json: ${mistake}`);
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'a fold beyond the last',
      { validation: { kind: 'fold', folds: 3, fold: 3 } },
      'validation.fold is 3, expected 0 to 2 (3 folds), or all',
    ],
    [
      'copies of images that are no bytes any more',
      {
        preprocessing: [{ op: 'scale' }, { op: 'standardize' }],
        augmentation: {
          when: 'offline',
          pipelines: [{ copies: 1, layers: [{ kind: 'randomRotation', turns: 0.1 }] }],
        },
      },
      'augmentation.when is offline, but preprocessing[1] is standardize; vary images online',
    ],
    [
      'a figure of validation without validation',
      { training: { epochs: 1, callbacks: [{ kind: 'reduceOnPlateau' }] } },
      'training.callbacks[0].monitor is validationLoss, but validation.kind is none; validate with something, or monitor loss',
    ],
    [
      'two callbacks of one kind',
      {
        training: {
          epochs: 1,
          callbacks: [
            { kind: 'earlyStopping', monitor: 'loss' },
            { kind: 'earlyStopping', monitor: 'accuracy' },
          ],
        },
      },
      'training.callbacks[1] is earlyStopping, as training.callbacks[0] is already; give one',
    ],
    [
      'a step of preprocessing twice',
      { preprocessing: [{ op: 'scale' }, { op: 'blur' }, { op: 'scale' }] },
      'preprocessing[2] is scale, as preprocessing[0] is already; do it once',
    ],
    [
      'a Kaggle score of other data',
      { published: { figure: 'kaggleScore', value: 0.97, scored: 'the 28,000' } },
      'published.figure is kaggleScore, but data.set is idx',
    ],
    [
      'a published validation without validation',
      { published: { figure: 'validationAccuracy', value: 0.97, scored: 'test' } },
      'published.figure is validationAccuracy, but validation.kind is none',
    ],
  ])('refuses what does not go together: %s', (_, changes, mistake) => {
    expect(refusalOf(recipe(changes))).toBe(`my.json: ${mistake}`);
  });

  it('tells three mistakes and counts the others', () => {
    const lines = refusalOf({ ...recipe(), id: 3, data: 4, optimizer: 5, training: 6, layers: 7 }).split('\n');
    expect(lines).toEqual([
      'my.json: id is 3, expected a text that is not empty',
      'my.json: data is 4, expected an object',
      'my.json: layers is 7, expected a list with at least one entry',
      'my.json: and 2 more',
    ]);
  });

  it('says what a recipe is where it is given none', () => {
    expect(refusalOf([])).toBe('my.json: the recipe is empty, expected an object');
    expect(refusalOf('mlp')).toBe('my.json: the recipe is "mlp", expected an object');
  });
});
