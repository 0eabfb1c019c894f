/**
 * Where gradients get lost: the slopes of activations, what one layer multiplies a gradient by, and a deep network on drawn digits.
 */
import { fit, gradients, sgd, softmaxCrossEntropy, tensor } from 'handgrad';
import { deepNetwork, digits, gradientNorms, VARIANTS, WIDTHS } from './deep-network.js';
import { layerFactors } from './layer-factors.js';

const POINTS = [-4, -2, 0, 2, 4];
row('slope at z =', POINTS);
for (const activation of ['sigmoid', 'tanh', 'relu'] as const) {
  const z = tensor(POINTS, { dtype: 'float64', requiresGrad: true });
  const [slope] = gradients(z[activation]().sum(), [z]);
  row(activation, numbers(await slope.data(), 4));
}

console.log();
row('one layer multiplies', ['signal', 'gradient']);
for (const variant of VARIANTS) {
  const { signal, gradient } = await layerFactors(...variant);
  row(variant.join(', '), numbers([signal, gradient], 3));
}

console.log();
const examples = await digits();
row('gradient norm in layer', [...WIDTHS, 10]);
for (const variant of VARIANTS) {
  const norms = await gradientNorms(deepNetwork(...variant), examples);
  row(variant.join(', '), numbers(norms, 4));
}

const STEPS = [1, 2, 5, 10];
console.log();
row('loss in step', STEPS);
for (const variant of VARIANTS) {
  const optimizer = sgd({ learningRate: 0.1 });
  const training = { epochs: 10, batchSize: examples.count, optimizer, loss: softmaxCrossEntropy };
  const { epochs } = await fit(deepNetwork(...variant), examples, training);
  const losses = STEPS.map((step) => epochs[step - 1].loss);
  row(variant.join(', '), numbers(losses, 3));
}
// The least loss of an answer that is the same for all images: the share of each digit, without looking.
const shares = Array.from(
  examples.targets,
  (label) => examples.targets.filter((other) => other === label).length / examples.count,
);
row('without looking', numbers([shares.reduce((sum, share) => sum - Math.log(share), 0) / examples.count], 3));

function numbers(values: ArrayLike<number>, digitsShown: number): string[] {
  return Array.from(values, (value) => value.toFixed(digitsShown));
}

function row(name: string, cells: readonly (string | number)[]): void {
  console.log(name.padEnd(26) + cells.map((cell) => `${cell}`.padStart(9)).join(''));
}
