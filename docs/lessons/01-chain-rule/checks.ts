import { tensor, type Tensor } from 'handgrad';
import { expectClose, randomTensor, type Check } from '../check.js';
import type * as Exercises from './exercises.js';
import type { Step } from './exercises.js';

/** What the exercises' functions of one number are, to the engine. */
const functions: Record<string, { step: Step; ofTensor: (x: Tensor) => Tensor }> = {
  tanh: {
    step: { f: Math.tanh, derivative: (x) => 1 - Math.tanh(x) ** 2 },
    ofTensor: (x) => x.tanh(),
  },
  square: { step: { f: (x) => x * x, derivative: (x) => 2 * x }, ofTensor: (x) => x.square() },
  exponential: { step: { f: Math.exp, derivative: Math.exp }, ofTensor: (x) => x.exp() },
  half: { step: { f: (x) => x / 2, derivative: () => 0.5 }, ofTensor: (x) => x.mul(0.5) },
};

/** The derivative of a function of one number at x, as the engine finds it. */
async function derivative(f: (x: Tensor) => Tensor, x: number): Promise<number> {
  const at = tensor(x, { dtype: 'float64', requiresGrad: true });
  f(at).backward();
  return at.grad!.item();
}

export const checks: Check<typeof Exercises>[] = [
  {
    title: 'the central difference quotient',
    async check({ centralDifference }) {
      const parabola = (x: number) => 3 * x * x - x;
      await expectClose('the quotient of 3 x^2 - x at x = 2 with h = 0.5', centralDifference(parabola, 2, 0.5), 11);
      for (const x of await randomTensor([4], 1).data()) {
        for (const [name, { step, ofTensor }] of Object.entries(functions)) {
          const quotient = centralDifference(step.f, x, 1e-4);
          await expectClose(
            `the quotient of ${name} at ${x} with h = 1e-4`,
            quotient,
            await derivative(ofTensor, x),
            1e-6,
          );
        }
      }
    },
  },
  {
    title: 'the derivatives of a neuron with tanh',
    async check({ neuronDerivatives }) {
      for (const seed of [1, 2, 3]) {
        const [x, w, b, target] = await randomTensor([4], seed).data();
        const [tx, tw, tb] = [x, w, b].map((value) => tensor(value, { dtype: 'float64', requiresGrad: true }));
        tw.mul(tx).add(tb).tanh().sub(target).square().backward();
        const own = neuronDerivatives(x, w, b, target);
        const where = `for x = ${x}, w = ${w}, b = ${b}, target = ${target}`;
        await expectClose(`dL/dw ${where}`, own?.dw, tw.grad!);
        await expectClose(`dL/db ${where}`, own?.db, tb.grad!);
        await expectClose(`dL/dx ${where}`, own?.dx, tx.grad!);
      }
    },
  },
  {
    title: 'the derivative of a chain',
    async check({ derivativeOfChain }) {
      await expectClose('the derivative of a chain without steps', derivativeOfChain([], 3), 1);
      for (const names of [['tanh'], ['square', 'tanh', 'half'], ['half', 'exponential', 'tanh', 'square']]) {
        const steps = names.map((name) => functions[name].step);
        const whole = (x: Tensor) => names.reduce((value, name) => functions[name].ofTensor(value), x);
        for (const x of await randomTensor([3], names.length).data()) {
          const what = `the derivative at ${x} of ${names.join(', then ')}`;
          await expectClose(what, derivativeOfChain(steps, x), await derivative(whole, x));
        }
      }
    },
  },
];
