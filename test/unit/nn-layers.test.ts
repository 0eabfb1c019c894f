import { describe, expect, it } from 'vitest';
import {
  activation,
  activationNames,
  averagePool2d,
  batchNorm,
  conv2d,
  dense,
  dropout,
  flatten,
  globalAveragePool2d,
  l1l2,
  l2,
  layerFromDescription,
  layerKinds,
  layerNorm,
  maxPool2d,
  model,
  readParameters,
  sequential,
  writeParameters,
  type BuiltLayer,
  type Layer,
  type Model,
} from '../../src/nn/index.js';
import { conv2d as conv2dOf } from '../../src/ops/conv2d.js';
import { tensor, zeros } from '../../src/ops/create.js';
import type { Shape } from '../../src/tensor/shape.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../compare.js';

function build(layer: Layer, inputShape: Shape): Model {
  return sequential([layer], { inputShape, dtype: 'float64', seed: 1 });
}

function numbers(...shape: number[]): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(
    Float64Array.from({ length: size }, (_, i) => Math.sin(1 + 3 * i)),
    { shape, dtype: 'float64' },
  );
}

describe('what a layer makes of a shape, and the parameters it has', () => {
  it.each<[string, Layer, Shape, Shape, Record<string, Shape>]>([
    ['dense', dense(3), [5], [3], { kernel: [5, 3], bias: [3] }],
    ['dense along the last axis', dense(3), [7, 5], [7, 3], { kernel: [5, 3], bias: [3] }],
    ['dense without bias', dense(3, { useBias: false }), [5], [3], { kernel: [5, 3] }],
    ['conv2d, valid', conv2d(4, 3), [6, 7, 2], [4, 5, 4], { kernel: [3, 3, 2, 4], bias: [4] }],
    [
      'conv2d, same and strided',
      conv2d(4, [3, 2], { strides: 2, padding: 'same' }),
      [7, 6, 1],
      [4, 3, 4],
      { kernel: [3, 2, 1, 4], bias: [4] },
    ],
    [
      'conv2d, dilated and padded',
      conv2d(1, 2, { dilation: [1, 3], padding: { top: 1, bottom: 0, left: 0, right: 2 }, useBias: false }),
      [4, 4, 1],
      [4, 3, 1],
      { kernel: [2, 2, 1, 1] },
    ],
    ['maxPool2d', maxPool2d(), [5, 4, 3], [2, 2, 3], {}],
    ['maxPool2d that overlaps', maxPool2d(3, { strides: 1, padding: 'same' }), [5, 4, 3], [5, 4, 3], {}],
    ['averagePool2d', averagePool2d([2, 3]), [5, 7, 1], [2, 2, 1], {}],
    ['globalAveragePool2d', globalAveragePool2d(), [5, 7, 6], [6], {}],
    ['flatten', flatten(), [5, 7, 2], [70], {}],
    ['batchNorm', batchNorm(), [5, 7, 2], [5, 7, 2], { gamma: [2], beta: [2], movingMean: [2], movingVariance: [2] }],
    ['layerNorm', layerNorm(), [5, 7], [5, 7], { gamma: [7], beta: [7] }],
    ['dropout', dropout(0.5), [5, 7], [5, 7], {}],
    ['activation', activation('softplus'), [5, 7], [5, 7], {}],
  ])('%s', async (_, layer, inputShape, outputShape, parameters) => {
    const made = build(layer, inputShape);
    expect(made.outputShape).toEqual(outputShape);
    expect(Object.fromEntries(made.parameters.map(({ name, value }) => [name, value.shape]))).toEqual(
      Object.fromEntries(Object.entries(parameters).map(([name, shape]) => [`${layer.kind}/${name}`, shape])),
    );
    // What it says before is what comes out.
    for (const mode of [{ training: false }, { training: true, step: 0 }] as const) {
      const y = made.forward(numbers(3, ...inputShape), mode);
      expect(y.shape).toEqual([3, ...outputShape]);
      expect((await y.data()).every(Number.isFinite)).toBe(true);
    }
  });
});

describe('dense', () => {
  it('computes activation(x kernel + bias)', async () => {
    const made = build(dense(2, { activation: 'relu' }), [3]);
    writeParameters(made.parameters, [
      { name: 'dense/bias', shape: [2], values: new Float64Array([0.5, -100]) },
      { name: 'dense/kernel', shape: [3, 2], values: new Float64Array([1, 2, 3, 4, 5, 6]) },
    ]);
    const y = made.forward(
      tensor(
        [
          [1, 0, -1],
          [1, 1, 1],
        ],
        { dtype: 'float64' },
      ),
    );
    await expectClose(y, [
      [0, 0],
      [9.5, 0],
    ]);
  });

  it.each(activationNames.filter((name) => name !== 'softmax'))(
    'with activation %s is the linear layer followed by the activation',
    async (name) => {
      const x = numbers(4, 5);
      const [fused, plain] = [dense(3, { activation: name }), dense(3)].map((layer) => build(layer, [5]));
      const composed = build(activation(name), [3]).forward(plain.forward(x));
      await expectClose(fused.forward(x), composed, { relative: 1e-15 });
    },
  );

  it('starts from the initialisers it is given', async () => {
    const options = { kernelInitializer: 'ones', biasInitializer: { kind: 'constant', value: 0.1 } } as const;
    const [kernel, bias] = await readParameters(build(dense(2, options), [2]).parameters);
    expect(kernel.values).toEqual(new Float64Array([1, 1, 1, 1]));
    expect(bias.values).toEqual(new Float64Array([0.1, 0.1]));
  });
});

