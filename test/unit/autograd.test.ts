import { describe, expect, it } from 'vitest';
import { backward, gradients } from '../../src/autograd/backward.js';
import { defineOperation } from '../../src/autograd/define-operation.js';
import { noGrad } from '../../src/autograd/recording.js';
import { setBackend } from '../../src/backend/current.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { runInPlace } from '../../src/backend/run.js';
import { ones, tensor } from '../../src/ops/create.js';
import '../../src/ops/index.js';
import { tidy } from '../../src/tensor/lifetime.js';
import type { Tensor } from '../../src/tensor/tensor.js';

setBackend(referenceBackend());

const leaf = (values: number | number[] | number[][]) => tensor(values, { dtype: 'float64', requiresGrad: true });
const gradOf = async (x: Tensor) => x.grad?.array();

describe('backward', () => {
  it('adds up what arrives over several paths: d(x^2 + 3x)/dx = 2x + 3', async () => {
    const x = leaf([1, 2]);
    x.mul(x).add(x.mul(3)).sum().backward();
    expect(await gradOf(x)).toEqual([5, 7]);
  });

  it('sums a gradient over the axes along which its value was broadcast', async () => {
    const [rows, column] = [leaf([1, 2, 3]), leaf([[1], [2]])];
    rows.mul(column).sum().backward();
    expect(await gradOf(rows)).toEqual([3, 3, 3]);
    expect(await gradOf(column)).toEqual([[6], [6]]);
  });

  it('gives the same gradients when called twice, and does not add them up', async () => {
    const x = leaf([1, 2, 3]);
    const y = x.square().sum();
    y.backward();
    const first = await gradOf(x);
    y.backward();
    expect(await gradOf(x)).toEqual(first);
    expect(first).toEqual([2, 4, 6]);
  });

  it('passes through a chain of 100,000 operations', async () => {
    const x = leaf(1);
    let y: Tensor = x;
    for (let i = 0; i < 100_000; i++) y = y.neg();
    y.backward();
    expect(await gradOf(x)).toBe(1);
  });

  it('visits every operation once where paths double at each step: 2^60 of them', async () => {
    const x = leaf(1);
    let y: Tensor = x;
    for (let i = 0; i < 60; i++) y = y.add(y);
    y.backward();
    expect(await gradOf(x)).toBe(2 ** 60);
  });

  it('starts from the upstream gradient it is given', async () => {
    const x = leaf([1, 2]);
    x.square().backward({ upstream: tensor([10, 100], { dtype: 'float64' }) });
    expect(await gradOf(x)).toEqual([20, 400]);
  });

  it('of a leaf by itself is 1', async () => {
    const x = leaf(5);
    x.backward();
    expect(await gradOf(x)).toBe(1);
  });

  it('leaves values that require no gradient without one', async () => {
    const [x, constant] = [leaf([1, 2]), tensor([3, 4], { dtype: 'float64' })];
    x.mul(constant).sum().backward();
    expect(await gradOf(x)).toEqual([3, 4]);
    expect(constant.grad).toBeNull();
  });

  it('gives each leaf a gradient of its own, even where two are equal', async () => {
    const [a, b] = [leaf([1, 2]), leaf([3, 4])];
    const upstream = ones([2], { dtype: 'float64' });
    a.add(b).backward({ upstream });
    a.grad?.dispose();
    expect(await gradOf(b)).toEqual([1, 1]);
    expect(await upstream.array()).toEqual([1, 1]);
  });

  it('does not compute gradients that nobody asked for', () => {
    const asked: string[] = [];
    const product = defineOperation<[a: Tensor, b: Tensor]>('product', {
      forward: ([a, b]) => a.mul(b),
      backward: (dy, { inputs: [a, b] }) => [() => (asked.push('a'), dy.mul(b)), () => (asked.push('b'), dy.mul(a))],
    });
    product([leaf(2), tensor(3, { dtype: 'float64' })]).backward();
    expect(asked).toEqual(['a']);
  });
});

describe('backward refuses, in one line,', () => {
  const cases: [name: string, act: () => void, message: RegExp][] = [
    [
      'a value that requires no gradient',
      () => tensor([1, 2]).sum().backward(),
      /^backward: the value \[\] does not require a gradient; compute it, outside of noGrad, from a tensor made with requiresGrad: true$/,
    ],
    [
      'a value that is no scalar',
      () => leaf([1, 2]).square().backward(),
      /^backward: \[2\] is no scalar; reduce it with sum\(\) or mean\(\), or give the upstream gradient$/,
    ],
    [
      'an upstream gradient of another shape',
      () => leaf([1, 2]).backward({ upstream: ones([3], { dtype: 'float64' }) }),
      /^backward: the upstream gradient is float64 \[3\], the value float64 \[2\]$/,
    ],
    [
      'an upstream gradient of another dtype',
      () => leaf([1, 2]).backward({ upstream: ones([2]) }),
      /^backward: the upstream gradient is float32 \[2\], the value float64 \[2\]$/,
    ],
    [
      'inputs that changed since the forward pass',
      () => {
        const w = leaf([1, 2]);
        const y = w.square().sum();
        runInPlace('fill', [], [w], { value: 0 });
        y.backward();
      },
      /^backward: the input \[2\] of square was changed in place after the forward pass \(by an optimiser, say\); call backward before/,
    ],
    [
      'results that changed since the forward pass',
      () => {
        const e = leaf([1, 2]).exp();
        runInPlace('fill', [], [e], { value: 0 });
        e.backward({ upstream: ones([2], { dtype: 'float64' }) });
      },
      /^backward: the result \[2\] of exp was changed in place/,
    ],
    [
      'values that a tidy has freed',
      () => {
        const w = leaf([1, 2]);
        const y = tidy(() => w.exp().square().sum());
        y.backward();
      },
      /^backward through square: tensor \[2\] \(made by exp\) was disposed; if a tidy\(\) freed it, return it from there or keep\(\) it$/,
    ],
    [
      'a derivative with a gradient of the wrong shape',
      () => {
        const bad = defineOperation<[x: Tensor]>('bad', {
          forward: ([x]) => x.neg(),
          backward: (dy) => [() => dy.sum()],
        });
        bad([leaf([1, 2])])
          .sum()
          .backward();
      },
      /^backward through bad: the derivative gives a gradient float64 \[\] for an input float64 \[2\]$/,
    ],
    [
      'a derivative with too few gradients',
      () => {
        const bad = defineOperation<[a: Tensor, b: Tensor]>('bad', {
          forward: ([a, b]) => a.mul(b),
          backward: ((dy: Tensor) => [() => dy]) as never,
        });
        bad([leaf(1), leaf(2)]).backward();
      },
      /^backward through bad: the derivative gives 1 gradients for 2 inputs$/,
    ],
  ];
  it.each(cases)('%s', (_, act, message) => {
    expect(act).toThrow(expect.objectContaining({ name: 'HandgradError', message: expect.stringMatching(message) }));
  });
});

