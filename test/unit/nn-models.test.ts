import { describe, expect, it } from 'vitest';
import {
  activation,
  batchNorm,
  block,
  conv2d,
  dense,
  dropout,
  flatten,
  l1,
  l1l2,
  l2,
  layers,
  maxPool2d,
  model,
  modelFromDescription,
  readParameters,
  regularizationLoss,
  sequential,
  writeParameters,
  type Model,
  type NamedArray,
} from '../../src/nn/index.js';
import { adam } from '../../src/optim/index.js';
import { gradients } from '../../src/autograd/backward.js';
import { noGrad } from '../../src/autograd/recording.js';
import { tensor, zeros } from '../../src/ops/create.js';
import { memory, tidy } from '../../src/tensor/lifetime.js';
import { initialValues } from '../../src/tensor/initializers.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../compare.js';

const names = (made: Model) => made.parameters.map(({ name }) => name);

function numbers(...shape: number[]): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(1 + 3 * i)),
    { shape },
  );
}

function convolutional(options: { seed?: number; name?: string } = {}): Model {
  return sequential(
    [conv2d(3, 3, { activation: 'relu' }), batchNorm(), maxPool2d(), flatten(), dropout(0.2), dense(4), dense(2)],
    { inputShape: [8, 8, 1], ...options },
  );
}

