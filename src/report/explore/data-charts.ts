import { labelDistributionChart } from '../charts/label-distribution-chart.js';
import { countText } from '../number-text.js';
import type { Analysis } from './analysis.js';
import type { NamedChart } from './explore-chart.js';
import { averagesGrid, sampleGrid, typicalGrid } from './image-charts.js';

/** Labels, samples, average and typical images. */
export function dataCharts(analysis: Analysis): NamedChart[] {
  const { numbers, data, averages } = analysis;
  return [
    labelsChart(analysis),
    samplesChart(analysis, 'train', 'training'),
    samplesChart(analysis, 'test', 'test'),
    [
      'averages',
      {
        specification: averagesGrid(averages, data.train),
        alt: 'For each label the average of its training images: a blurred digit.',
      },
    ],
    [
      'typical-images',
      {
        specification: typicalGrid(numbers.typicalImages, averages, data.train),
        alt:
          'For each label five images: the average, the most and the least typical one, and what the rule of the ' +
          'notebook takes for them. The table has their places and distances.',
      },
    ],
  ];
}

function labelsChart({ numbers: { train, test } }: Analysis): NamedChart {
  const parts = [
    { name: `${countText(train.images)} training images`, labels: train.labels },
    ...(test.labels ? [{ name: `${countText(test.images)} test images`, labels: test.labels }] : []),
  ];
  return [
    'labels',
    {
      specification: labelDistributionChart('How often each label occurs', parts),
      alt: 'Bar charts: how many images each label has, in training and, where they are known, in the test.',
    },
  ];
}

function samplesChart({ numbers, data }: Analysis, part: 'train' | 'test', name: string): NamedChart {
  const places = numbers.samples[part];
  const { labels } = data[part];
  return [
    `samples-${part}`,
    {
      specification: sampleGrid(`${places.length} ${name} images`, data[part], places),
      alt: `${places.length} ${name} images, chosen at random${labels ? ', each with its label below it' : ''}.`,
    },
  ];
}