describe('gradients', () => {
  it('returns dy/dx for any value on the way and touches no grad', async () => {
    const x = leaf([1, 2]);
    const h = x.square();
    const [dh, dx] = gradients(h.mul(3).sum(), [h, x]);
    expect(await dh.array()).toEqual([3, 3]);
    expect(await dx.array()).toEqual([6, 12]);
    expect(x.grad).toBeNull();
  });

  it('says which value y does not depend on, and why', () => {
    const [x, other, constant] = [leaf(1), leaf(2), tensor(3, { dtype: 'float64' })];
    expect(() => gradients(x.exp(), [x, other])).toThrow('no path from y [] to xs[1] []: y was not computed from it');
    expect(() => gradients(x.mul(constant), [constant])).toThrow('xs[0] []: it does not require a gradient');
  });

  it('differentiates again with createGraph: x^4 gives 4x^3, 12x^2, 24x, 24', async () => {
    const x = leaf(3);
    const derivatives: unknown[] = [];
    let y = x.mul(x).mul(x).mul(x);
    for (let order = 1; order <= 4; order++) {
      [y] = gradients(y, [x], { createGraph: true });
      derivatives.push(await y.item());
    }
    expect(derivatives).toEqual([108, 108, 72, 24]);
  });

  it('without createGraph gives values that require no gradient', () => {
    const x = leaf(3);
    expect(gradients(x.square(), [x])[0].requiresGrad).toBe(false);
  });

  it('penalises a gradient: d/dw of (d(w x^2)/dx)^2 = 8 w x^2', async () => {
    const [w, x] = [leaf(2), leaf(3)];
    const [slope] = gradients(w.mul(x.square()), [x], { createGraph: true });
    slope.square().backward();
    expect(await gradOf(w)).toBe(8 * 2 * 9);
  });
});

describe('recording', () => {
  it('stops in noGrad and goes on afterwards, also after an error', () => {
    const x = leaf(1);
    expect(noGrad(() => x.exp()).requiresGrad).toBe(false);
    expect(() =>
      noGrad(() => {
        throw new Error('inside');
      }),
    ).toThrow('inside');
    expect(x.exp().requiresGrad).toBe(true);
  });

  it('refuses an asynchronous function in noGrad', () => {
    expect(() => noGrad(async () => Promise.resolve())).toThrow('noGrad: the function is asynchronous');
  });

  it('ends at detach, whose result shares the values', async () => {
    const x = leaf([1, 2]);
    const y = x.square();
    y.detach().mul(x).sum().backward();
    expect(await gradOf(x)).toEqual([1, 4]);
  });

  it('leaves results of whole numbers and comparisons out', () => {
    const x = leaf([1, 2]);
    expect(x.cast('int32').requiresGrad).toBe(false);
    expect(x.greater(1).requiresGrad).toBe(false);
    expect(x.argMax().requiresGrad).toBe(false);
  });

  it('gives an operation that changes nothing a result of its own', async () => {
    const x = leaf([1, 2]);
    for (const same of [x.cast('float64'), x.broadcastTo([2]), noGrad(() => x.broadcastTo([2])), x.reshape([2])]) {
      expect(same).not.toBe(x);
      same.dispose();
    }
    expect(await x.array()).toEqual([1, 2]);
  });
});

describe('a user-defined operation', () => {
  const cube = defineOperation<[x: Tensor]>('cube', {
    forward: ([x]) => x.mul(x).mul(x),
    backward: (dy, { inputs: [x] }) => [() => dy.mul(x.square()).mul(3)],
  });

  it('uses its own derivative, which can be differentiated again', async () => {
    const x = leaf(2);
    const [first] = gradients(cube([x]), [x], { createGraph: true });
    const [second] = gradients(first, [x]);
    expect([await first.item(), await second.item()]).toEqual([12, 12]);
  });

  it('may leave an optional input out and give no gradient for another', async () => {
    const scaled = defineOperation<[x: Tensor, factor: Tensor, bias: Tensor | null], { times: number }>('scaled', {
      forward: ([x, factor, bias], { times }) => {
        const product = x.mul(factor).mul(times);
        return bias ? product.add(bias) : product;
      },
      backward: (dy, { inputs: [, factor, bias], attributes: { times } }) => [
        () => dy.mul(factor).mul(times),
        null,
        bias && (() => dy),
      ],
    });
    const [x, factor] = [leaf(2), leaf(3)];
    backward(scaled([x, factor, null], { times: 10 }));
    expect(await gradOf(x)).toBe(30);
    expect(factor.grad).toBeNull();
  });
});