describe('sequential', () => {
  it('names layers by their kind, counting from the second on', () => {
    expect(convolutional().layers.map(({ name }) => name)).toEqual([
      'conv2d',
      'batchNorm',
      'maxPool2d',
      'flatten',
      'dropout',
      'dense',
      'dense_1',
    ]);
  });

  it('keeps the names that are given and counts around them', () => {
    const made = sequential([dense(1), dense(1, { name: 'dense' }), dense(1)], { inputShape: [1] });
    expect(made.layers.map(({ name }) => name)).toEqual(['dense_1', 'dense', 'dense_2']);
  });

  it('names parameters after their layer, in the layers’ order', () => {
    expect(names(convolutional())).toEqual([
      'conv2d/kernel',
      'conv2d/bias',
      'batchNorm/gamma',
      'batchNorm/beta',
      'batchNorm/movingMean',
      'batchNorm/movingVariance',
      'dense/kernel',
      'dense/bias',
      'dense_1/kernel',
      'dense_1/bias',
    ]);
  });

  it('gives every place its own parameters, even from one recipe', () => {
    const recipe = dense(2);
    const [first, , second] = sequential([recipe, recipe], { inputShape: [2] }).parameters;
    expect(first.value).not.toBe(second.value);
  });

  it('starts from values that depend on the seed and the parameter’s name alone', async () => {
    const [kernel] = await readParameters(convolutional({ seed: 7 }).parameters);
    const expected = initialValues('glorotUniform', [3, 3, 1, 3], 7, 'initializer/conv2d/kernel');
    expect(kernel.values).toEqual(Float32Array.from(expected));
    const [other] = await readParameters(convolutional({ seed: 8 }).parameters);
    expect(other.values).not.toEqual(kernel.values);
  });

  it('feeds each layer with what the one before it gives', async () => {
    const made = sequential([dense(3, { activation: 'tanh' }), dense(2)], { inputShape: [4] });
    const [w1, b1, w2, b2] = made.parameters.map(({ value }) => value);
    const x = numbers(5, 4);
    await expectClose(made.forward(x), x.matmul(w1).add(b1).tanh().matmul(w2).add(b2), { relative: 1e-6 });
  });

  it('is found by the namespace too', () => {
    expect(layers.dense(3).options).toEqual(dense(3).options);
  });

  it.each<[string, () => Model, string]>([
    ['no layers', () => sequential([], { inputShape: [1] }), 'sequential: a model needs at least one layer'],
    [
      'images that are none',
      () => sequential([flatten(), conv2d(2, 3)], { inputShape: [8, 8, 1] }),
      "layer 'conv2d': conv2d: the input is [64], expected images [height, width, channels]; ",
    ],
    [
      'a kernel larger than the image',
      () => sequential([conv2d(2, 3), conv2d(2, 5)], { inputShape: [5, 5, 1] }),
      "layer 'conv2d_1': conv2d: the kernel reaches over 5 rows, the padded input has 3",
    ],
    [
      'two layers of one name',
      () => sequential([dense(1, { name: 'a' }), dense(1, { name: 'a' })], { inputShape: [1] }),
      "sequential: two layers are called 'a'; give each a name of its own",
    ],
    [
      'a slash in a name',
      () => sequential([dense(1, { name: 'a/b' })], { inputShape: [1] }),
      "sequential: a layer is called 'a/b'; a name needs a letter and may hold no slash",
    ],
    [
      'a shape that is none',
      () => sequential([flatten()], { inputShape: [2.5] }),
      'sequential: inputShape: [2.5] is no shape',
    ],
    [
      'a missing input shape',
      () => sequential([flatten()], {} as { inputShape: [] }),
      'sequential: the inputShape is undefined, expected the shape of one example, such as [784]',
    ],
    ['a negative seed', () => convolutional({ seed: -1 }), 'random: the seed is -1'],
    [
      'integers as dtype',
      () => sequential([flatten()], { inputShape: [1], dtype: 'int32' as 'float32' }),
      'model: the dtype is int32, expected float32 or float64',
    ],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('forward', () => {
  it('refuses an input of another shape or dtype', () => {
    const made = convolutional({ name: 'cnn' });
    expect(() => made.forward(zeros([4, 64]))).toThrow(
      'cnn: the input is [4, 64], expected a batch of examples [batch, 8, 8, 1]',
    );
    expect(() => made.forward(zeros([8, 8, 1]))).toThrow('cnn: the input is [8, 8, 1], expected a batch');
    expect(() => made.forward(zeros([1, 8, 8, 1], { dtype: 'float64' }))).toThrow(
      "cnn: the input is float64, the model computes in float32; cast('float32') it first",
    );
  });

  it('leaves nothing behind within tidy, training or not, and the parameters survive', () => {
    const made = convolutional();
    const x = numbers(4, 8, 8, 1);
    const optimizer = adam();
    const step = (index: number) =>
      tidy(() => {
        const loss = made.forward(x, { training: true, step: index }).square().mean();
        const values = made.trainable.map(({ value }) => value);
        optimizer.apply(made.trainable, gradients(loss, values));
      });
    step(0);
    const before = memory();
    for (let index = 1; index < 8; index++) step(index);
    expect(memory()).toEqual(before);
    expect(made.parameters.every(({ value }) => !value.isDisposed)).toBe(true);
  });

  it('works for a model that was built inside of tidy', async () => {
    const made = tidy(() => convolutional());
    expect((await made.forward(numbers(1, 8, 8, 1)).data()).every(Number.isFinite)).toBe(true);
  });
});

describe('a closing softmax', () => {
  const x = numbers(3, 4);
  const classifier = (last: Parameters<typeof sequential>[0]) =>
    sequential([dense(5), ...last], { inputShape: [4], seed: 3 });
  const plain = classifier([dense(2, { name: 'out' })]);

  it.each<[string, Model]>([
    ['in a dense layer', classifier([dense(2, { name: 'out', activation: 'softmax' })])],
    ['as a layer of its own', classifier([dense(2, { name: 'out' }), activation('softmax')])],
    [
      'of a functional model',
      model({
        inputShape: [4],
        seed: 3,
        outputActivation: 'softmax',
        layers: { dense: dense(5), out: dense(2) },
        forward: (input, { dense: first, out }) => out(first(input)),
      }),
    ],
  ])('%s is left to the loss: forward gives logits, predict probabilities', async (_, made) => {
    expect(made.outputActivation).toBe('softmax');
    const logits = plain.forward(x);
    await expectClose(made.forward(x), logits, { relative: 1e-6 });
    await expectClose(made.predict(x), logits.softmax(), { relative: 1e-6 });
  });

  it('stays where it is in the middle of a model', async () => {
    const made = sequential([dense(3, { activation: 'softmax' }), dense(2)], { inputShape: [4] });
    expect(made.outputActivation).toBe('linear');
    const [w1, b1, w2, b2] = made.parameters.map(({ value }) => value);
    await expectClose(made.forward(x), x.matmul(w1).add(b1).softmax().matmul(w2).add(b2), { relative: 1e-6 });
  });

  it('is not added to a model that is described without it', async () => {
    expect(plain.outputActivation).toBe('linear');
    await expectClose(plain.predict(x), plain.forward(x));
  });

  it.each<[string, () => Model, string]>([
    [
      'the code of a model',
      () => model({ inputShape: [4], layers: { out: dense(2) }, forward: (input, { out }) => out(input).softmax() }),
      "model: its code ends in softmax, which the loss would apply once more; return the logits and set outputActivation: 'softmax'",
    ],
    [
      'a layer that the code of a model ends in',
      () =>
        model({
          inputShape: [4],
          layers: { out: dense(2, { activation: 'softmax' }) },
          forward: (input, { out }) => out(input),
        }),
      'model: its code ends in softmax',
    ],
    [
      'the code of a last block, even under noGrad',
      () =>
        noGrad(() =>
          sequential([block({ out: dense(2) }, (input, { out }) => out(input).softmax())], { inputShape: [4] }),
        ),
      "sequential: the code of the last layer 'block' ends in softmax, which the loss would apply once more; ",
    ],
  ])('in %s is refused', (_, make, message) => {
    expect(make).toThrow(message);
  });

  it('of predict leaves no tape behind', () => {
    expect(plain.predict(x).requiresGrad).toBe(false);
    expect(plain.forward(x).requiresGrad).toBe(true);
  });
});

describe('models written as code', () => {
  const residual = (units: number) =>
    block({ first: dense(units, { activation: 'relu' }), second: dense(units) }, (x, { first, second }) =>
      x.add(second(first(x))).relu(),
    );

  it('compute what the code says', async () => {
    const made = model({
      inputShape: [3],
      layers: { left: dense(2, { activation: 'tanh' }), right: dense(2) },
      forward: (x, { left, right }) => left(x).mul(right(x)),
    });
    expect(made.outputShape).toEqual([2]);
    expect(names(made)).toEqual(['left/kernel', 'left/bias', 'right/kernel', 'right/bias']);
    const [w1, b1, w2, b2] = made.parameters.map(({ value }) => value);
    const x = numbers(4, 3);
    const expected = x.matmul(w1).add(b1).tanh().mul(x.matmul(w2).add(b2));
    await expectClose(made.forward(x), expected, { relative: 1e-6 });
  });

  it('repeat blocks within a sequential model, each with its own parameters', async () => {
    const made = sequential([dense(4, { name: 'widen' }), residual(4), residual(4)], { inputShape: [2] });
    expect(names(made)).toEqual([
      'widen/kernel',
      'widen/bias',
      'block/first/kernel',
      'block/first/bias',
      'block/second/kernel',
      'block/second/bias',
      'block_1/first/kernel',
      'block_1/first/bias',
      'block_1/second/kernel',
      'block_1/second/bias',
    ]);
    const x = numbers(5, 2);
    const [ww, bw, ...rest] = made.parameters.map(({ value }) => value);
    let h = x.matmul(ww).add(bw);
    for (const [w1, b1, w2, b2] of [rest.slice(0, 4), rest.slice(4)]) {
      h = h.add(h.matmul(w1).add(b1).relu().matmul(w2).add(b2)).relu();
    }
    await expectClose(made.forward(x), h, { relative: 1e-6 });
  });

  it('share the parameters of a layer that they call twice, and add up its gradients', async () => {
    const made = model({
      inputShape: [2],
      dtype: 'float64',
      layers: { twice: dense(2, { useBias: false }) },
      forward: (x, { twice }) => twice(twice(x)),
    });
    expect(names(made)).toEqual(['twice/kernel']);
    const w = made.parameters[0].value;
    const x = numbers(3, 2).cast('float64');
    const [shared] = gradients(made.forward(x).sum(), [w]);
    const [apart] = gradients(x.matmul(w).matmul(w).sum(), [w]);
    await expectClose(shared, apart, { relative: 1e-14 });
  });

  it('tell a dropout inside of a block by its full name', async () => {
    const drop = block({ inner: dropout(0.5) }, (x, { inner }) => inner(x));
    const made = sequential([drop, drop], { inputShape: [64] });
    const x = tensor(new Float32Array(64).fill(1), { shape: [1, 64] });
    const [first] = made.layers;
    const context = { training: true, seed: 0, step: 0 };
    const once = await first.call(x, context).data();
    const twice = await made.layers[1].call(x, context).data();
    expect(once).not.toEqual(twice);
  });

  it('are trained: every parameter of every block gets a gradient', () => {
    const made = sequential([dense(4), residual(4), dense(1)], { inputShape: [2], seed: 5 });
    const values = made.trainable.map(({ value }) => value);
    expect(gradients(made.forward(numbers(8, 2)).square().mean(), values)).toHaveLength(8);
  });

  it.each<[string, () => Model, string]>([
    [
      'a layer that is never called',
      () => model({ inputShape: [2], layers: { a: dense(2), b: dense(2) }, forward: (x, { a }) => a(x) }),
      "block: the code never calls the layer 'b'; call it or leave it out",
    ],
    [
      'a layer called with two shapes',
      () => model({ inputShape: [2], layers: { a: dense(3) }, forward: (x, { a }) => a(a(x)) }),
      "block: the layer 'a' was built for examples of shape [2] and is called with [3]",
    ],
    [
      'code that does not fit its shapes',
      () => sequential([residual(3)], { inputShape: [2], name: 'net' }),
      "layer 'block': add: shapes [1, 2] and [1, 3] do not broadcast",
    ],
  ])('refuse %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('descriptions', () => {
  it('survive JSON and make the same model again, to the bits of its first values', async () => {
    const made = convolutional({ seed: 11, name: 'small' });
    const again = modelFromDescription(JSON.parse(JSON.stringify(made.describe())), { seed: 11 });
    expect(again.describe()).toEqual(made.describe());
    expect(again.name).toBe('small');
    expect(await readParameters(again.parameters)).toEqual(await readParameters(made.parameters));
  });

  it('of models that hold code say so when a model is to be made of them', () => {
    const net = model({ inputShape: [2], name: 'net', layers: { a: dense(2) }, forward: (x, { a }) => a(x) });
    expect(net.describe()).toMatchObject({ kind: 'functional', layers: [{ kind: 'dense', name: 'a' }] });
    expect(() => modelFromDescription(net.describe())).toThrow(
      "the model 'net' is written as code, which a description cannot hold; build it in your program and load only its weights",
    );
    const withBlock = sequential([block({ a: dense(2) }, (x, { a }) => a(x))], { inputShape: [2] });
    expect(() => modelFromDescription(withBlock.describe())).toThrow("the layer 'block' (block) holds code");
  });

  const whole = convolutional().describe();

  it.each<[unknown, string]>([
    [null, 'model description: found null, expected an object with version, name, inputShape, layers'],
    [[], 'model description: found [], expected an object'],
    [{ ...whole, version: 2 }, 'model description: it is of version 2, this program reads version 1'],
    [{ ...whole, kind: 'graph' }, 'model description: its kind is "graph", expected sequential or functional'],
    [{ ...whole, name: 3 }, 'model description: its name is 3, expected a text'],
    [{ ...whole, inputShape: 784 }, 'model description: its inputShape is 784, expected a list of sizes'],
    [{ ...whole, inputShape: ['a'] }, 'inputShape: [a] is no shape'],
    [{ ...whole, layers: {} }, 'model description: its layers are {}, expected a list'],
    [{ ...whole, layers: [3] }, 'layer description: found 3, expected { kind, name, options }'],
    [
      { ...whole, layers: [{ kind: 'dense', name: 'd', options: 4 }] },
      "the layer 'd' (dense) has the options 4, expected an object",
    ],
  ])('%j is refused', (description, message) => {
    expect(() => modelFromDescription(description)).toThrow(message);
  });
});

describe('writing parameters', () => {
  async function values(made: Model): Promise<NamedArray[]> {
    return readParameters(made.parameters);
  }

  it('carries a model’s values over to another one, in any order', async () => {
    const [from, to] = [convolutional({ seed: 1 }), convolutional({ seed: 2 })];
    writeParameters(to.parameters, (await values(from)).reverse());
    expect(await values(to)).toEqual(await values(from));
  });

  it('of another model is refused by the first thing that differs, and nothing is written', async () => {
    const made = convolutional({ seed: 1 });
    const before = await values(made);
    const other = await values(convolutional({ seed: 2 }));
    const broken: [NamedArray[], string][] = [
      [
        other.slice(0, -1),
        "the weights are of another model: 'dense_1/bias' [2] is missing (found 'conv2d/kernel' [3, 3, 1, 3], ",
      ],
      [
        [...other, { ...other[0], name: 'extra' }],
        "the weights are of another model: nothing is called 'extra' [3, 3, 1, 3] here",
      ],
      [
        other.map((array) => (array.name === 'dense/bias' ? { ...array, shape: [5] } : array)),
        "the weights are of another model: 'dense/bias' is [5], expected [4]",
      ],
    ];
    for (const [arrays, message] of broken) expect(() => writeParameters(made.parameters, arrays)).toThrow(message);
    expect(await values(made)).toEqual(before);
  });
});

describe('penalties', () => {
  const penalised = (kernelRegularizer: object | null, biasRegularizer: object | null = null) =>
    sequential(
      [
        dense(2, {
          kernelRegularizer,
          biasRegularizer,
          biasInitializer: 'ones',
          kernelInitializer: { kind: 'constant', value: -3 },
        }),
      ],
      {
        inputShape: [2],
        dtype: 'float64',
      },
    );

  it.each<[string, Model, number]>([
    ['l1 adds lambda sum |w|', penalised(l1(0.1)), 0.1 * 12],
    ['l2 adds lambda sum w^2, without a half', penalised(l2(0.1)), 0.1 * 36],
    ['l1l2 adds both', penalised(l1l2(0.1, 0.01)), 0.1 * 12 + 0.01 * 36],
    ['those of kernel and bias add up', penalised(l2(0.1), { l2: 1 }), 0.1 * 36 + 2],
  ])('%s', async (_, made, expected) => {
    expect(await regularizationLoss(made)!.item()).toBeCloseTo(expected, 12);
  });

  it('of l2 has the gradient 2 lambda w', async () => {
    const made = penalised(l2(0.1));
    const [gradient] = gradients(regularizationLoss(made)!, [made.parameters[0].value]);
    expectClose(await gradient.data(), [-0.6, -0.6, -0.6, -0.6], { absolute: 1e-15 });
  });

  it('are null where nothing is penalised, or by nothing', () => {
    expect(regularizationLoss(penalised(null))).toBeNull();
    expect(regularizationLoss(penalised(l2(0)))).toBeNull();
  });
});
