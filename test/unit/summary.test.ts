import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  batchNorm,
  conv2d,
  dense,
  dropout,
  flatten,
  maxPool2d,
  modelFromDescription,
  sequential,
  summarize,
  summary,
} from '../../src/nn/index.js';

describe('summary', () => {
  const cnn = sequential(
    [
      conv2d(12, 5, { activation: 'relu' }),
      batchNorm(),
      maxPool2d(),
      flatten(),
      dropout(0.5),
      dense(10, { activation: 'softmax' }),
    ],
    { inputShape: [28, 28, 1], name: 'cnn' },
  );

  it('is a table of layers, output shapes and parameters, with the totals below', () => {
    expect(summary(cnn)).toBe(
      [
        'Model: cnn, input [batch, 28, 28, 1]',
        '┌───────────────────────┬─────────────────────┬────────────┐',
        '│ Layer (kind)          │ Output shape        │ Parameters │',
        '├───────────────────────┼─────────────────────┼────────────┤',
        '│ conv2d (conv2d)       │ [batch, 24, 24, 12] │        312 │',
        '│ batchNorm (batchNorm) │ [batch, 24, 24, 12] │         48 │',
        '│ maxPool2d (maxPool2d) │ [batch, 12, 12, 12] │          0 │',
        '│ flatten (flatten)     │ [batch, 1728]       │          0 │',
        '│ dropout (dropout)     │ [batch, 1728]       │          0 │',
        '│ dense (dense)         │ [batch, 10]         │     17,290 │',
        '└───────────────────────┴─────────────────────┴────────────┘',
        'Total         17,650 (68.95 KiB)',
        'Trainable     17,626 (68.85 KiB)',
        'Not trainable     24 (96 B)',
      ].join('\n'),
    );
  });

  it('is there as data as well', () => {
    expect(summarize(cnn)).toMatchObject({ total: 17650, trainable: 17626, nonTrainable: 24, bytes: 70600 });
    expect(summarize(cnn).rows[1]).toEqual({
      name: 'batchNorm',
      kind: 'batchNorm',
      outputShape: [24, 24, 12],
      parameters: 48,
    });
  });

  it('counts eight bytes for each number of a float64 model', () => {
    expect(summarize(sequential([dense(2)], { inputShape: [2], dtype: 'float64' })).bytes).toBe(48);
  });

  it('of a model without parameters shows zeros', () => {
    expect(summary(sequential([flatten()], { inputShape: [2, 2] }))).toContain('Total         0 (0 B)');
  });

  it('never gets wider than 80 columns: long names and shapes are cut with an ellipsis', () => {
    const name = 'theLayerThatNobodyWouldEverCallByItsFullNameBecauseItIsMuchTooLongForTables';
    const wide = sequential([dense(1000000, { name }), dense(1)], { inputShape: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] });
    const lines = summary(wide).split('\n').slice(1);
    expect(Math.max(...lines.map((line) => line.length))).toBe(80);
    expect(summary(wide)).toContain('theLayerThatNobody');
    expect(summary(wide)).toContain('…');
  });
});

const experimentsFile = fileURLToPath(new URL('../../../shared/notebooks/experiments.json', import.meta.url));

interface PublishedLayer {
  type: string;
  outputShape: number[];
  params: number;
  activation?: string;
  useBias?: boolean;
  kernelRegularizerL2?: number;
  [option: string]: unknown;
}

interface Experiment {
  id: string;
  inputShape: number[];
  model: PublishedLayer[];
  params: {
    total: number | null;
    trainable: number | null;
    nonTrainable: number | null;
    computed: Record<string, number>;
  };
}

const experiments: Experiment[] = existsSync(experimentsFile)
  ? (JSON.parse(readFileSync(experimentsFile, 'utf8')) as Experiment[])
  : [];

/** Keras' names for what a published layer is made of, in ours. */
function describeLayer(layer: PublishedLayer, index: number) {
  const name = `layer${index}`;
  const withKernel = {
    activation: layer.activation,
    useBias: layer.useBias,
    kernelRegularizer: layer.kernelRegularizerL2 ? { l2: layer.kernelRegularizerL2 } : null,
  };
  const pooling = { poolSize: layer.poolSize, strides: layer.strides, padding: layer.padding };
  switch (layer.type) {
    case 'Dense':
      return { kind: 'dense', name, options: { units: layer.units, ...withKernel } };
    case 'Conv2D': {
      const { filters, kernelSize, strides, padding } = layer;
      return { kind: 'conv2d', name, options: { filters, kernelSize, strides, padding, ...withKernel } };
    }
    case 'MaxPooling2D':
      return { kind: 'maxPool2d', name, options: pooling };
    case 'AveragePooling2D':
      return { kind: 'averagePool2d', name, options: pooling };
    case 'BatchNormalization':
      return { kind: 'batchNorm', name, options: { momentum: layer.momentum, epsilon: layer.epsilon } };
    case 'Dropout':
      return { kind: 'dropout', name, options: { rate: layer.rate } };
    case 'Flatten':
      return { kind: 'flatten', name, options: {} };
    default:
      throw new Error(`an experiment has a layer of type ${layer.type}`);
  }
}

describe.skipIf(experiments.length === 0)('published models (skipped where ../shared/notebooks is absent)', () => {
  it('are 71, of which 14 print their number of parameters', () => {
    expect(experiments).toHaveLength(71);
    expect(experiments.filter(({ params }) => params.total !== null)).toHaveLength(14);
  });

  it.each(experiments.map((experiment) => [experiment.id, experiment] as const))(
    '%s has the published shapes and parameter counts, layer by layer and in total',
    (id, { inputShape, model, params }) => {
      const built = modelFromDescription({
        version: 1,
        kind: 'sequential',
        name: id,
        inputShape,
        layers: model.map(describeLayer),
      });
      const { rows, total, trainable, nonTrainable } = summarize(built);
      expect(rows.map(({ outputShape, parameters }) => ({ outputShape, parameters }))).toEqual(
        model.map(({ outputShape, params: parameters }) => ({ outputShape, parameters })),
      );
      expect({ total, trainable, nonTrainable }).toEqual(params.computed);
      if (params.total !== null) expect(total).toBe(params.total);
      if (params.trainable !== null) expect(trainable).toBe(params.trainable);
      if (params.nonTrainable !== null) expect(nonTrainable).toBe(params.nonTrainable);
      expect(built.outputActivation).toBe('softmax');
    },
  );
});
