import { tensor, Tensor } from 'handgrad';
import { expectClose, randomTensor, type Check } from '../check.js';
import type * as Exercises from './exercises.js';

/** A value that is added to itself again and again: 2^n paths lead through n steps. */
function doublings(x: Tensor, count: number): Tensor {
  let y = x;
  for (let i = 0; i < count; i++) y = y.add(y);
  return y;
}

/** Sums and products of earlier values, chosen at random: many of them are used several times, some never. */
async function randomGraph(seed: number): Promise<{ x: Tensor; y: Tensor; values: Tensor[] }> {
  const x = tensor(1, { dtype: 'float64', requiresGrad: true });
  const choices = await randomTensor([60], seed).data();
  const values = [x, x.add(1)];
  for (let i = 0; i < choices.length; i += 2) {
    // Among the last four, or anywhere: long paths and short ones.
    const [near, far] = [choices[i], choices[i + 1]].map((choice) => Math.floor(Math.abs(choice) * 1000));
    const a = values[values.length - 1 - (near % Math.min(4, values.length))];
    const b = values[far % values.length];
    values.push(i % 4 === 0 ? a.add(b) : a.mul(b));
  }
  return { x, y: values.at(-1)!, values };
}

/** y and everything that it was computed from. */
function below(y: Tensor): Set<Tensor> {
  const found = new Set([y]);
  for (const { producer } of found) for (const input of producer?.inputs ?? []) if (input) found.add(input);
  return found;
}

function checkOrder(what: string, y: Tensor, order: unknown): void {
  if (!Array.isArray(order) || !order.every((value): value is Tensor => value instanceof Tensor)) {
    throw new Error(`${what}: expected an array of tensors, found ${String(order)}`);
  }
  const computed = [...below(y)].filter((value) => value.producer);
  const place = new Map(order.map((value, i) => [value, i]));
  if (place.size !== order.length) throw new Error(`${what}: expected each tensor once, found one of them twice`);
  if (order.length !== computed.length || !computed.every((value) => place.has(value))) {
    throw new Error(
      `${what}: expected the ${computed.length} computed tensors that y depends on, found ${order.length}`,
    );
  }
  for (const value of order) {
    for (const input of value.producer!.inputs) {
      if (input?.producer && place.get(input)! < place.get(value)!) {
        throw new Error(
          `${what}: expected each tensor before its inputs, found the result of ${value.producer!.operation} at ` +
            `place ${place.get(value)} and an input of it at place ${place.get(input)}`,
        );
      }
    }
  }
}

/** The number of paths by the engine: where every slope is 1, the derivative is their number. */
async function pathsByDerivative(values: readonly Tensor[], x: Tensor, y: Tensor): Promise<number> {
  const copies = new Map<Tensor, Tensor>([[x, tensor(0, { dtype: 'float64', requiresGrad: true })]]);
  for (const value of values) {
    if (!value.producer) continue;
    const inputs = value.producer.inputs.map((input) => copies.get(input!) ?? tensor(0, { dtype: 'float64' }));
    copies.set(value, inputs[0].add(inputs[1]));
  }
  copies.get(y)!.backward();
  return copies.get(x)!.grad!.item();
}

export const checks: Check<typeof Exercises>[] = [
  {
    title: 'an order in which gradients may go back',
    async check({ backwardOrder }) {
      const x = tensor(1, { dtype: 'float64', requiresGrad: true });
      const twice = x.add(x);
      checkOrder('y = x + x', twice, backwardOrder(twice));
      for (const seed of [1, 2, 3]) {
        const { y } = await randomGraph(seed);
        checkOrder(`a random graph (seed ${seed})`, y, backwardOrder(y));
      }
    },
  },
  {
    title: 'the number of paths',
    async check({ countPaths }) {
      const x = tensor(1, { dtype: 'float64', requiresGrad: true });
      const other = tensor(1, { dtype: 'float64', requiresGrad: true });
      await expectClose('the paths from x to x', countPaths(x, x), 1);
      await expectClose('the paths to y = 3 other, from x', countPaths(other.mul(3), x), 0);
      for (const seed of [1, 2, 3]) {
        const { x, y, values } = await randomGraph(seed);
        await expectClose(
          `the paths in a random graph (seed ${seed})`,
          countPaths(y, x),
          await pathsByDerivative(values, x, y),
        );
      }
      await expectClose('the paths through 50 doublings', countPaths(doublings(x, 50), x), 2 ** 50);
    },
  },
  {
    title: 'a polynomial with its derivative, forwards',
    async check({ polynomialWithSlope }) {
      for (const degree of [0, 1, 2, 5]) {
        const c = Array.from(await randomTensor([degree + 1], 10 + degree).data());
        const at = await randomTensor([], 20 + degree).item();
        const x = tensor(at, { dtype: 'float64', requiresGrad: true });
        const powers = c.map((coefficient, i) => x.pow(c.length - 1 - i).mul(coefficient));
        const y = powers.reduce((sum, term) => sum.add(term));
        y.backward();
        const own = polynomialWithSlope(c, at);
        const what = `the polynomial [${c.join(', ')}] at ${at}`;
        await expectClose(`the value of ${what}`, own?.value, y);
        await expectClose(`the slope of ${what}`, own?.slope, x.grad!);
      }
    },
  },
];
