import { htmlPage, type Block, type Table } from '../html-page.js';
import { countText, percentText } from '../number-text.js';
import { pointsText } from '../points-text.js';
import type { ComparedFigures } from './compared-run.js';
import type { SeedSpread } from './seed-spread.js';

/** What a comparison found. */
export interface Comparison {
  readonly runs: readonly ComparedFigures[];
  readonly seeds: readonly SeedSpread[];
}

/** The comparison as one HTML file. svgs: of the charts, by their names; `footer`: by which command it was made. */
export function comparisonPage({ runs, seeds }: Comparison, svgs: ReadonlyMap<string, string>, footer: string): string {
  const chart = (name: string, alt: string): Block[] => {
    const svg = svgs.get(name);
    return svg === undefined ? [] : [{ kind: 'chart', svg, alt }];
  };
  const curves = chart('curves', 'Validation accuracy and loss of each run over the epochs');
  return htmlPage({
    title: `${runs.length} runs compared`,
    subtitle: [...new Set(runs.map(({ scoredOn }) => scoredOn))].join('; '),
    sections: [
      {
        title: 'Accuracy',
        blocks: [...chart('accuracies', 'Accuracy of each run with its interval'), runTable(runs)],
      },
      ...(seeds.length === 0 ? [] : [{ title: 'Spread over seeds', blocks: [seedTable(seeds)] }]),
      ...(curves.length === 0 ? [] : [{ title: 'Over the epochs', blocks: curves }]),
    ],
    footer,
  });
}

function runTable(runs: readonly ComparedFigures[]): Table {
  return {
    kind: 'table',
    caption:
      "The interval is Wilson's: what the accuracy on further images of this kind may be, with 95 % confidence. " +
      'It does not cover what another seed would give.',
    columns: ['run', 'accuracy', '95 % interval', 'loss', 'parameters', 'epochs', 'training'].map((title, i) => ({
      title,
      align: i === 0 ? 'left' : 'right',
    })),
    rows: runs.map(({ name, accuracy, interval, loss, parameters, epochs, seconds }) => [
      name,
      percentText(accuracy),
      `${percentText(interval.low)} to ${percentText(interval.high)}`,
      loss.toFixed(4),
      countText(parameters),
      String(epochs),
      `${seconds.toFixed(1)} s`,
    ]),
  };
}

function seedTable(seeds: readonly SeedSpread[]): Table {
  return {
    kind: 'table',
    caption: "Runs that differ only in their seed. The interval of the mean is Student's, with 95 % confidence.",
    columns: ['runs', 'seeds', 'mean', '95 % interval of the mean', 'standard deviation', 'lowest', 'highest'].map(
      (title, i) => ({ title, align: i < 2 ? 'left' : 'right' }),
    ),
    rows: seeds.map(({ names, seeds: numbers, mean, interval, deviation, lowest, highest }) => [
      names.join(', '),
      numbers.join(', '),
      percentText(mean),
      `${percentText(interval.low)} to ${percentText(interval.high)}`,
      pointsText(deviation),
      percentText(lowest),
      percentText(highest),
    ]),
  };
}
