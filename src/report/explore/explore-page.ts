import type { RenderedChart } from '../render-chart.js';
import { htmlPage, type Block, type Section } from '../html-page.js';
import type { Analysis } from './analysis.js';
import type { ExploreCharts } from './explore-charts.js';
import { numberTables } from './number-tables.js';

/** What stands between the charts. */
const TEXT = {
  samples: 'Chosen at random. Look for labels that seem wrong, and for images that are cut off, rotated or empty.',
  averages: 'Where the average is sharp, people write the digit alike; where it is blurred, they differ.',
  typical:
    'The distance of an image from the average of its label is the root of the mean squared difference over all ' +
    'pixels. The least typical images are the ones to check for wrong labels.',
  notebook:
    'A published notebook asked the same and found other images, in the two rows at the bottom. Its "least similar" ' +
    'image is the one with the smallest sum of signed differences: differences up and down cancel, and the thinnest ' +
    'writing wins. Its search for the nearest image begins with the bound 10^-5, which Python reads as a bitwise ' +
    'exclusive or, -15; no distance is below that, so the first image of each label stays. The distances below the ' +
    'images show by how much both are off.',
  correlations:
    'A pixel goes with its neighbours: on the diagonal with those beside it, on the parallels, one image width away, ' +
    'with those above and below it. Pixels that never change have no correlation with anything.',
  similarity:
    'A network is scored on images that should be like those it learned from. The distance is the greatest difference ' +
    'between the shares of training and test images that are at most so bright (Kolmogorov-Smirnov).',
  standardisation:
    'Standardising gives every pixel mean 0 and standard deviation 1 over the training images. Pixels that never ' +
    'change have no deviation to divide by: 1e-10 is added to it, as the notebook has it, and they stay 0 here. A test ' +
    'image that differs in such a pixel would get a value of billions there.',
} as const;

/** The analysis as a page of its own. `command`: what was typed to get it. */
export function explorePage(
  { numbers }: Analysis,
  charts: ExploreCharts,
  rendered: ReadonlyMap<string, RenderedChart>,
  command: string,
): string {
  const { train, test } = numbers;
  const tables = numberTables(numbers);
  const chart = (...names: string[]): Block[] =>
    names.flatMap((name) => {
      const described = charts.get(name);
      return described
        ? { kind: 'chart', svg: rendered.get(name)!.svg, alt: described.alt, caption: described.caption }
        : [];
    });
  const text = (content: string): Block => ({ kind: 'paragraph', text: content });
  const section = (title: string, ...blocks: Block[]): Section => ({ title, blocks });
  const row = (...blocks: Block[]): Block => ({ kind: 'row', blocks });
  const { height, width, channels } = train.sizes[0];
  const sections = [
    section('Images and labels', tables.parts, ...chart('labels'), tables.labels),
    section('Samples', text(TEXT.samples), ...chart('samples-train', 'samples-test')),
    section('Average digits', text(TEXT.averages), ...chart('averages')),
    section(
      'Most and least typical images',
      text(TEXT.typical),
      ...chart('typical-images'),
      text(TEXT.notebook),
      tables.typical,
    ),
    section('Grey levels', row(...chart('first-image')), ...chart('values', 'image-means'), tables.firstMeans),
    ...(charts.has('pixel-correlations')
      ? [
          section(
            'Pixels that go together',
            text(TEXT.correlations),
            ...chart('pixel-correlations'),
            tables.correlations!,
          ),
        ]
      : []),
    section(
      'Training against test images',
      text(TEXT.similarity),
      ...chart('training-and-test'),
      tables.means,
      ...(tables.similarity ? [tables.similarity] : []),
    ),
    ...(charts.has('standardisation')
      ? [
          section(
            'Standardisation',
            text(TEXT.standardisation),
            ...chart('standardisation'),
            row(...chart('pixel-means', 'pixel-deviations')),
          ),
        ]
      : []),
    ...(charts.has('grey-and-blur') ? [section('Grey and blur', ...chart('grey-and-blur'))] : []),
    ...(charts.has('augmentation') ? [section('Augmentation', ...chart('augmentation'))] : []),
  ];
  return htmlPage({
    title: 'What the data look like',
    subtitle: numbers.data,
    facts: [
      { label: 'training images', value: train.images.toLocaleString('en-US') },
      { label: 'test images', value: test.images.toLocaleString('en-US') },
      { label: 'labels', value: `${train.labels.length}` },
      {
        label: channels === 1 ? 'pixels' : 'pixels x channels',
        value: [height, width, ...(channels === 1 ? [] : [channels])].join(' x '),
      },
      { label: 'values', value: `${train.values.least} to ${train.values.greatest}` },
    ],
    sections,
    footer: `Written by ${command}. The same charts as SVG and PNG files lie in charts/, the numbers in numbers.json.`,
  });
}
