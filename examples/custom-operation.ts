/**
 * An operation of one's own, with its own derivative: the Gaussian bump y = exp(-x^2).
 *
 *   dL/dx = dL/dy * (-2 x y)
 *
 * Written through y, the derivative costs two products; built from `square`, `neg` and `exp`, the tape would keep three results.
 * The derivative is made of operations itself, so it can be differentiated again.
 */
import {
  checkGradients,
  defineOperation,
  gradients,
  referenceBackend,
  setBackend,
  tensor,
  type Tensor,
} from 'handgrad';
import { pathToFileURL } from 'node:url';

const bump = defineOperation<[x: Tensor]>('bump', {
  forward: ([x]) => x.square().neg().exp(),
  backward: (dy, { inputs: [x], y }) => [() => dy.mul(x).mul(y).mul(-2)],
  formula: { of: ['x'], y: 'exp(-x^2)', local: ['-2 * x * y'] },
});

/** Checks the derivative against finite differences, and prints value and first two derivatives at 0.5. */
export async function main(print: (line: string) => void): Promise<{ relativeError: number; derivatives: number[] }> {
  setBackend(referenceBackend());
  const points = tensor([-1.5, -0.2, 0.4, 2], { dtype: 'float64' });
  const { relativeError } = await checkGradients((x) => bump([x]), [points], { mode: 'jacobian' });
  print(`against finite differences, in float64: relative error ${relativeError.toExponential(1)}`);

  const x = tensor(0.5, { dtype: 'float64', requiresGrad: true });
  const y = bump([x]);
  const [first] = gradients(y, [x], { createGraph: true });
  const [second] = gradients(first, [x]);
  const derivatives = await Promise.all([y, first, second].map((value) => value.item()));
  ['y  ', "y' ", "y''"].forEach((name, i) => print(`${name} at 0.5 = ${derivatives[i].toFixed(6)}`));
  return { relativeError, derivatives };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(console.log);
