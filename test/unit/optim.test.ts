import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parameter, type Parameter } from '../../src/nn/index.js';
import {
  adam,
  adamW,
  exponentialDecay,
  inverseTimeDecay,
  nadam,
  optimizerFromDescription,
  rmsprop,
  sgd,
  type Optimizer,
  type SavedOptimizer,
} from '../../src/optim/index.js';
import { full, tensor } from '../../src/ops/create.js';
import { memory } from '../../src/tensor/lifetime.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../compare.js';

function weights(values: number[], name = 'w'): Parameter {
  return parameter(name, tensor(values, { dtype: 'float64', requiresGrad: true }));
}

function gradient(values: number[]): Tensor {
  return tensor(values, { dtype: 'float64' });
}

const goldenFile = fileURLToPath(new URL('../../../shared/golden/pytorch/optimizers.json', import.meta.url));

interface GoldenTensor {
  shape: number[];
  data: number[];
}

interface GoldenCase {
  optimizer: string;
  args: { learningRate: number; decay?: number };
  w: GoldenTensor;
  gradients: GoldenTensor[];
  trajectory: GoldenTensor[];
}

const golden: GoldenCase[] = existsSync(goldenFile)
  ? (JSON.parse(readFileSync(goldenFile, 'utf8')) as { cases: GoldenCase[] }).cases
  : [];

describe.skipIf(golden.length === 0)('golden trajectories (skipped where ../shared/golden is absent)', () => {
  it.each(golden.map((c) => [c.optimizer, JSON.stringify(c.args), c] as const))(
    '20 updates of %s %s agree with the given ones to 1e-10 in float64',
    async (kind, _, { args: { decay, ...args }, w, gradients, trajectory }) => {
      const learningRate =
        decay === undefined ? args.learningRate : { kind: 'inverseTimeDecay', learningRate: args.learningRate, decay };
      const optimizer = optimizerFromDescription({ kind: kind === 'adamw' ? 'adamW' : kind, ...args, learningRate });
      const value = tensor(w.data, { shape: w.shape, dtype: 'float64', requiresGrad: true });
      const parameters = [parameter('w', value)];
      for (const [i, g] of gradients.entries()) {
        optimizer.apply(parameters, [tensor(g.data, { shape: g.shape, dtype: 'float64' })]);
        expectClose(await value.data(), trajectory[i].data, { relative: 1e-10, what: `w after step ${i + 1}` });
      }
      expect(gradients).toHaveLength(20);
    },
  );
});

describe('one and two updates by hand', () => {
  it('SGD goes against the gradient by the rate', async () => {
    const w = weights([1, -2]);
    sgd({ learningRate: 0.1 }).apply([w], [gradient([3, -4])]);
    expectClose(await w.value.data(), [0.7, -1.6], { absolute: 1e-15 });
  });

  it('momentum keeps its share of the last step', async () => {
    const w = weights([0]);
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.5 });
    optimizer.apply([w], [gradient([1])]); // velocity -0.1
    optimizer.apply([w], [gradient([1])]); // velocity -0.05 - 0.1
    expectClose(await w.value.data(), [-0.25], { absolute: 1e-15 });
  });

  it('Nesterov momentum looks one velocity ahead', async () => {
    const w = weights([0]);
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.5, nesterov: true });
    optimizer.apply([w], [gradient([1])]); // velocity -0.1, w += 0.5 * -0.1 - 0.1
    expectClose(await w.value.data(), [-0.15], { absolute: 1e-15 });
  });

  it("Adam's first step has the length of the rate, whatever the gradient's scale", async () => {
    const w = weights([0, 0]);
    adam({ learningRate: 0.01 }).apply([w], [gradient([1e-2, -1e4])]);
    expectClose(await w.value.data(), [-0.01, 0.01], { relative: 1e-3 });
  });

  it("RMSprop's first step is rate * g / sqrt((1 - rho) g^2 + epsilon)", async () => {
    const w = weights([0]);
    rmsprop({ learningRate: 0.01, rho: 0.75, epsilon: 1 }).apply([w], [gradient([4])]);
    expectClose(await w.value.data(), [-0.04 / Math.sqrt(5)], { absolute: 1e-15 });
  });
});

