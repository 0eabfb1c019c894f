import type { TopLevelSpec } from 'vega-lite';
import { imageAt, take } from '../../data/dataset.js';
import { heatMap } from '../charts/heat-map.js';
import { histogramChart } from '../charts/histogram-chart.js';
import { labelDistributionChart } from '../charts/label-distribution-chart.js';
import { similarityChart } from '../charts/similarity-chart.js';
import { GREY_LEVELS } from '../raster.js';
import type { Analysis } from './analysis.js';
import * as images from './image-charts.js';
import type { Preparations } from './preparations.js';

/** A chart of the analysis. */
export interface ExploreChart {
  readonly specification: TopLevelSpec;
  /** What it shows, for who cannot see it. */
  readonly alt: string;
  /** How to read it. */
  readonly caption?: string;
}

/** Charts by name, in the order of the page. Names are those of the files. */
export type ExploreCharts = ReadonlyMap<string, ExploreChart>;

/** Images shown before and after a preparation. */
const SHOWN = 9;
/** Rows of the augmentation grid; as many columns. */
const AUGMENTED = 10;
/** Added to the deviation, so that a constant pixel is not divided by 0: as the notebook has it. */
const EPSILON = 1e-10;

/** All charts that the data allow for: colours, for example, have no heat map of single pixels. */
export async function exploreCharts(
  analysis: Analysis,
  { preparations, seed }: { readonly preparations: Preparations; readonly seed: number },
): Promise<ExploreCharts> {
  return new Map([
    ...dataCharts(analysis),
    ...greyLevelCharts(analysis),
    ...pixelCharts(analysis),
    ...preparationCharts(analysis, preparations),
    ...(await augmentationCharts(analysis, preparations, seed)),
  ]);
}

function dataCharts({ numbers, data, averages }: Analysis): [string, ExploreChart][] {
  const { train, test, samples, typicalImages } = numbers;
  const parts = [
    { name: `${count(train.images)} training images`, labels: train.labels },
    ...(test.labels ? [{ name: `${count(test.images)} test images`, labels: test.labels }] : []),
  ];
  const sample = (part: 'train' | 'test', name: string): [string, ExploreChart] => [
    `samples-${part}`,
    {
      specification: images.sampleGrid(`${samples[part].length} ${name} images`, data[part], samples[part]),
      alt: `${samples[part].length} ${name} images, chosen at random, each with its label, if it is known, below it.`,
    },
  ];
  return [
    [
      'labels',
      {
        specification: labelDistributionChart('How often each label occurs', parts),
        alt: 'Bar charts: how many training and how many test images each label has. The table has the numbers.',
      },
    ],
    sample('train', 'training'),
    sample('test', 'test'),
    [
      'averages',
      {
        specification: images.averagesGrid(averages, data.train),
        alt: 'For each label the average of its training images: a blurred digit.',
      },
    ],
    [
      'typical-images',
      {
        specification: images.typicalGrid(typicalImages, averages, data.train),
        alt:
          'For each label five images: the average, the most and the least typical one, and what the rule of the ' +
          'notebook takes for them. The table has their places and distances.',
      },
    ],
  ];
}

function greyLevelCharts({ numbers: { train }, data }: Analysis): [string, ExploreChart][] {
  const { first, histogram } = train.imageMeans;
  const ofFirst = Array.from({ length: histogram.length }, (_, level) => first.filter((mean) => mean === level).length);
  const charts: [string, ExploreChart][] = [
    [
      'values',
      {
        specification: histogramChart({
          title: 'How often each grey level occurs',
          subtitle: `All pixels of the training images: ${count(train.bytes)}.`,
          xTitle: 'grey level (0 to 255)',
          yTitle: 'pixels',
          panels: [
            { title: 'Linear', counts: train.valueHistogram },
            { title: 'Logarithmic', counts: train.valueHistogram, scale: 'log' },
          ],
        }),
        alt: `Histogram of all grey levels: ${percent(train.values.zeroShare)} of the pixels are 0.`,
      },
    ],
    [
      'image-means',
      {
        specification: histogramChart({
          title: 'Mean grey level of the training images',
          subtitle: 'Fractions are cut off: a bar for each whole grey level.',
          xTitle: 'mean grey level of an image',
          yTitle: 'images',
          panels: [
            { title: `The first ${first.length} images`, counts: ofFirst },
            { title: `All ${count(train.images)} images`, counts: histogram },
          ],
        }),
        alt: `Histograms of the mean grey levels: mean ${train.imageMeans.mean.toFixed(1)}, standard deviation ${train.imageMeans.deviation.toFixed(1)}.`,
      },
    ],
  ];
  if (data.train.channels !== 1) return charts;
  const firstImage = heatMap({
    title: `The first training image: a ${data.train.labels[0]}`,
    values: imageAt(data.train, 0),
    width: data.train.width,
    shading: GREY_LEVELS,
    xTitle: 'column',
    yTitle: 'row',
    valueTitle: 'grey level',
    size: 280,
  });
  return [
    ['first-image', { specification: firstImage, alt: 'The first training image with its colour bar.' }],
    ...charts,
  ];
}

