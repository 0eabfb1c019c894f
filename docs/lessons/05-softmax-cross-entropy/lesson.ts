/**
 * Softmax and cross-entropy: the Jacobian, the gradient through both, what overflows without the shift, and a batch.
 */
import { gradients, softmaxCrossEntropy, tensor, type NestedArray, type Tensor } from 'handgrad';

const float64 = { dtype: 'float64' } as const;
const learnt = { ...float64, requiresGrad: true } as const;

// One example: the logits of three classes, of which the second is the right one.
const z = tensor([2, 1, -1], learnt);
const LABEL = 1;
const p = z.softmax();
await print('p = softmax(z)', p);
const values = (await p.array()) as number[];
const jacobian = values.map((pi, i) => values.map((pk, k) => (i === k ? pi : 0) - pi * pk));
await print('J = diag(p) - p p^T', jacobian);
const rows = [0, 1, 2].map((i) => gradients(z.softmax().slice(i, 1).sum(), [z])[0]);
await print('J, row by row, by the engine', await Promise.all(rows.map((row) => row.array())));

// The gradient through both: softmax and logarithm one after the other, then in one operation.
console.log();
const loss = p.slice(LABEL, 1).log().neg().sum();
const [dp, dz] = gradients(loss, [p, z]);
await print('L = -log p[1]', [await loss.item()]);
await print('dL/dp', dp);
await print(
  'J^T dL/dp',
  tensor(jacobian, float64)
    .matmul(dp.reshape([3, 1]))
    .reshape([3]),
);
await print('dL/dz by the engine', dz);
await print('p - y', p.sub(tensor([0, 1, 0], float64)));
await print('dL/dz of the fused loss', gradients(softmaxCrossEntropy(z.reshape([1, 3]), [LABEL]), [z])[0]);

// Large logits, written as the definition says and as the engine does it.
console.log();
const large = tensor([1000, 999, 0], learnt);
await print('e^z', large.exp());
await print('e^z / sum of e^z', large.exp().div(large.exp().sum()));
await print('softmax(z)', large.softmax());
await print('-log of softmax(z)[2]', large.softmax().slice(2, 1).log().neg());
await print('fused loss for label 2', [await softmaxCrossEntropy(large.reshape([1, 3]), [2]).item()]);

// A batch of two: the loss is their mean.
console.log();
const batch = tensor([2, 1, -1, 0, 0, 0], { ...learnt, shape: [2, 3] });
const mean = softmaxCrossEntropy(batch, [1, 2]);
await print('mean loss', [await mean.item()]);
await print('dL/dz = (p - y) / 2', gradients(mean, [batch])[0]);

async function print(name: string, numbers: Tensor | NestedArray[]): Promise<void> {
  const nested = Array.isArray(numbers) ? numbers : ((await numbers.array()) as NestedArray[]);
  const lines = (Array.isArray(nested[0]) ? nested : [nested]) as number[][];
  lines.forEach((line, i) => {
    console.log((i === 0 ? name : '').padEnd(30) + line.map((value) => value.toFixed(4).padStart(10)).join(''));
  });
}
