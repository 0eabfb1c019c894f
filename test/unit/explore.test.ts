import { beforeAll, describe, expect, it } from 'vitest';
import { referenceBackend } from '../../src/backend/index.js';
import { exploreText } from '../../src/cli/explore-text.js';
import { imageAt, imageDataset, type ImageDataset } from '../../src/data/dataset.js';
import { drawDigitData } from '../../src/data/drawn-digits.js';
import { analyse, type Analysis, type AnalysisOptions } from '../../src/report/explore/analysis.js';
import { exploreCharts } from '../../src/report/explore/explore-charts.js';
import type { ExploredData } from '../../src/report/explore/explored-data.js';
import type { Preparations } from '../../src/report/explore/preparations.js';
import { renderChart } from '../../src/report/render-chart.js';

const drawn = await drawDigitData({ seed: 1, trainCount: 110, testCount: 40 });
const data = { ...drawn, source: 'drawn for this test' };
const colours = { ...data, train: inColour(data.train), test: inColour(data.test) };

/** Images in colour: the grey ones with a channel of their own value, its half and 9. */
function inColour(images: ImageDataset): ImageDataset {
  const channels = Uint8Array.from({ length: images.images.length * 3 }, (_, i) => {
    const value = images.images[Math.floor(i / 3)];
    return [value, value >> 1, 9][i % 3];
  });
  return imageDataset({ ...images, images: channels, channels: 3 });
}

/** The first channel, no blur, the same again: what is done to the images is not what these tests are about. */
const preparations: Preparations = {
  grey: (images) =>
    imageDataset({ ...images, images: images.images.filter((_, i) => i % images.channels === 0), channels: 1 }),
  blur: (images) => images,
  augmentations: [
    {
      name: 'none',
      what: 'the same again',
      preview: (images, variants) => {
        const rows = Array.from(images.labels, (label, index) => {
          const original = imageAt(images, index);
          return { label, original, variants: new Array<Uint8Array>(variants).fill(original) };
        });
        return Promise.resolve(rows);
      },
    },
  ],
};

function analysed(given: ExploredData, options: Partial<AnalysisOptions> = {}): Promise<Analysis> {
  return analyse(given, { backend: referenceBackend(), samples: 6, seed: 0, preparations: {}, ...options });
}

let analysis: Analysis;
const shares: number[] = [];
beforeAll(async () => {
  analysis = await analysed(data, { onStep: (_, share) => shares.push(share) });
});

describe('an analysis', () => {
  it('counts what is there: every image once by label and by mean, every value once', () => {
    const { train, test } = analysis.numbers;
    const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
    for (const [part, images] of [
      [train, 110],
      [test, 40],
    ] as const) {
      expect(part.images).toBe(images);
      expect(sum(part.labels!.map(({ count }) => count))).toBe(images);
      expect(sum(part.imageMeans.histogram)).toBe(images);
      expect(sum(part.valueHistogram)).toBe(images * 784);
      expect(part.sizes).toEqual([{ height: 28, width: 28, channels: 1, images }]);
    }
    expect(analysis.numbers.typicalImages).toHaveLength(10);
    expect(train.imageMeans.first).toHaveLength(100);
    expect(test.imageMeans.first).toHaveLength(40);
  });

  it('reports how far it is, never going back', () => {
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('shows different images of both parts, the same for the same seed, at most all', async () => {
    // Colours are quick: they have no correlations.
    const samplesOf = async (options: Partial<AnalysisOptions>) => (await analysed(colours, options)).numbers.samples;
    const { train } = analysis.numbers.samples;
    expect(new Set(train).size).toBe(6);
    expect((await samplesOf({})).train).toEqual(train);
    expect((await samplesOf({ seed: 1 })).train).not.toEqual(train);
    expect((await samplesOf({ samples: 1000 })).test).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  it('says of a test whose labels nobody knows all but what needs them', async () => {
    const { numbers } = await analysed({ ...colours, test: { ...colours.test, labels: null } });
    expect(numbers.test.labels).toBeNull();
    expect(numbers.classSimilarity).toBeNull();
    const text = exploreText(numbers);
    expect(text).toMatch(/^missing labels +0 +40$/m);
    expect(text).not.toContain('Label by label');
  });

  it('computes correlations of colours only once they are turned to grey', async () => {
    expect((await analysed(colours)).numbers.pixelCorrelations).toBeNull();
    const { numbers } = await analysed(colours, { preparations });
    expect(numbers.pixelCorrelations).toEqual(analysis.numbers.pixelCorrelations);
  });
});

describe('the text of an analysis', () => {
  it('fits 80 columns and has a line for each label', () => {
    const text = exploreText(analysis.numbers);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text).toMatch(/^ +9 +\d+ +\d+\.\d\d % +\d+ +\d+\.\d\d % +█/m);
    expect(text).toMatch(/^images +110 +40$/m);
    expect(text).toContain("notebook's choice");
  });
});

describe('the charts of an analysis', () => {
  const always = ['labels', 'samples-train', 'samples-test', 'averages', 'typical-images', 'values', 'image-means'];
  const ofPixels = ['first-image', 'pixel-correlations', 'pixel-means', 'pixel-deviations', 'standardisation'];

  it('are all but those of preparations that nobody has given', async () => {
    const charts = await exploreCharts(analysis, {});
    expect([...charts.keys()].sort()).toEqual([...always, ...ofPixels, 'training-and-test'].sort());
  });

  it('leave out what is of single pixels where images have colours', async () => {
    const charts = await exploreCharts(await analysed(colours), {});
    expect([...charts.keys()].sort()).toEqual([...always, 'training-and-test'].sort());
  });

  it('show nine images at each stage, and ten rows of ten where images are augmented', async () => {
    const charts = await exploreCharts(await analysed(colours, { preparations }), preparations);
    const drawing = async (name: string) => {
      const { svg } = await renderChart(charts.get(name)!.specification);
      return { images: svg.match(/<image /g)!.length, svg };
    };
    const stages = await drawing('grey-and-blur');
    expect(stages.images).toBe(3 * 9);
    for (const stage of ['as stored', 'grey', 'blurred']) expect(stages.svg).toContain(`>${stage}</text>`);
    const augmented = await drawing('augmentation-none');
    expect(augmented.images).toBe(100);
    expect(augmented.svg).toContain('the same again');
    expect((await drawing('typical-images')).images).toBe(5 * 10);
  });
});