function pixelCharts({ shades, numbers }: Analysis): [string, ExploreChart][] {
  const { trainMeans, testMeans } = { trainMeans: numbers.train.imageMeans, testMeans: numbers.test.imageMeans };
  const similarity: [string, ExploreChart] = [
    'training-and-test',
    {
      specification: similarityChart('Training against test images', {
        trainMeans: trainMeans.histogram,
        testMeans: testMeans.histogram,
        classes: numbers.classSimilarity ?? [],
      }),
      alt:
        'On the left the share of training and of test images at each mean grey level, on the right the mean grey ' +
        'level of each label in both. The table has the numbers.',
    },
  ];
  if (shades === null) return [similarity];
  const { images: dataset, moments, correlations } = shades;
  const ofPixels = (title: string, values: ArrayLike<number>, greatest: number, valueTitle: string) =>
    heatMap({
      title,
      values,
      width: dataset.width,
      shading: { map: 'viridis', domain: [0, greatest] },
      xTitle: 'column',
      yTitle: 'row',
      valueTitle,
      size: 280,
    });
  const changing = moments.deviation.map((value) => (value === 0 ? NaN : value));
  return [
    [
      'pixel-correlations',
      {
        specification: heatMap({
          title: 'How the pixels go together',
          subtitle: [
            `Correlation of each of the ${correlations.pixels} pixels with every other, over all training images.`,
            `Grey: undefined, because one of both never changes (${correlations.constantPixels} pixels).`,
          ],
          values: correlations.values,
          width: correlations.pixels,
          shading: { map: 'blueorange', domain: [-1, 1] },
          xTitle: 'pixel, row by row',
          yTitle: 'pixel, row by row',
          valueTitle: 'correlation',
        }),
        alt:
          `Heat map of ${correlations.pixels} x ${correlations.pixels} correlations between pixels. Stripes along the ` +
          'diagonal: a pixel goes with its neighbours in the same row and in the rows above and below.',
      },
    ],
    similarity,
    [
      'pixel-means',
      {
        specification: ofPixels('Mean of each pixel', moments.mean, greatest(moments.mean), 'grey level'),
        alt: 'The mean of each pixel over all training images: greatest in the middle.',
      },
    ],
    [
      'pixel-deviations',
      {
        specification: ofPixels('Deviation of each pixel', changing, greatest(moments.deviation), 'grey levels'),
        alt: `The standard deviation of each pixel over all training images; ${moments.constantPixels} never change.`,
        caption: `Grey: the ${moments.constantPixels} pixels that never change.`,
      },
    ],
  ];
}

function preparationCharts({ shades, data }: Analysis, { grey, blur }: Preparations): [string, ExploreChart][] {
  const first = take(data.train, SHOWN);
  const charts: [string, ExploreChart][] = [];
  if (shades !== null) {
    const { mean, deviation } = shades.moments;
    const standardized = Array.from({ length: first.count }, (_, index) =>
      Float64Array.from(imageAt(shades.images, index), (value, i) => (value - mean[i]) / (deviation[i] + EPSILON)),
    );
    charts.push([
      'standardisation',
      {
        specification: images.standardizationGrid(shades.images, standardized),
        alt: `The first ${first.count} training images as stored and, below, with every pixel standardised.`,
      },
    ]);
  }
  const inGrey = first.channels === 1 ? first : grey?.(first);
  const stages = [
    { name: 'as stored', images: first },
    ...(first.channels !== 1 && inGrey ? [{ name: 'grey', images: inGrey }] : []),
    ...(blur && inGrey ? [{ name: 'blurred', images: blur(inGrey) }] : []),
  ];
  if (stages.length > 1) {
    charts.push([
      'grey-and-blur',
      {
        specification: images.stagesGrid(stages),
        alt: `The first ${first.count} training images at each stage: ${stages.map(({ name }) => name).join(', ')}.`,
      },
    ]);
  }
  return charts;
}

async function augmentationCharts(
  { data }: Analysis,
  { augment }: Preparations,
  seed: number,
): Promise<[string, ExploreChart][]> {
  if (augment === undefined) return [];
  const variants = await augment.preview(take(data.train, AUGMENTED), AUGMENTED - 1, seed);
  return [
    [
      'augmentation',
      {
        specification: images.augmentationGrid(variants, AUGMENTED, augment.what),
        alt: `Each of the first ${AUGMENTED} training images beside ${AUGMENTED - 1} random variants of it.`,
      },
    ],
  ];
}

function greatest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
