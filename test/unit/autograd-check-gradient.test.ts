import { describe, expect, it } from 'vitest';
import { checkGradients } from '../../src/autograd/check-gradient.js';
import { defineOperation } from '../../src/autograd/define-operation.js';
import { setBackend } from '../../src/backend/current.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { tensor, zeros } from '../../src/ops/create.js';
import '../../src/ops/index.js';
import { memory } from '../../src/tensor/lifetime.js';
import type { Tensor } from '../../src/tensor/tensor.js';

setBackend(referenceBackend());

const values = (...numbers: number[]) => tensor(numbers, { dtype: 'float64' });

/** x^3 with a derivative that is off by the factor 1 + `error` at one element. */
function cubeWithWrongDerivative(error: number) {
  return defineOperation<[x: Tensor]>('cube', {
    forward: ([x]) => x.mul(x).mul(x),
    backward: (dy, { inputs: [x] }) => [() => dy.mul(x.square()).mul(values(3, 3, 3 * (1 + error)))],
  });
}

describe.each(['projection', 'jacobian'] as const)('checkGradients by %s', (mode) => {
  it('reports an error far below 1e-6 for a right derivative', async () => {
    const check = await checkGradients((x, y) => x.exp().mul(y), [values(0.1, -0.5, 2), values(1, 2, 3)], { mode });
    expect(check.inputs.map(({ index }) => index)).toEqual([0, 1]);
    expect(check.relativeError).toBeLessThan(1e-9);
    expect(check.relativeError).toBeGreaterThan(0);
  });

  it.each([1e-3, 1e-5])('sees one element that is off by a share of %f', async (error) => {
    const cube = cubeWithWrongDerivative(error);
    const check = await checkGradients((x) => cube([x]), [values(1, 1.5, 2)], { mode });
    expect(check.relativeError).toBeGreaterThan(error / 20);
    expect(check.relativeError).toBeLessThan(2 * error);
  });

  it('sees a derivative that is missing', async () => {
    const check = await checkGradients((x) => x.square().detach(), [values(1, 2)], { mode });
    expect(check.relativeError).toBe(1);
  });

  it('sees a derivative that is NaN', async () => {
    const bad = defineOperation<[x: Tensor]>('bad', {
      forward: ([x]) => x.square(),
      backward: (dy) => [() => dy.mul(NaN)],
    });
    const check = await checkGradients((x) => bad([x]), [values(1, 2)], { mode });
    expect(check.relativeError).toBe(Infinity);
  });

  it('sees a wrong second derivative that hides behind a right first one', async () => {
    const secretive = defineOperation<[x: Tensor]>('secretive', {
      forward: ([x]) => x.square(),
      backward: (dy, { inputs: [x] }) => [() => dy.mul(x.detach()).mul(2)],
    });
    const input = [values(1, 2)];
    expect((await checkGradients((x) => secretive([x]), input, { mode })).relativeError).toBeLessThan(1e-9);
    expect((await checkGradients((x) => secretive([x]), input, { mode, order: 2 })).relativeError).toBeGreaterThan(0.1);
  });

  it('finds nothing wrong where a value does not matter, to either order', async () => {
    for (const order of [1, 2] as const) {
      const check = await checkGradients((x, y) => x.mul(3).add(y.mul(0)), [values(1, 2), values(3, 4)], {
        mode,
        order,
      });
      expect(check.relativeError).toBeLessThan(1e-9);
    }
  });

  it('passes whole numbers on and checks the rest', async () => {
    const indices = tensor([2, 0, 2], { dtype: 'int32' });
    const check = await checkGradients((x, i) => x.square().gather(i), [values(1, 2, 3), indices], { mode });
    expect(check.inputs.map(({ index }) => index)).toEqual([0]);
    expect(check.relativeError).toBeLessThan(1e-9);
  });

  it('gives the same numbers for the same seed and leaves no memory behind', async () => {
    const input = [values(0.3, 0.7)];
    const before = memory();
    const [first, second] = [
      await checkGradients((x) => x.sqrt(), input, { mode, seed: 3 }),
      await checkGradients((x) => x.sqrt(), input, { mode, seed: 3 }),
    ];
    expect(first).toEqual(second);
    expect(memory()).toEqual(before);
  });
});

it('checkGradients compares every partial derivative in a Jacobian: 6 outputs times 3 inputs', async () => {
  const fn = (x: Tensor) => x.outer(values(1, 2)).square();
  expect((await checkGradients(fn, [values(1, 2, 3)], { mode: 'jacobian' })).compared).toBe(18);
});

it('checkGradients refuses float32, whose rounding would hide what is looked for', async () => {
  await expect(checkGradients((x) => x.exp(), [zeros([2, 3])])).rejects.toThrow(
    'checkGradients: input 0 [2, 3] is float32; make the inputs float64',
  );
});
