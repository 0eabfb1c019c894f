/**
 * Notebook 002: a laboratory on MNIST, fifty trainings.
 *
 * Unless a section says otherwise: Adam at 0.001, batches of 128, 5 epochs. The 10,000 test images are the validation set: choices
 * were made by the figures that are reported.
 */
import type { RecipeInput } from '../../src/recipe/schema/recipe.js';
import { dense, dropout, flatten, softmax, type LayerRecipe } from './layers.js';
import type { Notebook } from './notebook.js';

/** A training: its name, its hidden layers, and the published accuracy, loss and seconds; null where not readable. */
type Row = readonly [
  name: string,
  layers: readonly LayerRecipe[],
  accuracy: number | null,
  loss: number | null,
  seconds: number | null,
  more?: { readonly trainingAccuracy?: number; readonly notes?: readonly string[] },
];

/** What the trainings of a section share. */
interface Section {
  readonly group: string;
  readonly title: string;
  readonly learningRate?: number;
  readonly training?: Partial<RecipeInput['training']>;
  readonly notes?: readonly string[];
}

function section({ group, title, learningRate = 0.001, training, notes = [] }: Section, rows: readonly Row[]) {
  return rows.map(([name, layers, accuracy, loss, seconds, more = {}]): RecipeInput => {
    const { trainingAccuracy } = more;
    return {
      id: `002/${name}`,
      title: `${title}: ${layers.map(layerText).join(', ')}`,
      group: `002/${group}`,
      data: { set: 'mnist' },
      validation: { kind: 'test' },
      layers: [flatten, ...layers, softmax],
      optimizer: { kind: 'adam', learningRate },
      training: { epochs: 5, batchSize: 128, ...training },
      published: {
        figure: 'validationAccuracy',
        value: accuracy,
        scored: '10,000 test images, used for validation',
        loss,
        others: trainingAccuracy === undefined ? {} : { trainingAccuracy },
        seconds,
        secondsAre: seconds === null ? null : 'printed',
        notes: [...notes, ...(more.notes ?? [])],
      },
    };
  });
}

function layerText({ kind, units, activation, rate, kernelRegularizer }: LayerRecipe): string {
  if (kind === 'dropout') return `dropout ${rate as number}`;
  const penalty = kernelRegularizer ? ` L2 ${(kernelRegularizer as { l2: number }).l2}` : '';
  return `${units as number} ${activation as string}${penalty}`;
}

const hidden = (...widths: number[]) => widths.map((units) => dense(units));
const lost = 'its output is missing from what was published';
const fromSummary = { notes: ['accuracy from the later summary; loss and time cannot be read'] };
const again = (of: string) => ({ notes: [`the same training as 002/${of}, once more`] });
const adamInferred =
  'that the optimiser is Adam at 0.001 is inferred: trials with it give the published losses, with SGD not';

const width = section(
  { group: 'width', title: 'Width', notes: ['of the time it is only said: under 15 s, longer with more neurons'] },
  [
    ['width-50', hidden(50), 0.9617, 0.1258, null],
    ['width-100', hidden(100), 0.9723, 0.1002, null],
    ['width-200', hidden(200), 0.9739, 0.0834, null],
    ['width-300', hidden(300), 0.9785, 0.0699, null],
    ['width-500', hidden(500), 0.9782, 0.0698, null],
  ],
);

const twoLayers = section({ group: 'depth-two-layers', title: 'Two layers', notes: ['no time is printed'] }, [
  ['depth2-100-50', hidden(100, 50), 0.9751, 0.0832, null],
  ['depth2-200-100', hidden(200, 100), 0.9768, 0.0765, null],
  ['depth2-300-150', hidden(300, 150), 0.9798, 0.0642, null],
  ['depth2-500-200', hidden(500, 200), null, null, null, { notes: [lost, 'by the text at most 0.9798'] }],
]);

const upToFiveLayers = section({ group: 'depth-up-to-five', title: 'Depth' }, [
  ['deep-100', hidden(100), 0.97, 0.102, 9.24, again('width-100')],
  ['deep-200-100', hidden(200, 100), 0.9742, 0.079, 16.21, again('depth2-200-100')],
  ['deep-200-150-100', hidden(200, 150, 100), 0.9756, 0.0785, 12.89],
  ['deep-300-200-150-100', hidden(300, 200, 150, 100), 0.9784, 0.0713, 17.22],
  ['deep-500-400-300-200-100', hidden(500, 400, 300, 200, 100), 0.9746, 0.0922, 29.21],
]);

const activation = section({ group: 'activation', title: 'Activation' }, [
  ['activation-relu-50', [dense(50, 'relu')], 0.9631, 0.1278, 9.11, again('width-50')],
  ['activation-sigmoid-50', [dense(50, 'sigmoid')], 0.9437, 0.1944, 6.93],
  ['activation-relu-100', [dense(100, 'relu')], 0.971, 0.0981, 8.71, again('width-100')],
  ['activation-sigmoid-100', [dense(100, 'sigmoid')], 0.9511, 0.1632, 11.05],
  ['activation-relu-200', [dense(200, 'relu')], 0.9739, 0.0821, 22.34, again('width-200')],
  ['activation-sigmoid-200', [dense(200, 'sigmoid')], 0.9573, 0.1433, 26.71],
  ['activation-relu-300', [dense(300, 'relu')], 0.9784, null, null, fromSummary],
  ['activation-sigmoid-300', [dense(300, 'sigmoid')], 0.9602, null, null, fromSummary],
  ['activation-relu-500', [dense(500, 'relu')], 0.9812, null, null, fromSummary],
  ['activation-sigmoid-500', [dense(500, 'sigmoid')], 0.9618, null, null, fromSummary],
]);

