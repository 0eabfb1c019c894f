import { imageAt } from '../../data/dataset.js';
import { heatMap } from '../charts/heat-map.js';
import { histogramChart } from '../charts/histogram-chart.js';
import { similarityChart } from '../charts/similarity-chart.js';
import { countText, percentText } from '../number-text.js';
import { GREY_LEVELS } from '../raster.js';
import type { Analysis } from './analysis.js';
import type { NamedChart } from './explore-chart.js';

/** One image to read the values off, histograms of all values and of the images' means, training against test. */
export function greyLevelCharts(analysis: Analysis): NamedChart[] {
  const isGrey = analysis.data.train.channels === 1;
  return [
    ...(isGrey ? [firstImageChart(analysis)] : []),
    valuesChart(analysis),
    imageMeansChart(analysis),
    trainingAndTestChart(analysis),
  ];
}

function firstImageChart({ data: { train } }: Analysis): NamedChart {
  const specification = heatMap({
    title: `The first training image: a ${train.labels[0]}`,
    values: imageAt(train, 0),
    width: train.width,
    shading: GREY_LEVELS,
    xTitle: 'column',
    yTitle: 'row',
    valueTitle: 'grey level',
    size: 280,
  });
  return ['first-image', { specification, alt: 'The first training image with its colour bar.' }];
}

function valuesChart({ numbers: { train } }: Analysis): NamedChart {
  const specification = histogramChart({
    title: 'How often each grey level occurs',
    subtitle: `All values of the training images: ${countText(train.bytes)}.`,
    xTitle: 'grey level (0 to 255)',
    yTitle: 'values',
    panels: [
      { title: 'Linear', counts: train.valueHistogram },
      { title: 'Logarithmic', counts: train.valueHistogram, scale: 'log' },
    ],
  });
  return [
    'values',
    { specification, alt: `Histogram of all grey levels: ${percentText(train.values.zeroShare)} of them are 0.` },
  ];
}

function imageMeansChart({ numbers: { train } }: Analysis): NamedChart {
  const { first, histogram, mean, deviation } = train.imageMeans;
  const ofFirst = histogram.map((_, level) => first.filter((one) => one === level).length);
  const specification = histogramChart({
    title: 'Mean grey level of the training images',
    subtitle: 'Fractions are cut off: a bar for each whole grey level.',
    xTitle: 'mean grey level of an image',
    yTitle: 'images',
    panels: [
      { title: `The first ${first.length} images`, counts: ofFirst },
      { title: `All ${countText(train.images)} images`, counts: histogram },
    ],
  });
  const alt =
    `Histograms of the mean grey levels of the first ${first.length} and of all training images: ` +
    `mean ${mean.toFixed(1)}, standard deviation ${deviation.toFixed(1)}.`;
  return ['image-means', { specification, alt }];
}

function trainingAndTestChart({ numbers: { train, test, classSimilarity } }: Analysis): NamedChart {
  const specification = similarityChart('Training against test images', {
    trainMeans: train.imageMeans.histogram,
    testMeans: test.imageMeans.histogram,
    classes: classSimilarity,
  });
  const alt =
    'The share of training and of test images at each mean grey level' +
    (classSimilarity === null ? '.' : '; on the right the mean grey level of each label in both.');
  return ['training-and-test', { specification, alt }];
}
