/**
 * Notebook 000: PolyMNIST, six models compared.
 *
 * Digits over coloured backgrounds, five kinds pooled: 300,000 training and 50,000 test images, made grey, scaled, blurred. Every
 * model is trained on all 300,000 images, and its accuracy measured on 60,000 of them: the figure to compare by leaks. The clean one
 * is that of the 50,000 test images, which the notebook never scores.
 */
import type { RecipeInput } from '../../src/recipe/schema/recipe.js';
import { batchNorm, conv, dense, dropout, flatten, maxPool, softmax, type LayerRecipe } from './layers.js';
import type { Notebook } from './notebook.js';

/** Printed or, where `notes` say so, inferred. */
interface Row {
  readonly title: string;
  readonly layers: readonly LayerRecipe[];
  /** Of evaluate() after the training, shown in the notebook's bar chart; `loss` and `trainingAccuracy`: of the last epoch's log. */
  readonly accuracy: number;
  readonly loss: number;
  readonly trainingAccuracy: number;
  readonly parameters: number | null;
  readonly seconds: number;
  readonly notes: readonly string[];
}

const seedInferred = 'the seed of the split, 42, is inferred: it is defined, but the call that would use it is cut off';
const batchInferred = 'batch 32 is inferred: 9,375 steps for 300,000 images';
const optimizerInferred = 'the optimiser is inferred: Adam at 0.001, as for the other models';
const progressBarMeans = 'the training accuracy is probably a mean of running means (Keras issue 20212): too low';

const blockOf = (filters: number, size: number) => [conv(filters, size, 'same'), maxPool(2), dropout(0.25)];
const normalizedBlockOf = (filters: number) => [conv(filters, 3, 'same'), batchNorm, maxPool(2), dropout(0.25)];

function experiment(name: string, row: Row, batchSize = 32, augmented = true): RecipeInput {
  return {
    id: `000/${name}`,
    title: row.title,
    group: '000/comparison',
    data: { set: 'polymnist' },
    preprocessing: [{ op: 'grey' }, { op: 'scale' }, { op: 'blur' }],
    validation: { kind: 'leaking', share: 0.2, seed: 42 },
    augmentation: augmented
      ? {
          when: 'online',
          generator: { kind: 'generator', rotationDegrees: 5, zoom: 0.1, widthShift: 0.1, heightShift: 0.1 },
        }
      : null,
    layers: [...row.layers],
    optimizer: { kind: 'adam', learningRate: 0.001 },
    training: { epochs: 5, batchSize },
    published: {
      figure: 'validationAccuracy',
      value: row.accuracy,
      scored: '60,000 validation images, which are training images too',
      loss: row.loss,
      others: { trainingAccuracy: row.trainingAccuracy },
      parameters: row.parameters,
      seconds: row.seconds,
      secondsAre: 'sum of the printed epochs',
      notes: [seedInferred, progressBarMeans, ...row.notes],
    },
  };
}

const recipes = [
  experiment('dl-model-1', {
    title: 'Two convolutions (8 and 16 filters), dense 256, augmented',
    layers: [...blockOf(8, 5), ...blockOf(16, 3), flatten, dense(256), dropout(0.5), softmax],
    accuracy: 0.8812,
    loss: 0.372,
    trainingAccuracy: 0.7697,
    parameters: 204_906,
    seconds: 2067,
    notes: [batchInferred, 'the last logged validation accuracy is 0.8805: log and evaluation are of different runs'],
  }),
  experiment('dl-model-2', {
    title: 'Two convolutions (16 and 32 filters), batch normalisation, dense 128, augmented',
    layers: [...normalizedBlockOf(16), ...normalizedBlockOf(32), flatten, dense(128), dropout(0.5), softmax],
    accuracy: 0.8832,
    loss: 0.3618,
    trainingAccuracy: 0.7943,
    parameters: 207_114,
    seconds: 2479,
    notes: [
      batchInferred,
      'ReLU of the second convolution is taken from the text',
      'the best epoch was the fourth (0.8997)',
    ],
  }),
  experiment('simple-nn-1', {
    title: 'One hidden layer of 64, augmented',
    layers: [flatten, dense(64), softmax],
    accuracy: 0.5568,
    loss: 1.2633,
    trainingAccuracy: 0.497,
    parameters: 50_890,
    seconds: 887,
    notes: [batchInferred, 'the last logged validation accuracy is 0.6054: log and evaluation are of different runs'],
  }),
  experiment('simple-nn-2', {
    title: 'One hidden layer of 128, augmented',
    layers: [flatten, dense(128), softmax],
    accuracy: 0.6817,
    loss: 1.0387,
    trainingAccuracy: 0.5932,
    parameters: 101_770,
    seconds: 838,
    notes: [batchInferred, 'the call that trains is lost; that it augments is taken from the text and the steps'],
  }),
  experiment(
    'linear',
    {
      title: 'Softmax regression',
      layers: [flatten, softmax],
      accuracy: 0.3986,
      loss: 2.1284,
      trainingAccuracy: 0.3859,
      parameters: 7850,
      seconds: 15,
      notes: [
        optimizerInferred,
        'batch 9,375 is inferred: 32 steps an epoch (9,375 to 9,677 are possible); 160 updates in all',
      ],
    },
    9375,
    false,
  ),
  experiment('linear-augmented', {
    title: 'Softmax regression, augmented',
    layers: [flatten, softmax],
    accuracy: 0.3448,
    loss: 2.1779,
    trainingAccuracy: 0.2544,
    parameters: null,
    seconds: 861,
    notes: [
      optimizerInferred,
      batchInferred,
      'it may have gone on from the weights of 000/linear; here it begins anew',
      'against 000/linear the batch differs too: no evidence about augmentation alone',
    ],
  }),
];

/** PolyMNIST, six models compared. */
export const polymnist: Notebook = {
  number: '000',
  title: 'PolyMNIST, six models compared',
  scoredCount: 60_000,
  scoresSameImages: false,
  asked: 'order',
  cleanFigure: 'testAccuracy',
  secondsCover: 'training',
  recipes,
};
