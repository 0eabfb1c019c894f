import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { imageDataset } from '../../src/data/dataset.js';
import {
  conv2d,
  dense,
  flatten,
  maxPool2d,
  sequential,
  setBackend,
  softmaxCrossEntropy,
  type Layer,
} from '../../src/index.js';
import { accuracyBarsChart } from '../../src/report/compare/accuracy-bars-chart.js';
import { comparedCurvesChart } from '../../src/report/compare/compared-curves-chart.js';
import { comparedFigures, type ComparedRun } from '../../src/report/compare/compared-run.js';
import { predictionSheet } from '../../src/report/prediction/prediction-sheet.js';
import { renderSvg } from '../../src/report/render-chart.js';
import { convolutionFilters } from '../../src/report/run/convolution-filters.js';
import { epochAxis } from '../../src/report/run/epoch-axis.js';
import { featureMaps } from '../../src/report/run/feature-maps.js';
import { firstLayerWeights } from '../../src/report/run/first-layer-weights.js';
import { gradientNormChart } from '../../src/report/run/gradient-norm-chart.js';
import { measureRun } from '../../src/report/run/measure-run.js';
import { runCharts } from '../../src/report/run/run-charts.js';
import { runPage } from '../../src/report/run/run-page.js';
import type { TrainedRun } from '../../src/report/run/trained-run.js';
import { imageExamples } from '../../src/train/examples.js';
import type { EpochRecord } from '../../src/train/history.js';

setBackend(referenceBackend());
const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
afterEach(() => expect(warn).not.toHaveBeenCalled());

/** What stands in a chart, in its order. */
async function textsOf(specification: TopLevelSpec): Promise<string[]> {
  const svg = await renderSvg(specification);
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
}

const epochs: EpochRecord[] = [1, 2, 3].map((epoch) => ({
  epoch,
  loss: 1 / epoch,
  accuracy: 0.9 + epoch / 100,
  validationLoss: 1.2 / epoch,
  validationAccuracy: 0.89 + epoch / 100,
  learningRate: 0.001,
  seconds: 2,
}));

const pictures = imageDataset({
  name: 'made',
  description: 'for this test',
  images: Uint8Array.from({ length: 6 * 36 }, (_, i) => (7 * i) % 256),
  labels: Uint8Array.of(0, 1, 2, 0, 1, 2),
  height: 6,
  width: 6,
  channels: 1,
  classes: 3,
});

function runOf(layers: Layer[], more: Partial<TrainedRun> = {}): TrainedRun {
  return {
    name: 'tiny',
    data: 'made: 6 images',
    backend: 'reference',
    model: sequential(layers, { inputShape: [6, 6, 1], seed: 2 }),
    loss: softmaxCrossEntropy,
    epochs,
    trainingImages: 60,
    batchSize: 10,
    scored: { what: 'test images', pictures, examples: imageExamples(pictures) },
    gradientNorms: null,
    settings: [{ name: 'epochs', value: '3' }],
    ...more,
  };
}

const mlp = () => [flatten(), dense(4, { activation: 'relu' }), dense(3)];
const cnn = () => [conv2d(2, 3, { activation: 'relu' }), maxPool2d(), flatten(), dense(3)];

describe('the charts of a run', () => {
  it('are those that a dense network has something to show for', async () => {
    const run = runOf(mlp());
    const names = (await runCharts(run, await measureRun(run))).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['learning-curves', 'confusion-counts', 'first-layer-weights']));
    expect(names).not.toContain('gradient-norms');
    expect(names.filter((name) => name.startsWith('filters'))).toEqual([]);
  });

  it('of a convolutional network have its filters, and no weights of a first dense layer', async () => {
    const run = runOf(cnn());
    const names = (await runCharts(run, await measureRun(run))).map(({ name }) => name);
    expect(names).toContain('filters-1');
    expect(names).not.toContain('first-layer-weights');
  });

  it('all render, without a warning, with their titles and labels', async () => {
    const run = runOf(mlp(), { gradientNorms: [0, 1].map((epoch) => ({ step: 6 * epoch, epoch, norms: { dense: 0.01, dense_1: 1 } })) }); // prettier-ignore
    const charts = await runCharts(run, await measureRun(run));
    const texts = new Map<string, string[]>();
    for (const { name, specification } of charts) texts.set(name, await textsOf(specification));
    expect(texts.get('learning-curves')).toEqual(
      expect.arrayContaining(['loss', 'accuracy', 'epoch', '1', '2', '3', 'training', 'validation']),
    );
    expect(texts.get('confusion-counts')).toEqual(expect.arrayContaining(['is a', 'read as', 'Confusion: number of test images'])); // prettier-ignore
    expect(texts.get('class-scores')).toEqual(expect.arrayContaining(['precision', 'recall', 'F1']));
    expect(texts.get('gradient-norms')).toEqual(expect.arrayContaining(['dense', 'dense_1', 'epochs trained']));
    expect(texts.get('epoch-times')).toContain('seconds');
  });

  it('lie in the page, in sections, with every number of the tables', async () => {
    const run = runOf(mlp());
    const figures = await measureRun(run);
    const html = runPage(figures, [{ name: 'x', section: 'result', alt: 'a picture', svg: '<svg></svg>' }], 'handgrad');
    expect(html).toMatch(/<h2[^>]*>Result on the test images<\/h2>/);
    expect(html).toContain('kernel 36 × 4, bias 4');
    expect(html).toContain(`${(100 * figures.scored.accuracy).toFixed(2)} %`);
    expect(html).toContain('--gradient-norms');
    expect(html).not.toMatch(/undefined|NaN/);
  });
});

