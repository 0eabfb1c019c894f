import type { RenderedChart } from '../render-chart.js';
import { htmlPage, type Block, type Fact, type Section } from '../html-page.js';
import { countText } from '../number-text.js';
import type { Analysis, AnalysisNumbers } from './analysis.js';
import type { ExploreCharts } from './explore-charts.js';
import { meansVerdict, numberTables } from './number-tables.js';

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
  const chart = (...names: string[]): Block[] =>
    names.flatMap((name): Block[] => {
      const drawn = charts.get(name);
      if (!drawn) return [];
      const { alt, caption } = drawn;
      return [{ kind: 'chart', svg: rendered.get(name)!.svg, alt, ...(caption !== undefined && { caption }) }];
    });
  return htmlPage({
    title: 'What the data look like',
    subtitle: numbers.data,
    facts: factsOf(numbers),
    sections: sectionsOf(numbers, chart, [...charts.keys()]).filter(({ blocks }) =>
      blocks.some(({ kind }) => kind === 'chart'),
    ),
    footer: `Written by ${command}. The same charts as SVG and PNG files lie in charts/, the numbers in numbers.json.`,
  });
}

/** All sections; those that have no chart of these data are for whoever calls to leave out. */
function sectionsOf(
  numbers: AnalysisNumbers,
  chart: (...names: string[]) => Block[],
  names: readonly string[],
): Section[] {
  const tables = numberTables(numbers);
  const text = (content: string): Block => ({ kind: 'paragraph', text: content });
  const section = (title: string, ...blocks: (Block | null)[]): Section => {
    return { title, blocks: blocks.filter((block) => block !== null) };
  };
  return [
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
    section('Grey levels', ...chart('first-image', 'values', 'image-means'), tables.firstMeans),
    section('Pixels that go together', text(TEXT.correlations), ...chart('pixel-correlations'), tables.correlations),
    section(
      'Training against test images',
      text(TEXT.similarity),
      ...chart('training-and-test'),
      text(meansVerdict(numbers)),
      tables.means,
      tables.similarity,
    ),
    section('Standardisation', text(TEXT.standardisation), ...chart('standardisation'), {
      kind: 'row',
      blocks: chart('pixel-means', 'pixel-deviations'),
    }),
    section('Grey and blur', ...chart('grey-and-blur')),
    section('Augmentation', ...chart(...names.filter((name) => name.startsWith('augmentation-')))),
  ];
}

function factsOf({ train, test }: AnalysisNumbers): Fact[] {
  const { height, width, channels } = train.sizes[0];
  return [
    { label: 'training images', value: countText(train.images) },
    { label: 'test images', value: countText(test.images) },
    { label: 'labels', value: `${train.labels.length}` },
    channels === 1
      ? { label: 'pixels', value: `${height} x ${width}` }
      : { label: 'pixels and channels', value: `${height} x ${width} x ${channels}` },
    { label: 'values', value: `${train.values.least} to ${train.values.greatest}` },
  ];
}
