import { htmlPage, type Block, type Section, type Table } from '../html-page.js';
import type { LayerRow } from './layer-table.js';
import type { RunFigures, ScoredFigures } from './measure-run.js';
import type { RunChart, RunSection } from './run-charts.js';
import { shrinkingText } from './shrinking-gradient.js';

/** A chart as it stands in the page. */
export interface DrawnChart extends Pick<RunChart, 'name' | 'section' | 'alt'> {
  readonly svg: string;
}

/** The report of a run as one HTML file. `footer`: by which command it was made. */
export function runPage(figures: RunFigures, charts: readonly DrawnChart[], footer: string): string {
  const { name, data, backend, scored, parameters, timing } = figures;
  const of = (section: RunSection): Block[] =>
    charts.filter((chart) => chart.section === section).map(({ svg, alt }) => ({ kind: 'chart', svg, alt }));
  const sections: Section[] = [
    { title: 'Training', blocks: [...of('training'), ...epochTable(figures)] },
    {
      title: `Result on the ${scored.what}`,
      blocks: [...resultText(scored), ...of('result'), scoreTable(scored), countTable(scored)],
    },
    { title: 'The most confident mistakes', blocks: of('mistakes') },
    { title: 'Layers', blocks: [layersTable(figures)] },
    { title: 'What the weights look like', blocks: of('weights') },
    {
      title: 'What the layers make of an image',
      blocks: [paragraph(`The first of the ${scored.what}, a ${scored.firstLabel}.`), ...of('features')],
    },
    { title: 'Gradients', blocks: [...gradientText(figures), ...of('gradients')] },
    { title: 'Time', blocks: [...timingTable(figures), ...of('timing')] },
    { title: 'Settings', blocks: [settingsTable(figures)] },
  ];
  return htmlPage({
    title: name,
    subtitle: `${data}. Trained on ${backend}.`,
    facts: [
      { label: `accuracy, ${scored.what}`, value: percent(scored.accuracy) },
      { label: 'loss', value: scored.loss.toFixed(4) },
      { label: 'parameters', value: grouped(parameters.total) },
      { label: 'epochs', value: String(figures.epochs.length) },
      ...(timing === null ? [] : [{ label: 'training', value: `${timing.totalSeconds.toFixed(1)} s` }]),
    ],
    sections: sections.filter(({ blocks }) => blocks.length > 0),
    footer,
  });
}

function epochTable({ epochs }: RunFigures): Block[] {
  if (epochs.length === 0) return [];
  const figures = ['loss', 'accuracy', 'validationLoss', 'validationAccuracy', 'learningRate', 'seconds'] as const;
  const titles = ['loss', 'accuracy', 'validation loss', 'validation accuracy', 'learning rate', 'seconds'];
  const present = figures.map((figure) => epochs.some((record) => record[figure] !== undefined));
  const text = (figure: (typeof figures)[number], value: number | undefined) => {
    if (value === undefined) return '';
    if (figure.toLowerCase().endsWith('accuracy')) return percent(value);
    if (figure === 'learningRate') return String(Number(value.toPrecision(4)));
    return value.toFixed(figure === 'seconds' ? 2 : 4);
  };
  const shown = <T>(cells: readonly T[]) => cells.filter((_, i) => present[i]);
  return [
    {
      kind: 'table',
      columns: ['epoch', ...shown(titles)].map((title) => ({ title, align: 'right' })),
      rows: epochs.map((record) => [
        String(record.epoch),
        ...shown(figures.map((figure) => text(figure, record[figure] as number | undefined))),
      ]),
    },
  ];
}

function resultText({ what, images, right, interval, misclassificationRate, extremes }: ScoredFigures): Block[] {
  const { recall, precision } = extremes;
  return [
    paragraph(
      `${grouped(right)} of ${grouped(images)} ${what} are read right; with 95 % confidence the accuracy on further images of this ` +
        `kind lies between ${percent(interval.low)} and ${percent(interval.high)} (Wilson's interval). ` +
        `${percent(misclassificationRate)} are misclassified.`,
    ),
    paragraph(
      `Best found is the ${recall.best.name} (recall ${percent(recall.best.value)}), worst the ${recall.worst.name} ` +
        `(${percent(recall.worst.value)}), ${points(recall.difference)} apart. Most to be trusted is the answer ` +
        `${precision.best.name} (precision ${percent(precision.best.value)}), least ${precision.worst.name} ` +
        `(${percent(precision.worst.value)}), ${points(precision.difference)} apart.`,
    ),
  ];
}

function scoreTable({ classes, macro, weighted }: ScoredFigures): Table {
  const scores = ['precision', 'recall', 'f1', 'specificity'] as const;
  const row = (name: string, of: ScoredFigures['macro']) => [name, ...scores.map((score) => of[score].toFixed(4))];
  return {
    kind: 'table',
    caption: 'Each digit against all others. Recall is also called sensitivity.',
    columns: columnsOf('digit', ['precision', 'recall', 'F1', 'specificity', 'images']),
    rows: [
      ...classes.map((rates) => [...row(rates.name, rates), grouped(rates.support)]),
      [...row('mean', macro), ''],
      [...row('weighted by images', weighted), ''],
    ],
  };
}

function countTable({ classes }: ScoredFigures): Table {
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
      ...counts.map((count) => grouped(one[count])),
      ...rates.map((rate) => one[rate].toFixed(4)),
    ]),
  };
}

/** The first column names the row; figures stand on the right. */
function columnsOf(first: string, figures: readonly string[]): Table['columns'] {
  return [{ title: first, align: 'left' }, ...figures.map((title) => ({ title, align: 'right' as const }))];
}

function layersTable({ layers, parameters }: RunFigures): Table {
  const dimensions = ({ weights }: LayerRow) =>
    weights.map(({ name, shape, trainable }) => `${name} ${shape.join(' × ')}${trainable ? '' : ' (not trained)'}`);
  return {
    kind: 'table',
    caption:
      `${grouped(parameters.total)} parameters, ${grouped(parameters.trainable)} of them trainable. ` +
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
      grouped(layer.parameters),
    ]),
  };
}

function gradientText({ gradientNorms }: RunFigures): Block[] {
  if (gradientNorms === null) {
    return [
      paragraph('Not recorded. handgrad train with --gradient-norms records how large the gradient is in each layer.'),
    ];
  }
  const text = shrinkingText(gradientNorms);
  return text === null ? [] : [paragraph(text)];
}

function timingTable({ timing, backend }: RunFigures): Block[] {
  if (timing === null) return [];
  return [
    {
      kind: 'table',
      caption: `Measured while it was trained, on ${backend}; validation included.`,
      columns: [
        { title: 'in all', align: 'right' },
        { title: 'per epoch', align: 'right' },
        { title: 'images per second', align: 'right' },
        { title: 'steps per epoch', align: 'right' },
        { title: 'per step', align: 'right' },
      ],
      rows: [
        [
          `${timing.totalSeconds.toFixed(2)} s`,
          `${timing.secondsPerEpoch.toFixed(3)} s`,
          grouped(Math.round(timing.imagesPerSecond)),
          grouped(timing.stepsPerEpoch),
          `${timing.msPerStep.toPrecision(3)} ms`,
        ],
      ],
    },
  ];
}

function settingsTable({ settings }: RunFigures): Table {
  return {
    kind: 'table',
    columns: [
      { title: 'setting', align: 'left' },
      { title: 'value', align: 'left' },
    ],
    rows: Object.entries(settings),
  };
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function points(difference: number): string {
  return `${(100 * difference).toFixed(2)} points`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
