import type { TopLevelSpec } from 'vega-lite';
import type { ClassSimilarity } from '../../data/statistics/class-similarities.js';
import { chartConfig, palette } from './theme.js';

/** What is compared: histograms of whole mean grey levels, and the classes. */
export interface SimilarityFigures {
  readonly trainMeans: readonly number[];
  readonly testMeans: readonly number[];
  readonly classes: readonly ClassSimilarity[];
}

const TRAINING = 'training';
const TEST = 'test';

/** Training against test images: on the left the share of images at each mean grey level, on the right each class's mean. */
export function similarityChart(title: string, { trainMeans, testMeans, classes }: SimilarityFigures): TopLevelSpec {
  const color = {
    field: 'part',
    type: 'nominal',
    title: null,
    scale: { domain: [TRAINING, TEST], range: [palette[0], palette[1]] },
    legend: { orient: 'top' },
  } as const;
  return {
    title,
    hconcat: [
      {
        width: 330,
        height: 260,
        data: { values: [...shares(TRAINING, trainMeans), ...shares(TEST, testMeans)] },
        mark: { type: 'line', interpolate: 'step-after' },
        encoding: {
          x: { field: 'level', type: 'quantitative', title: 'mean grey level of an image (0 to 255)' },
          y: { field: 'share', type: 'quantitative', title: 'share of the images', axis: { format: '.1%' } },
          color,
        },
      },
      {
        width: 260,
        height: 260,
        data: { values: classes.flatMap(classRows) },
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: {
          y: { field: 'label', type: 'ordinal', title: 'label', axis: { grid: true } },
          x: { field: 'grey', type: 'quantitative', title: 'mean grey level of the class', scale: { zero: false } },
          color,
          shape: {
            field: 'part',
            type: 'nominal',
            title: null,
            scale: { domain: [TRAINING, TEST], range: ['circle', 'diamond'] },
          },
        },
      },
    ],
    spacing: 40,
    config: chartConfig,
  };
}

function shares(part: string, counts: readonly number[]) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count, level) => ({ part, level, share: count / total }));
}

function classRows({ label, grey }: ClassSimilarity) {
  return [
    { label, part: TRAINING, grey: grey.train },
    { label, part: TEST, grey: grey.test },
  ].filter((row) => !Number.isNaN(row.grey));
}
