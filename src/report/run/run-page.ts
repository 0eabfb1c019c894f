import { htmlPage, type Block, type Section } from '../html-page.js';
import { countText, percentText } from '../number-text.js';
import { pointsText } from '../points-text.js';
import type { RunFigures, ScoredFigures } from './measure-run.js';
import type { RunChart, RunSection } from './run-charts.js';
import { countTable, epochTable, layersTable, scoreTable, settingsTable, timingTable } from './run-tables.js';
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
    { title: 'Training', blocks: [...of('training'), ...(figures.epochs.length === 0 ? [] : [epochTable(figures)])] },
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
    { title: 'Time', blocks: [...(timing === null ? [] : [timingTable(timing, backend)]), ...of('timing')] },
    { title: 'Settings', blocks: [settingsTable(figures)] },
  ];
  return htmlPage({
    title: name,
    subtitle: `${data}. Trained on ${backend}.`,
    facts: [
      { label: `accuracy, ${scored.what}`, value: percentText(scored.accuracy) },
      { label: 'loss', value: scored.loss.toFixed(4) },
      { label: 'parameters', value: countText(parameters.total) },
      { label: 'epochs', value: String(figures.epochs.length) },
      ...(timing === null ? [] : [{ label: 'training', value: `${timing.totalSeconds.toFixed(1)} s` }]),
    ],
    sections: sections.filter(({ blocks }) => blocks.length > 0),
    footer,
  });
}

function resultText({ what, images, right, interval, misclassificationRate, extremes }: ScoredFigures): Block[] {
  const { recall, precision } = extremes;
  return [
    paragraph(
      `${countText(right)} of ${countText(images)} ${what} are read right; with 95 % confidence the accuracy on further images of this ` +
        `kind lies between ${percentText(interval.low)} and ${percentText(interval.high)} (Wilson's interval). ` +
        `${percentText(misclassificationRate)} are misclassified.`,
    ),
    paragraph(
      `Best found is the ${recall.best.name} (recall ${percentText(recall.best.value)}), worst the ${recall.worst.name} ` +
        `(${percentText(recall.worst.value)}), ${pointsText(recall.difference)} apart. Most to be trusted is the answer ` +
        `${precision.best.name} (precision ${percentText(precision.best.value)}), least ${precision.worst.name} ` +
        `(${percentText(precision.worst.value)}), ${pointsText(precision.difference)} apart.`,
    ),
  ];
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

function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}