describe('conv2d', () => {
  it('is the operation with the layer’s kernel, bias and activation', async () => {
    const options = { strides: 2, padding: 'same', dilation: 1, activation: 'tanh' } as const;
    const made = build(conv2d(3, [3, 2], options), [5, 6, 2]);
    const [kernel, bias] = made.parameters;
    const x = numbers(2, 5, 6, 2);
    await expectClose(made.forward(x), conv2dOf(x, kernel.value, { ...options, bias: bias.value }));
  });

  it('leaves an activation that no kernel fuses for afterwards', async () => {
    const x = numbers(1, 4, 4, 1);
    const [gelu, linear] = ['gelu', 'linear'].map((name) =>
      build(conv2d(2, 3, { activation: name as 'gelu' | 'linear' }), [4, 4, 1]).forward(x),
    );
    await expectClose(gelu, linear.gelu(), { relative: 1e-15 });
  });
});

describe('batchNorm', () => {
  const x = tensor(
    [
      [1, 10],
      [3, 30],
    ],
    { dtype: 'float64' },
  );
  const movingOf = async (made: Model) =>
    (await readParameters(made.parameters)).slice(2).map(({ values }) => [...values]);

  it('in training normalises by the batch and moves its statistics by a hundredth', async () => {
    const made = build(batchNorm({ epsilon: 1e-9 }), [2]);
    await expectClose(
      made.forward(x, { training: true, step: 0 }),
      [
        [-1, -1],
        [1, 1],
      ],
      { absolute: 1e-8 },
    );
    // Means 2 and 20; biased variances 1 and 100; from 0 and 1.
    const [mean, variance] = await movingOf(made);
    expectClose(mean, [0.02, 0.2], { absolute: 1e-15 });
    expectClose(variance, [1, 0.99 + 1], { absolute: 1e-14 });
  });

  it('in use normalises by the moving statistics and leaves them alone', async () => {
    const made = build(batchNorm({ epsilon: 0.25 }), [2]);
    const before = await movingOf(made);
    await expectClose(
      made.forward(x),
      (await x.data()).map((v) => v / Math.sqrt(1.25)),
      { relative: 1e-15 },
    );
    expect(await movingOf(made)).toEqual(before);
  });

  it('learns gamma and beta but not the moving statistics', () => {
    const { parameters, trainable } = build(batchNorm(), [2]);
    expect(parameters.map(({ name }) => name.split('/')[1])).toEqual(['gamma', 'beta', 'movingMean', 'movingVariance']);
    expect(trainable.map(({ name }) => name.split('/')[1])).toEqual(['gamma', 'beta']);
    expect(parameters.map(({ value }) => value.requiresGrad)).toEqual([true, true, false, false]);
  });
});

describe('dropout', () => {
  const ones = tensor(new Float64Array(4000).fill(1), { shape: [1, 4000], dtype: 'float64' });
  const made = build(dropout(0.25), [4000]);
  const dropped = async (of: Model, mode: { step: number; seed?: number }) => {
    const values = await of.forward(ones, { training: true, ...mode }).data();
    return Array.from(values, (v) => v === 0);
  };

  it('does nothing in use', () => {
    expect(made.forward(ones)).toBe(ones);
  });

  it('drops its share in training and scales what stays', async () => {
    const values = await made.forward(ones, { training: true, step: 0 }).data();
    expect(new Set(values)).toEqual(new Set([0, 1 / 0.75]));
    const share = values.filter((v) => v === 0).length / 4000;
    expect(Math.abs(share - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 4000));
  });

  it('drops the same places for the same seed, layer and step, and others if any of them differs', async () => {
    const first = await dropped(made, { step: 5 });
    expect(await dropped(made, { step: 5 })).toEqual(first);
    expect(await dropped(made, { step: 5, seed: 1 })).toEqual(first); // the model's own seed
    expect(await dropped(made, { step: 6 })).not.toEqual(first);
    expect(await dropped(made, { step: 5, seed: 2 })).not.toEqual(first);
    expect(await dropped(build(dropout(0.25, { name: 'other' }), [4000]), { step: 5 })).not.toEqual(first);
    expect(
      await dropped(sequential([dropout(0.25)], { inputShape: [4000], dtype: 'float64', seed: 1 }), { step: 5 }),
    ).toEqual(first);
  });

  it('of rate 0 is the identity', () => {
    expect(build(dropout(0), [4000]).forward(ones, { training: true, step: 0 })).toBe(ones);
  });
});

