/** What questions need beside the runs: counted and measured when findings are written. */
import { HandgradError } from '../../src/tensor/error.js';
import type { Backend } from '../../src/backend/backend.js';
import { imageMeans, meanAndDeviation, wholeMeanHistogram } from '../../src/data/statistics/image-means.js';
import { kolmogorovSmirnov, type DistributionDistance } from '../../src/data/statistics/kolmogorov-smirnov.js';
import { labelDistribution, type LabelShare } from '../../src/data/statistics/label-distribution.js';
import { loadDigitData, type LoadOptions } from '../../src/data/load.js';
import { gradientsByLayer, type GradientsByLayer } from './gradients-by-layer.js';

/** The grey levels of a set of images: mean and deviation of the images' means, and the most frequent whole mean. */
export interface Greys {
  readonly mean: number;
  readonly deviation: number;
  readonly mode: number;
}

/** About MNIST. */
export interface DataFacts {
  readonly source: string;
  readonly shape: string;
  readonly train: { readonly count: number; readonly labels: readonly LabelShare[]; readonly greys: Greys };
  readonly test: { readonly count: number; readonly greys: Greys };
  /** How differently the images' mean grey levels are distributed in both. */
  readonly meansDistance: DistributionDistance;
}

export interface Measurements {
  readonly data: DataFacts;
  readonly gradients: GradientsByLayer;
}

/** Loads MNIST and measures. @throws {HandgradError} when it cannot be had. */
export async function measure(backend: Backend, place: Omit<LoadOptions, 'dataset'>): Promise<Measurements> {
  return { data: await dataFacts(place), gradients: await gradientsByLayer(backend, place) };
}

async function dataFacts(place: Omit<LoadOptions, 'dataset'>): Promise<DataFacts> {
  const { train, test, source } = await loadDigitData({ ...place, dataset: 'mnist' });
  if (!test) throw new HandgradError(`${source}: there are no test images`);
  const means = { train: imageMeans(train), test: imageMeans(test) };
  return {
    source,
    shape: `${train.height} x ${train.width}, ${train.channels === 1 ? 'grey' : 'colour'}, 8 bits`,
    train: { count: train.count, labels: labelDistribution(train), greys: greysOf(means.train) },
    test: { count: test.count, greys: greysOf(means.test) },
    meansDistance: kolmogorovSmirnov(means.train, means.test),
  };
}

function greysOf(means: Float64Array): Greys {
  const histogram = wholeMeanHistogram(means);
  return { ...meanAndDeviation(means), mode: histogram.indexOf(Math.max(...histogram)) };
}
