import type { Backend } from '../../backend/backend.js';
import type { ImageDataset } from '../../data/dataset.js';
import { classAverages } from '../../data/statistics/class-averages.js';
import { correlationSummary, type CorrelationSummary } from '../../data/statistics/correlation-summary.js';
import { identicalImages, type IdenticalImages } from '../../data/statistics/identical-images.js';
import { imageMeans } from '../../data/statistics/image-means.js';
import { labelDistribution, type LabelShare } from '../../data/statistics/label-distribution.js';
import { pixelCorrelations, type PixelCorrelations } from '../../data/statistics/pixel-correlations.js';
import { pixelStatistics, type PixelStatistics } from '../../data/preprocess/standardize.js';
import { classSimilarities, type ClassSimilarity } from '../../data/statistics/class-similarities.js';
import { kolmogorovSmirnov, type DistributionDistance } from '../../data/statistics/kolmogorov-smirnov.js';
import { typicalImages, type TypicalImages } from '../../data/statistics/typical-images.js';
import { permutation } from '../../tensor/random.js';
import type { ExploredData, ExploredImages } from './explored-data.js';
import { analysePart, type PartAnalysis } from './part-analysis.js';
import type { Preparations } from './preparations.js';

/** The numbers of an analysis: plain data, kept as JSON. */
export interface AnalysisNumbers {
  /** Which data, in a line. */
  readonly data: string;
  readonly train: PartAnalysis & { readonly labels: readonly LabelShare[] };
  readonly test: PartAnalysis;
  readonly identicalImages: IdenticalImages;
  /** Of the training images. */
  readonly typicalImages: readonly TypicalImages[];
  /** How differently the mean grey levels of training and test images are distributed. */
  readonly meansDistance: DistributionDistance;
  /** Null where the labels of the test images are not known. */
  readonly classSimilarity: readonly ClassSimilarity[] | null;
  /** Of the training images, in grey; null for colour images that nothing turns to grey. */
  readonly pixelCorrelations: CorrelationSummary | null;
  /** Places of the images that are shown. */
  readonly samples: { readonly train: readonly number[]; readonly test: readonly number[] };
}

/** An analysis: its numbers, and what pictures are drawn from. */
export interface Analysis {
  readonly numbers: AnalysisNumbers;
  readonly data: ExploredData;
  /** The average training image of each class. */
  readonly averages: readonly Float64Array[];
  /** The training images in one channel with the statistics of their pixels; null as for the correlations. */
  readonly shades: { images: ImageDataset; statistics: PixelStatistics; correlations: PixelCorrelations } | null;
}

export interface AnalysisOptions {
  /** Computes the correlations. */
  readonly backend: Backend;
  /** Images shown of each part. */
  readonly samples: number;
  /** Chooses them. */
  readonly seed: number;
  readonly preparations: Preparations;
  /** Called as each step begins, with how far it is in the whole: 0 to 1. */
  readonly onStep?: (step: string, share: number) => void;
}

/** Computes all that `explore` tells about a data set. On MNIST a few seconds, most of them for the correlations. */
export async function analyse(data: ExploredData, options: AnalysisOptions): Promise<Analysis> {
  const { backend, samples, seed, preparations, onStep = () => undefined } = options;
  const { train, test, source } = data;
  onStep('grey levels', 0);
  const means = { train: imageMeans(train), test: imageMeans(test) };
  const labels = labelDistribution(train);
  const parts = { train: { ...analysePart(train, means.train), labels }, test: analysePart(test, means.test) };
  onStep('identical images', 0.1);
  const identical = identicalImages(train, test);
  onStep('average and typical images', 0.2);
  const averages = classAverages(train);
  const typical = typicalImages(train, averages);
  const inGrey = train.channels === 1 ? train : preparations.grey?.(train);
  const correlations =
    inGrey &&
    (await pixelCorrelations(inGrey, backend, (images) => {
      onStep('pixel correlations', 0.3 + (0.7 * images) / inGrey.count);
    }));
  return {
    data,
    averages,
    shades:
      inGrey && correlations
        ? { images: inGrey, statistics: pixelStatistics(inGrey.images, inGrey.width * inGrey.height), correlations }
        : null,
    numbers: {
      data: source,
      ...parts,
      identicalImages: identical,
      typicalImages: typical,
      meansDistance: kolmogorovSmirnov(means.train, means.test),
      classSimilarity: test.labels && classSimilarities(train, { ...test, labels: test.labels }, averages),
      pixelCorrelations: correlations ? correlationSummary(correlations, train.width) : null,
      samples: { train: sampled(train, samples, seed), test: sampled(test, samples, seed) },
    },
  };
}

/** Places of images chosen at random, ascending. */
function sampled({ count }: ExploredImages, samples: number, seed: number): number[] {
  return [...permutation(seed, 'explore/samples', count).slice(0, samples).sort()];
}