const reluTanh = section({ group: 'relu-tanh', title: 'ReLU, then tanh' }, [
  ['relu-tanh-200-100', [dense(200), dense(100, 'tanh')], 0.9789, 0.0669, 37.05],
  ['relu-tanh-300-200', [dense(300), dense(200, 'tanh')], 0.9788, 0.0689, 45.92],
  ['relu-tanh-500-300', [dense(500), dense(300, 'tanh')], 0.9764, 0.0841, 62.63],
  ['relu-tanh-500-500', [dense(500), dense(500, 'tanh')], 0.9698, 0.1111, 54.77],
]);

const largeBatch = section(
  { group: 'batch-10000', title: 'Batch 10,000', training: { batchSize: 10_000 }, notes: [adamInferred] },
  [
    ['batch10000-200', hidden(200), 0.8979, 0.3837, 6.93],
    ['batch10000-500', hidden(500), 0.9106, 0.3226, 14.04],
    ['batch10000-1000', hidden(1000), 0.9226, 0.2695, 20.63],
  ],
);

const batchOfOne = section({ group: 'batch-1', title: 'Batch 1', training: { batchSize: 1 }, notes: [adamInferred] }, [
  ['batch1-200', hidden(200), 0.9743, 0.1691, 1606.68],
  ['batch1-500', hidden(500), 0.9756, 0.1977, 2117.67],
  ['batch1-1000', hidden(1000), 0.9711, 0.3187, 2707.19],
]);

const lowRate = section({ group: 'learning-rate-low', title: 'Rate 0.0001', learningRate: 0.0001 }, [
  ['lr0.0001-200', hidden(200), 0.9404, 0.2155, 32.22],
  ['lr0.0001-500', hidden(500), 0.9499, 0.1714, 35.36],
  ['lr0.0001-1000', hidden(1000), 0.9596, 0.1402, 51.24],
]);

const highRate = section({ group: 'learning-rate-high', title: 'Rate 0.02', learningRate: 0.02 }, [
  ['lr0.02-200', hidden(200), 0.9625, 0.1774, 27.1],
  ['lr0.02-500', hidden(500), 0.96, 0.182, 45.52],
  ['lr0.02-1000', hidden(1000), 0.9565, 0.2042, 63.93],
]);

/** The hidden layer of 200 with a penalty on its kernel, then dropout. */
const regularized = (rate: number, l2: number) => [dense(200, 'relu', l2), dropout(rate)];

const regularization = section(
  { group: 'regularisation', title: 'Dropout and L2', notes: ['published losses contain the penalty'] },
  [
    ['reg-dropout0.3-l2_0', regularized(0.3, 0), 0.9769, 0.0745, 42.16, { trainingAccuracy: 0.9725 }],
    ['reg-dropout0.3-l2_0.001', regularized(0.3, 0.001), 0.9708, 0.178, 44.29, { trainingAccuracy: 0.9608 }],
    ['reg-dropout0.3-l2_0.01', regularized(0.3, 0.01), 0.9489, 0.3179, 23.33, { trainingAccuracy: 0.9347 }],
    ['reg-dropout0.5-l2_0', regularized(0.5, 0), 0.9718, 0.0962, 16.77, { trainingAccuracy: 0.9611 }],
    ['reg-dropout0.5-l2_0.001', regularized(0.5, 0.001), 0.9657, 0.1949, 26.27, { trainingAccuracy: 0.9499 }],
    ['reg-dropout0.5-l2_0.01', regularized(0.5, 0.01), 0.9432, 0.3452, 37.28, { trainingAccuracy: 0.9207 }],
    ['reg-dropout0.7-l2_0', regularized(0.7, 0), null, null, null, { notes: [lost] }],
    ['reg-dropout0.7-l2_0.001', regularized(0.7, 0.001), null, null, null, { notes: [lost] }],
    ['reg-dropout0.7-l2_0.01', regularized(0.7, 0.01), null, null, null, { notes: [lost] }],
  ],
);

const optimal = section(
  {
    group: 'optimal',
    title: 'Optimal',
    training: {
      epochs: 15,
      batchSize: 256,
      callbacks: [
        { kind: 'earlyStopping', monitor: 'validationAccuracy', patience: 3, restoreBest: true },
        { kind: 'reduceOnPlateau', monitor: 'validationLoss', factor: 0.5, patience: 2, minLearningRate: 1e-7 },
      ],
    },
    notes: [
      "a decay of 1e-6 is given to Adam, which Keras 3 ignores, and so does this recipe: the log's rate stays at 0.001",
      'published losses contain the penalties',
      'early stopping and the rate are led by the test images',
    ],
  },
  [
    [
      'optimal',
      [
        dense(600, 'relu', 0.0001),
        dropout(0.2),
        dense(300, 'relu', 0.0001),
        dropout(0.3),
        dense(100, 'relu', 0.0001),
        dropout(0.2),
      ],
      0.9866,
      0.1116,
      82.28,
    ],
  ],
);

/** A laboratory on MNIST: width, depth, activation, batch size, learning rate, regularisation. */
export const mnistLaboratory: Notebook = {
  number: '002',
  title: 'MNIST laboratory, fifty dense networks',
  scoredCount: 10_000,
  scoresSameImages: true,
  asked: 'figures',
  cleanFigure: null,
  secondsCover: 'training',
  recipes: [
    ...width,
    ...twoLayers,
    ...upToFiveLayers,
    ...activation,
    ...reluTanh,
    ...largeBatch,
    ...batchOfOne,
    ...lowRate,
    ...highRate,
    ...regularization,
    ...optimal,
  ],
};