describe('weight decay', () => {
  it.each<[string, (options: { learningRate: number; weightDecay: number }) => Optimizer]>([
    ['sgd', sgd],
    ['adam', adam],
    ['adamW', adamW],
    ['nadam', nadam],
    ['rmsprop', rmsprop],
  ])('of %s shrinks a weight without gradient by rate * decay of itself', async (_, make) => {
    const w = weights([2]);
    make({ learningRate: 0.1, weightDecay: 0.05 }).apply([w], [gradient([0])]);
    expectClose(await w.value.data(), [2 * (1 - 0.1 * 0.05)], { absolute: 1e-15 });
  });

  it('is 0.004 in AdamW and absent in Adam by default', () => {
    expect(adamW().describe().weightDecay).toBe(0.004);
    expect(adam().describe().weightDecay).toBe(0);
  });
});

describe('clipping', () => {
  /** With rate 1 and no momentum the weights are the clipped gradients' negatives. */
  async function clipped(options: object, ...gradients: number[][]): Promise<number[][]> {
    const parameters = gradients.map((g, i) =>
      weights(
        g.map(() => 0),
        `w${i}`,
      ),
    );
    sgd({ learningRate: 1, ...options }).apply(parameters, gradients.map(gradient));
    return Promise.all(parameters.map(async ({ value }) => Array.from(await value.data(), (v) => -v)));
  }

  it('by value cuts every component', async () => {
    expect(await clipped({ clipValue: 2 }, [3, -5, 1], [0.5])).toEqual([[2, -2, 1], [0.5]]);
  });

  it('by norm shortens each gradient by itself, and only where it is too long', async () => {
    const [long, short] = await clipped({ clipNorm: 1 }, [3, 4], [0.3, 0.4]);
    expectClose(long, [0.6, 0.8], { absolute: 1e-15 });
    expectClose(short, [0.3, 0.4], { absolute: 1e-15 });
  });

  it('by global norm shortens all gradients by one factor', async () => {
    const [a, b] = await clipped({ clipGlobalNorm: 6.5 }, [3, 4], [0, 12]);
    expectClose(a, [1.5, 2], { absolute: 1e-14 });
    expectClose(b, [0, 6], { absolute: 1e-14 });
  });

  it('by global norm leaves short gradients to the bit as they are', async () => {
    expect(await clipped({ clipGlobalNorm: 49 }, [3, 4], [1, 0.1])).toEqual([
      [3, 4],
      [1, 0.1],
    ]);
  });

  it('by global norm makes no NaN of gradients that are all zero', async () => {
    expectClose((await clipped({ clipGlobalNorm: 1 }, [0, 0]))[0], [0, 0]);
  });
});

describe('the learning rate', () => {
  it('follows the schedule over the updates made', () => {
    const w = weights([1]);
    const optimizer = sgd({ learningRate: inverseTimeDecay({ learningRate: 0.3, decay: 1 }) });
    const rates = Array.from({ length: 3 }, () => {
      const rate = optimizer.learningRate;
      optimizer.apply([w], [gradient([0])]);
      return rate;
    });
    expect(rates).toEqual([0.3, 0.15, 0.3 / 3]);
  });

  it('is multiplied by a scale that can be lowered in between', async () => {
    const w = weights([1]);
    const optimizer = sgd({ learningRate: 0.5 });
    optimizer.counters.learningRateScale *= 0.1;
    expect(optimizer.learningRate).toBe(0.05);
    optimizer.apply([w], [gradient([1])]);
    expectClose(await w.value.data(), [0.95], { absolute: 1e-15 });
  });
});

