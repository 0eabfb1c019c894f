import type { Table, TableColumn } from '../html-page.js';
import type { AnalysisNumbers } from './analysis.js';
import type { PartAnalysis } from './part-analysis.js';

/** The numbers as tables, for the page and for the terminal. */
export interface NumberTables {
  /** Training and test images side by side. */
  readonly parts: Table;
  readonly labels: Table;
  readonly typical: Table;
  /** Whole means of the first training images. */
  readonly firstMeans: Table;
  /** Null for colour images, of which there are none. */
  readonly correlations: Table | null;
  readonly means: Table;
  /** Null where the labels of the test images are not known. */
  readonly similarity: Table | null;
}

/** All tables of an analysis. */
export function numberTables(numbers: AnalysisNumbers): NumberTables {
  return {
    parts: partsTable(numbers),
    labels: labelsTable(numbers),
    typical: typicalTable(numbers),
    firstMeans: firstMeansTable(numbers),
    correlations: correlationsTable(numbers),
    means: meansTable(numbers),
    similarity: similarityTable(numbers),
  };
}

function partsTable({ train, test, identicalImages }: AnalysisNumbers): Table {
  const row = (name: string, cell: (part: PartAnalysis) => string) => [name, cell(train), cell(test)];
  return {
    kind: 'table',
    columns: [left(''), right('training'), right('test')],
    rows: [
      row('images', ({ images }) => count(images)),
      ...train.sizes.map((_, i) =>
        row('of height x width x channels', ({ sizes }) => {
          const { height, width, channels, images } = sizes[i];
          return `${height} x ${width} x ${channels}: ${count(images)}`;
        }),
      ),
      row('bytes, one per value', ({ bytes }) => count(bytes)),
      row('missing values', () => '0'),
      row('missing labels', ({ labels, images }) => count(labels ? 0 : images)),
      row('images of one value only', ({ blankImages }) => count(blankImages)),
      ['copies of an earlier image', count(identicalImages.inTraining), count(identicalImages.inTest)],
      ['copies of a training image', '', count(identicalImages.testInTraining)],
      row('least to greatest value', ({ values }) => `${values.least} to ${values.greatest}`),
      row('mean value', ({ values }) => values.mean.toFixed(2)),
      row('standard deviation', ({ values }) => values.deviation.toFixed(2)),
      row('values that are 0', ({ values }) => percent(values.zeroShare)),
      row('values that are 255', ({ values }) => percent(values.fullShare)),
      row('mean of the whole means', ({ imageMeans }) => meanOfHistogram(imageMeans.histogram).toFixed(1)),
      row('most frequent whole mean', ({ imageMeans }) => `${mostFrequent(imageMeans.histogram)}`),
    ],
  };
}

function labelsTable({ train, test }: AnalysisNumbers): Table {
  const columns = [right('label'), right('training'), right('share')];
  return {
    kind: 'table',
    columns: test.labels ? [...columns, right('test'), right('share')] : columns,
    rows: train.labels.map((one, label) => {
      const known = test.labels?.[label];
      const cells = [`${label}`, count(one.count), percent(one.share)];
      return known ? [...cells, count(known.count), percent(known.share)] : cells;
    }),
  };
}

function typicalTable({ typicalImages }: AnalysisNumbers): Table {
  return {
    kind: 'table',
    caption: 'Places in the training images, from 0, and distances from the average in grey levels',
    columns: [
      right('label'),
      right('most typical'),
      right('distance'),
      right('least typical'),
      right('distance'),
      right('notebook: nearest'),
      right('least similar'),
    ],
    rows: typicalImages.map(({ label, mostTypical, leastTypical, notebook }) => [
      `${label}`,
      `${mostTypical.index}`,
      mostTypical.distance.toFixed(1),
      `${leastTypical.index}`,
      leastTypical.distance.toFixed(1),
      `${notebook.nearest.index}`,
      `${notebook.leastSimilar.index}`,
    ]),
  };
}

/** Whole means in a row of the table. */
const MEANS_PER_ROW = 10;

function firstMeansTable({ train }: AnalysisNumbers): Table {
  const { first } = train.imageMeans;
  const rows = Array.from({ length: Math.ceil(first.length / MEANS_PER_ROW) }, (_, row) => {
    const means = first.slice(row * MEANS_PER_ROW, (row + 1) * MEANS_PER_ROW).map(String);
    return [`${row * MEANS_PER_ROW}`, ...means, ...new Array<string>(MEANS_PER_ROW - means.length).fill('')];
  });
  return {
    kind: 'table',
    caption: `Whole mean grey levels of the first ${first.length} training images`,
    columns: [right('image'), ...Array.from({ length: MEANS_PER_ROW }, (_, i) => right(`+${i}`))],
    rows,
  };
}

function correlationsTable({ pixelCorrelations }: AnalysisNumbers): Table | null {
  if (pixelCorrelations === null) return null;
  const { constantPixels, besideEachOther, aboveEachOther, mostOpposed } = pixelCorrelations;
  const place = ([row, column]: readonly [number, number]) => `row ${row}, column ${column}`;
  return {
    kind: 'table',
    columns: [left('pixels'), right('correlation')],
    rows: [
      ['beside each other, mean', besideEachOther.toFixed(3)],
      ['above each other, mean', aboveEachOther.toFixed(3)],
      ...(mostOpposed === null
        ? []
        : [[mostOpposed.pixels.map(place).join(' against ') + ', the least', mostOpposed.correlation.toFixed(3)]]),
      [`${constantPixels} that never change`, 'undefined'],
    ],
  };
}

function meansTable({ train, test, meansDistance: { distance, critical } }: AnalysisNumbers): Table {
  return {
    kind: 'table',
    columns: [left('mean grey level of an image'), right('training'), right('test')],
    rows: [
      ['mean', train.imageMeans.mean.toFixed(2), test.imageMeans.mean.toFixed(2)],
      ['standard deviation', train.imageMeans.deviation.toFixed(2), test.imageMeans.deviation.toFixed(2)],
      ['distance of both distributions', '', distance.toFixed(4)],
      ['exceeded by chance in 5 % of cases', '', critical.toFixed(4)],
    ],
  };
}

function similarityTable({ classSimilarity }: AnalysisNumbers): Table | null {
  if (classSimilarity === null) return null;
  return {
    kind: 'table',
    columns: [
      right('label'),
      right('training'),
      right('test'),
      right('mean grey, training'),
      right('test'),
      right('averages correlate'),
    ],
    rows: classSimilarity.map(({ label, share, grey, averageCorrelation }) => [
      `${label}`,
      percent(share.train),
      percent(share.test),
      known(grey.train, 1),
      known(grey.test, 1),
      known(averageCorrelation, 4),
    ]),
  };
}

function meanOfHistogram(counts: readonly number[]): number {
  const total = counts.reduce((sum, images) => sum + images, 0);
  return counts.reduce((sum, images, level) => sum + level * images, 0) / total;
}

function mostFrequent(counts: readonly number[]): number {
  return counts.indexOf(Math.max(...counts));
}

function left(title: string): TableColumn {
  return { title, align: 'left' };
}

function right(title: string): TableColumn {
  return { title, align: 'right' };
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** A number, or a dash where a label has no images. */
function known(value: number, digits: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(digits);
}
