/**
 * Notebook 003: convolutional networks of at most 7,000 parameters.
 *
 * Adam at 0.001, batches of 128, 15 epochs; the last 12,000 of MNIST's 60,000 training images are held out, the 10,000 test images
 * scored once at the end.
 */
import type { RecipeInput } from '../../src/recipe/schema/recipe.js';
import { averagePool, conv, dense, flatten, maxPool, softmax, type LayerRecipe } from './layers.js';
import type { Notebook } from './notebook.js';

/** Published: test accuracy (printed in float32) and test loss; accuracies of the last epoch; the sum of the epochs' seconds. */
interface Row {
  readonly title: string;
  readonly layers: readonly LayerRecipe[];
  readonly test: readonly [accuracy: number, loss: number];
  readonly validation: number;
  readonly training: number;
  readonly parameters: number;
  readonly seconds: number;
  readonly notes?: readonly string[];
}

const progressBarMeans =
  'the training accuracy is a mean of running means (Keras issue 20212): too low, by less than 0.003 from the fourth epoch on';

function experiment(name: string, row: Row): RecipeInput {
  const [accuracy, loss] = row.test;
  return {
    id: `003/${name}`,
    title: row.title,
    group: '003/under-7000-parameters',
    data: { set: 'mnist' },
    validation: { kind: 'last', share: 0.2 },
    layers: [...row.layers],
    optimizer: { kind: 'adam', learningRate: 0.001 },
    training: { epochs: 15, batchSize: 128 },
    published: {
      figure: 'testAccuracy',
      value: accuracy,
      scored: '10,000 test images',
      loss,
      others: { validationAccuracy: row.validation, trainingAccuracy: row.training },
      parameters: row.parameters,
      seconds: row.seconds,
      secondsAre: 'sum of the printed epochs',
      notes: [progressBarMeans, ...(row.notes ?? [])],
    },
  };
}

const recipes = [
  experiment('smallest', {
    title: 'The brightest pixel alone',
    layers: [maxPool(28), flatten, softmax],
    test: [0.11349999904632568, 2.301194906234741],
    validation: 0.106,
    training: 0.1159,
    parameters: 20,
    seconds: 44,
  }),
  experiment('model-1', {
    title: 'One convolution: 8 filters 5 x 5',
    layers: [conv(8, 5, 'valid'), maxPool(3), flatten, softmax],
    test: [0.982200026512146, 0.056756701320409775],
    validation: 0.9793,
    training: 0.9844,
    parameters: 5338,
    seconds: 72,
  }),
  experiment('model-2', {
    title: 'Two convolutions: 12 filters 5 x 5, 23 filters 4 x 4',
    layers: [conv(12, 5, 'valid'), maxPool(2), conv(23, 4, 'valid'), maxPool(3), flatten, softmax],
    test: [0.9894999861717224, 0.03473421558737755],
    validation: 0.9867,
    training: 0.9927,
    parameters: 6831,
    seconds: 85,
  }),
  experiment('model-3', {
    title: 'Three convolutions: 8 filters 3 x 3, twice 16 filters 2 x 2',
    layers: [
      conv(8, 3, 'valid'),
      maxPool(2),
      conv(16, 2, 'valid'),
      maxPool(3),
      conv(16, 2, 'valid'),
      maxPool(3),
      flatten,
      softmax,
    ],
    test: [0.961899995803833, 0.11965948343276978],
    validation: 0.9589,
    training: 0.9604,
    parameters: 1818,
    seconds: 32,
    notes: ['one sentence gives the first kernel as 2 x 2; code, shapes and counts say 3 x 3'],
  }),
  experiment('model-4', {
    title: 'Model 2 with a dense layer of 8',
    layers: [conv(12, 5, 'valid'), maxPool(2), conv(23, 4, 'valid'), maxPool(3), flatten, dense(8), softmax],
    test: [0.9812999963760376, 0.05953829362988472],
    validation: 0.9801,
    training: 0.9843,
    parameters: 6505,
    seconds: 59,
  }),
  experiment('model-5', {
    title: 'Model 2 with average pooling',
    layers: [conv(12, 5, 'valid'), averagePool(2), conv(23, 4, 'valid'), averagePool(3), flatten, softmax],
    test: [0.9860000014305115, 0.044315870851278305],
    validation: 0.9843,
    training: 0.985,
    parameters: 6831,
    seconds: 62,
  }),
];

/** Convolutional networks of at most 7,000 parameters. */
export const smallConvolutions: Notebook = {
  number: '003',
  title: 'Small convolutional networks, at most 7,000 parameters',
  scoredCount: 10_000,
  scoresSameImages: true,
  asked: 'figures',
  cleanFigure: null,
  secondsCover: 'training',
  recipes,
};