describe('observe', () => {
  it('sees every layer’s result, of inner layers too', () => {
    const seen: [string, Shape][] = [];
    const observe = (layer: BuiltLayer, output: Tensor) => void seen.push([layer.name, output.shape]);
    const net = model({
      inputShape: [2],
      layers: { wide: dense(5), out: dense(1) },
      forward: (x, { wide, out }) => out(wide(x).relu()),
    });
    net.forward(zeros([3, 2]), { observe });
    expect(seen).toEqual([
      ['wide', [3, 5]],
      ['out', [3, 1]],
    ]);
  });
});

describe('descriptions of layers', () => {
  const layers: Layer[] = [
    dense(3, {
      activation: 'gelu',
      kernelRegularizer: l2(0.1),
      kernelInitializer: { kind: 'uniform', low: 0, high: 1 },
    }),
    conv2d(4, [3, 2], { strides: [1, 2], padding: { top: 1, bottom: 1, left: 0, right: 0 }, biasRegularizer: l1l2() }),
    maxPool2d(3, { strides: 2, padding: 'same' }),
    averagePool2d([2, 1]),
    globalAveragePool2d(),
    flatten(),
    batchNorm({ momentum: 0.9 }),
    layerNorm({ epsilon: 1e-5 }),
    dropout(0.3),
    activation('softmax'),
  ];

  it('exist for every kind', () => {
    expect(layers.map(({ kind }) => kind).sort()).toEqual([...layerKinds].sort());
  });

  it.each(layers)('of $kind survive JSON and make the same layer again', ({ kind, options }) => {
    const description = { kind, name: 'mine', options };
    const again = layerFromDescription(JSON.parse(JSON.stringify(description)));
    expect({ kind: again.kind, name: again.name, options: again.options }).toEqual(description);
  });

  it('without options have the defaults', () => {
    const { options } = layerFromDescription({ kind: 'dense', name: 'd', options: { units: 2 } });
    expect(options).toEqual(dense(2).options);
  });
});

describe('options that cannot be', () => {
  it.each<[string, object, string]>([
    ['dense', { units: 0 }, 'dense: units is 0, expected a whole number from 1 up'],
    ['dense', {}, 'dense: units is undefined, expected a whole number from 1 up'],
    ['dense', { units: 2, activation: 'rely' }, 'dense: unknown activation "rely" (known: linear, relu, '],
    ['dense', { units: 2, unit: 2 }, "dense: unknown option 'unit' (known: activation, useBias, "],
    ['dense', { units: 2, useBias: 1 }, 'dense: useBias is 1, expected true or false'],
    ['dense', { units: 2, kernelInitializer: 'he' }, 'dense: kernelInitializer: "he" is no initialiser'],
    [
      'dense',
      { units: 2, kernelRegularizer: { l2: -1 } },
      'dense: kernelRegularizer.l2 is -1, expected a number from 0 up',
    ],
    ['dense', { units: 2, kernelRegularizer: 0.1 }, 'dense: kernelRegularizer is 0.1, expected { l1, l2 } or null'],
    ['conv2d', { filters: 1.5, kernelSize: 3 }, 'conv2d: filters is 1.5, expected a whole number from 1 up'],
    [
      'conv2d',
      { filters: 1, kernelSize: [3] },
      'conv2d: kernelSize is [3], expected a whole number from 1 up, or two of them',
    ],
    ['conv2d', { filters: 1, kernelSize: 3, strides: 0 }, 'conv2d: strides is 0, expected a whole number from 1 up'],
    ['conv2d', { filters: 1, kernelSize: 3, padding: 'full' }, 'conv2d: unknown padding "full" (known: valid, same, '],
    ['maxPool2d', { poolSize: -2 }, 'maxPool2d: poolSize is -2, expected a whole number from 1 up'],
    ['averagePool2d', { poolSize: 2, padding: null }, 'averagePool2d: unknown padding null (known: valid, same, '],
    ['batchNorm', { momentum: 1 }, 'batchNorm: momentum is 1, expected 0 <= value < 1'],
    ['layerNorm', { epsilon: 0 }, 'layerNorm: epsilon is 0, expected a number above 0'],
    ['dropout', { rate: 1 }, 'dropout: rate is 1, expected 0 <= value < 1'],
    ['flatten', { axis: 1 }, "flatten: unknown option 'axis' (known: none)"],
    ['activation', { activation: 'swish' }, 'activation: unknown activation "swish"'],
    ['lstm', {}, "the layer 'x' is of the unknown kind 'lstm' (known: dense, conv2d, "],
    ['toString', {}, "the layer 'x' is of the unknown kind 'toString'"],
  ])('%s %j is refused', (kind, options, message) => {
    expect(() => layerFromDescription({ kind, name: 'x', options })).toThrow(message);
  });
});