describe('apply', () => {
  it('takes the gradients that backward left, if none are given', async () => {
    const w = weights([3]);
    w.value.square().sum().backward();
    sgd({ learningRate: 0.5 }).apply([w]);
    expectClose(await w.value.data(), [0], { absolute: 1e-15 });
  });

  it('leaves the number of live tensors and bytes unchanged from the second update on', () => {
    const parameters = [weights([1, 2], 'a'), weights([3], 'b')];
    const gradients = [gradient([1, 1]), gradient([1])];
    const optimizer = adam({ weightDecay: 0.1, clipGlobalNorm: 1 });
    optimizer.apply(parameters, gradients);
    const before = memory();
    for (let i = 0; i < 20; i++) optimizer.apply(parameters, gradients);
    expect(memory()).toEqual(before);
  });

  it.each<[string, (optimizer: Optimizer) => void, string]>([
    [
      'a parameter without gradient',
      (o) => o.apply([weights([1])]),
      "adam: the parameter 'w' has no gradient; call backward() on a loss that depends on it",
    ],
    [
      'a gradient of another shape',
      (o) => o.apply([weights([1, 2])], [gradient([1])]),
      "adam: the gradient of 'w' is [1], expected [2]",
    ],
    [
      'too few gradients',
      (o) => o.apply([weights([1], 'a'), weights([1], 'b')], [gradient([1])]),
      "adam: the gradient of 'b' is missing, expected [1]",
    ],
    [
      'a parameter that is not trainable',
      (o) => o.apply([parameter('movingMean', tensor([1]))], [tensor([1])]),
      "adam: the parameter 'movingMean' is not trainable; give model.trainable",
    ],
    [
      'another parameter of the same name',
      (o) => [weights([1]), weights([1])].forEach((w) => o.apply([w], [gradient([1])])),
      "adam: it already updates another parameter called 'w'; make one optimiser for each model",
    ],
  ])('refuses %s', (_, act, message) => {
    expect(() => act(adam())).toThrow(message);
  });
});

