import type { PixelCorrelations } from '../../data/statistics/pixel-correlations.js';
import type { PixelStatistics } from '../../data/preprocess/standardize.js';
import { heatMap } from '../charts/heat-map.js';
import type { Analysis } from './analysis.js';
import type { NamedChart } from './explore-chart.js';

/** What is known of single pixels: how they go together, their means and deviations. None for colours. */
export function pixelCharts({ shades }: Analysis): NamedChart[] {
  if (shades === null) return [];
  const { images, statistics, correlations } = shades;
  return [correlationsChart(correlations), ...statisticsCharts(statistics, images.width)];
}

function correlationsChart({ pixels, values, constantPixels }: PixelCorrelations): NamedChart {
  const specification = heatMap({
    title: 'How the pixels go together',
    subtitle: [
      `Correlation of each of the ${pixels} pixels with every other, over all training images.`,
      `Grey: undefined, because one of both never changes (${constantPixels} pixels).`,
    ],
    values,
    width: pixels,
    shading: { map: 'blueorange', domain: [-1, 1] },
    xTitle: 'pixel, row by row',
    yTitle: 'pixel, row by row',
    valueTitle: 'correlation',
  });
  const alt =
    `Heat map of ${pixels} x ${pixels} correlations between pixels. Stripes along the diagonal: a pixel goes with its ` +
    'neighbours in the same row and in the rows above and below.';
  return ['pixel-correlations', { specification, alt }];
}

function statisticsCharts({ mean, deviation, constantPixels }: PixelStatistics, width: number): NamedChart[] {
  const map = (title: string, values: Float64Array, greatest: number) =>
    heatMap({
      title,
      values,
      width,
      shading: { map: 'viridis', domain: [0, greatest] },
      xTitle: 'column',
      yTitle: 'row',
      valueTitle: 'grey levels',
      size: 280,
    });
  const changing = deviation.map((value) => (value === 0 ? NaN : value));
  return [
    [
      'pixel-means',
      {
        specification: map('Mean of each pixel', mean, Math.max(...mean)),
        alt: 'The mean of each pixel over all training images.',
      },
    ],
    [
      'pixel-deviations',
      {
        specification: map('Standard deviation of each pixel', changing, Math.max(...deviation)),
        alt: 'The standard deviation of each pixel over all training images.',
        caption: `Grey: the ${constantPixels} pixels that never change.`,
      },
    ],
  ];
}
