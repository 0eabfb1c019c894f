import type { Table } from '../html-page.js';
import { countText, percentText } from '../number-text.js';
import type { LayerRow } from './layer-table.js';
import type { RunFigures, ScoredFigures } from './measure-run.js';
import type { Timing } from './timing.js';

/** What each epoch came to; figures that no epoch has are left out. */
export function epochTable({ epochs }: RunFigures): Table {
  const figures = ['loss', 'accuracy', 'validationLoss', 'validationAccuracy', 'learningRate', 'seconds'] as const;
  const titles = ['loss', 'accuracy', 'validation loss', 'validation accuracy', 'learning rate', 'seconds'];
  const present = figures.map((figure) => epochs.some((record) => record[figure] !== undefined));
  const text = (figure: (typeof figures)[number], value: number | undefined) => {
    if (value === undefined) return '';
    if (figure.toLowerCase().endsWith('accuracy')) return percentText(value);
    if (figure === 'learningRate') return String(Number(value.toPrecision(4)));
    return value.toFixed(figure === 'seconds' ? 2 : 4);
  };
  const shown = <T>(cells: readonly T[]) => cells.filter((_, i) => present[i]);
  return {
    kind: 'table',
    columns: ['epoch', ...shown(titles)].map((title) => ({ title, align: 'right' })),
    rows: epochs.map((record) => [
      String(record.epoch),
      ...shown(figures.map((figure) => text(figure, record[figure] as number | undefined))),
    ]),
  };
}

/** Precision, recall, F1, specificity and number of images of each digit, and the means. */
export function scoreTable({ classes, macro, weighted }: ScoredFigures): Table {
  const scores = ['precision', 'recall', 'f1', 'specificity'] as const;
  const row = (name: string, of: ScoredFigures['macro']) => [name, ...scores.map((score) => of[score].toFixed(4))];
  return {
    kind: 'table',
    caption: 'Each digit against all others. Recall is also called sensitivity.',
    columns: columnsOf('digit', ['precision', 'recall', 'F1', 'specificity', 'images']),
    rows: [
      ...classes.map((rates) => [...row(rates.name, rates), countText(rates.support)]),
      [...row('mean', macro), ''],
      [...row('weighted by images', weighted), ''],
    ],
  };
}

/** Positives and negatives of each digit, and the rates made of them. */
export function countTable({ classes }: ScoredFigures): Table {
  const counts = ['truePositives', 'falsePositives', 'falseNegatives', 'trueNegatives'] as const;
  const rates = ['falsePositiveRate', 'falseNegativeRate', 'accuracy', 'misclassificationRate'] as const;
  return {
    kind: 'table',
    caption:
      'True and false positives, false and true negatives. FP rate: FP / (FP + TN); FN rate: FN / (FN + TP); ' +
      'accuracy: (TP + TN) / all; misclassified: (FP + FN) / all.',
    columns: columnsOf('digit', ['TP', 'FP', 'FN', 'TN', 'FP rate', 'FN rate', 'accuracy', 'misclassified']),
    rows: classes.map((one) => [
      one.name,
      ...counts.map((count) => countText(one[count])),
      ...rates.map((rate) => one[rate].toFixed(4)),
    ]),
  };
}

/** The layers with the dimensions of their weights. */
export function layersTable({ layers, parameters }: RunFigures): Table {
  const dimensions = ({ weights }: LayerRow) =>
    weights.map(({ name, shape, trainable }) => `${name} ${shape.join(' × ')}${trainable ? '' : ' (not trained)'}`);
  return {
    kind: 'table',
    caption:
      `${countText(parameters.total)} parameters, ${countText(parameters.trainable)} of them trainable. ` +
      'Shapes of one image: height × width × channels.',
    columns: [
      { title: 'layer', align: 'left' },
      { title: 'kind', align: 'left' },
      { title: 'output', align: 'left' },
      { title: 'weights', align: 'left' },
      { title: 'parameters', align: 'right' },
    ],
    rows: layers.map((layer) => [
      layer.name,
      layer.kind,
      layer.outputShape.join(' × '),
      dimensions(layer).join(', '),
      countText(layer.parameters),
    ]),
  };
}

/** How long the training took. */
export function timingTable(timing: Timing, backend: string): Table {
  const { totalSeconds, secondsPerEpoch, imagesPerSecond, stepsPerEpoch, msPerStep } = timing;
  return {
    kind: 'table',
    caption: `Measured while it was trained, on ${backend}; validation included.`,
    columns: columnsOf('in all', ['per epoch', 'images per second', 'steps per epoch', 'per step']),
    rows: [
      [
        `${totalSeconds.toFixed(2)} s`,
        `${secondsPerEpoch.toFixed(3)} s`,
        countText(Math.round(imagesPerSecond)),
        countText(stepsPerEpoch),
        `${msPerStep.toPrecision(3)} ms`,
      ],
    ],
  };
}

/** How it was trained. */
export function settingsTable({ settings }: RunFigures): Table {
  return {
    kind: 'table',
    columns: [
      { title: 'setting', align: 'left' },
      { title: 'value', align: 'left' },
    ],
    rows: Object.entries(settings),
  };
}

/** The first column names the row; figures stand on the right. */
function columnsOf(first: string, figures: readonly string[]): Table['columns'] {
  return [{ title: first, align: 'left' }, ...figures.map((title) => ({ title, align: 'right' as const }))];
}