describe('the axis of epochs', () => {
  it('has every epoch of a short training, and at most ten of a long one', () => {
    expect(epochAxis(epochs).axis.values).toEqual([1, 2, 3]);
    expect(epochAxis([{ epoch: 95 }]).axis.values).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
  });
});

describe('the chart of gradient norms', () => {
  it('leaves out a norm of zero, which a logarithmic axis cannot show', async () => {
    const norms = { dead: 0, alive: 1 };
    const svg = await renderSvg(gradientNormChart([0, 1].map((epoch) => ({ step: epoch, epoch, norms }))));
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});

describe('weights as images', () => {
  it('show for each neuron the column of the kernel in the shape of the image', async () => {
    const { model } = runOf(mlp());
    const weights = (await firstLayerWeights(model))!;
    const kernel = await model.parameters[0].value.data();
    expect(weights.shape).toEqual([36, 4]);
    expect(weights.all.tiles).toHaveLength(4);
    // Row 2, column 3 of neuron 1 is input 15.
    expect(weights.all.tiles[1].values[2 * 6 + 3]).toBe(kernel[15 * 4 + 1]);
  });

  it('show of a convolution a column for each filter and a row for each channel', async () => {
    const model = sequential([conv2d(2, 3), conv2d(4, 3)], { inputShape: [6, 6, 1] });
    const [first, second] = await convolutionFilters(model);
    expect([first.tiles.length, first.columns]).toEqual([2, 2]);
    expect([second.tiles.length, second.columns]).toEqual([8, 4]);
    const kernel = await model.parameters[2].value.data();
    // Row 1, column 2 of filter 3 on channel 1: [1, 2, 1, 3] of [3, 3, 2, 4].
    expect(second.tiles[4 + 3].values[1 * 3 + 2]).toBe(kernel[((1 * 3 + 2) * 2 + 1) * 4 + 3]);
  });
});

describe('feature maps', () => {
  it('are what the layers put out for an image, of a convolution channel by channel', async () => {
    const { model, scored } = runOf([conv2d(2, 3, { kernelInitializer: 'ones' }), flatten(), dense(3)]);
    const example = { ...scored.examples, count: 1, inputs: new Uint8Array(36).fill(255) };
    const [maps, vector, ...others] = await featureMaps(model, example);
    expect(others).toEqual([]);
    // Nine pixels of 1 under weights of 1.
    expect(maps.tiles.map(({ height, width, values }) => [height, width, ...new Set(values)])).toEqual([[4, 4, 9], [4, 4, 9]]); // prettier-ignore
    expect(vector.title).toBe('dense: 3 values');
  });
});

describe('the charts of a comparison', () => {
  const run = (name: string): ComparedRun => ({
    name,
    seed: 0,
    sameButSeed: name,
    epochs,
    parameters: 10,
    scoredOn: '200 test images of made',
    images: 200,
    right: name === 'good' ? 197 : 150,
    loss: 0.1,
  });
  const runs = [run('good'), run('bad')];

  it('have a bar with its value for each run', async () => {
    const texts = await textsOf(accuracyBarsChart(comparedFigures(runs)));
    expect(texts).toEqual(expect.arrayContaining(['98.50 %', '75.00 %', 'good', 'bad', 'on 200 test images of made']));
  });

  it('have a line for each run that was validated', async () => {
    const texts = await textsOf(comparedCurvesChart(runs)!);
    expect(texts).toEqual(expect.arrayContaining(['validation accuracy', 'validation loss', 'good', 'bad', 'epoch']));
    const unvalidated = epochs.map(({ epoch, loss, learningRate, seconds }) => ({
      epoch,
      loss,
      learningRate,
      seconds,
    }));
    expect(comparedCurvesChart([{ ...runs[0], epochs: unvalidated }])).toBeNull();
  });

  it('have colours for more runs than the palette has', async () => {
    const many = Array.from({ length: 9 }, (_, i) => run(`run-${i}`));
    expect(await textsOf(comparedCurvesChart(many)!)).toEqual(expect.arrayContaining(many.map(({ name }) => name)));
  });
});

describe('a sheet of predictions', () => {
  it('says of each picture what was read, how surely, and whether that is right', async () => {
    const probabilities = Array.from({ length: 10 }, (_, digit) => (digit === 4 ? 0.91 : 0.01));
    const picture = { title: 'a.png', pixels: new Uint8Array(784), probabilities, prediction: 4 };
    const sheet = predictionSheet([{ ...picture, label: 4 }, { ...picture, label: 9 }, { ...picture, label: null }], 'x'); // prettier-ignore
    const texts = await textsOf(sheet);
    expect(texts).toEqual(expect.arrayContaining(['4 (91.0 %), right', '4 (91.0 %), wrong: it is a 9', '4 (91.0 %)', '91 %'])); // prettier-ignore
  });
});