describe('saved state', () => {
  const makers: [string, () => Optimizer][] = [
    ['sgd', () => sgd({ momentum: 0.9 })],
    ['adam', () => adam({ learningRate: exponentialDecay({ learningRate: 0.1, factor: 0.5, every: 3 }) })],
    ['adamW', () => adamW()],
    ['nadam', () => nadam()],
    ['rmsprop', () => rmsprop()],
  ];
  const gradients = Array.from({ length: 9 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);

  async function save(optimizer: Optimizer): Promise<SavedOptimizer> {
    const state = [...optimizer.state].map(async ([name, value]) => ({
      name,
      shape: value.shape,
      values: await value.data(),
    }));
    return { counters: { ...optimizer.counters }, state: await Promise.all(state) };
  }

  it.each(makers)('of %s goes on with the same bits', async (_, make) => {
    const [through, resumed] = [weights([1, 2]), weights([1, 2])];
    const [first, before, after] = [make(), make(), make()];
    before.counters.learningRateScale = first.counters.learningRateScale = 0.7;
    for (const g of gradients) first.apply([through], [gradient(g)]);
    for (const g of gradients.slice(0, 4)) before.apply([resumed], [gradient(g)]);
    after.load(await save(before), [resumed]);
    expect(after.counters.steps).toBe(4);
    for (const g of gradients.slice(4)) after.apply([resumed], [gradient(g)]);
    expect(await resumed.value.data()).toEqual(await through.value.data());
  });

  it('names every slot after its parameter, and exists as soon as it is prepared', () => {
    const optimizer = adam();
    optimizer.prepare([weights([1], 'dense/kernel')]);
    expect([...optimizer.state.keys()]).toEqual(['dense/kernel/m', 'dense/kernel/v']);
    expect([...sgd().state.keys()]).toEqual([]);
  });

  it('of another kind of optimiser or other parameters is refused, and nothing is changed', async () => {
    const saved = await (async () => {
      const optimizer = rmsprop();
      optimizer.apply([weights([1])], [gradient([1])]);
      return save(optimizer);
    })();
    const optimizer = adam();
    expect(() => optimizer.load(saved, [weights([1])])).toThrow(
      "adam: the state is of another optimiser or model: 'w/m' [1] is missing (found 'w/v' [1])",
    );
    expect(() => rmsprop().load(saved, [weights([1, 2])])).toThrow("'w/v' is [1], expected [2]");
    expect(() => sgd().load(saved, [weights([1])])).toThrow("nothing is called 'w/v' [1] here");
    expect(optimizer.counters).toEqual({ steps: 0, learningRateScale: 1 });
    expect(await optimizer.state.get('w/v')!.data()).toEqual(new Float64Array([0]));
  });
});

describe('descriptions', () => {
  it.each([
    sgd({ momentum: 0.9, nesterov: true, clipNorm: 1 }),
    adam({ learningRate: 0.02, beta1: 0.8 }),
    adamW({ learningRate: inverseTimeDecay({ learningRate: 0.1, decay: 0.01 }) }),
    nadam(),
    rmsprop({ rho: 0.5 }),
  ])('of $kind survive JSON and make the same optimiser again', (optimizer) => {
    const description = optimizer.describe();
    const again = optimizerFromDescription(JSON.parse(JSON.stringify(description)));
    expect(again.describe()).toEqual(description);
    expect(again.learningRate).toBe(optimizer.learningRate);
  });

  it('a kind alone has the defaults of Keras', () => {
    expect(optimizerFromDescription({ kind: 'adam' }).describe()).toEqual({
      kind: 'adam',
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      weightDecay: 0,
      clipValue: null,
      clipNorm: null,
      clipGlobalNorm: null,
    });
    expect(optimizerFromDescription({ kind: 'sgd' }).describe()).toMatchObject({
      learningRate: 0.01,
      momentum: 0,
      nesterov: false,
    });
    expect(optimizerFromDescription({ kind: 'rmsprop' }).describe()).toMatchObject({ learningRate: 0.001, rho: 0.9 });
  });
});

describe('options that cannot be', () => {
  it.each<[object, string]>([
    [{ kind: 'adam', learningRate: -1 }, 'adam: learningRate is -1, expected a number from 0 up'],
    [{ kind: 'adam', learningRate: NaN }, 'adam: learningRate is NaN, expected a number from 0 up'],
    [{ kind: 'adam', learningRate: '0.1' }, 'schedule: found "0.1", expected { kind, ... }'],
    [{ kind: 'adam', beta1: 1 }, 'adam: beta1 is 1, expected 0 <= value < 1'],
    [{ kind: 'adam', beta2: 2 }, 'adam: beta2 is 2, expected 0 <= value < 1'],
    [{ kind: 'adamW', epsilon: 0 }, 'adamW: epsilon is 0, expected a number above 0'],
    [{ kind: 'adamW', weightDecay: -0.1 }, 'adamW: weightDecay is -0.1, expected a number from 0 up'],
    [{ kind: 'sgd', momentum: 1.1 }, 'sgd: momentum is 1.1, expected 0 <= value < 1'],
    [{ kind: 'sgd', nesterov: 'yes' }, 'sgd: nesterov is "yes", expected true or false'],
    [{ kind: 'nadam', beta1: null }, 'nadam: beta1 is null, expected 0 <= value < 1'],
    [{ kind: 'rmsprop', rho: -0.1 }, 'rmsprop: rho is -0.1, expected 0 <= value < 1'],
    [{ kind: 'sgd', clipValue: 0 }, 'sgd: clipValue is 0, expected a number above 0'],
    [{ kind: 'sgd', clipValue: 1, clipNorm: 1 }, 'sgd: clipValue and clipNorm exclude each other; give one of them'],
    [{ kind: 'sgd', rate: 0.1 }, "sgd: unknown option 'rate' (known: learningRate, momentum, nesterov, "],
    [{ kind: 'adagrad' }, "optimizer: unknown kind 'adagrad' (known: sgd, adam, adamW, nadam, rmsprop)"],
    [{}, 'optimizer: found {}, expected { kind, ... }'],
  ])('%j is refused', (description, message) => {
    expect(() => optimizerFromDescription(description)).toThrow(message);
  });

  it('are refused from TypeScript too', () => {
    expect(() => adam({ learningRate: full([], 0.1) as unknown as number })).toThrow(
      'expected a number from 0 up or a schedule',
    );
  });
});
