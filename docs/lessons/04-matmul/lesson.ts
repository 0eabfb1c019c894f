/**
 * The gradient of a matrix product, three times: by sums over indices, by the engine, and as a sum over the examples of a batch.
 */
import { checkGradients, tensor, type Tensor } from 'handgrad';

const learnt = { dtype: 'float64', requiresGrad: true } as const;
const a = tensor(
  [
    [1, 2, 0],
    [-1, 1, 3],
  ],
  learnt,
); // [M, K] = [2, 3]
const b = tensor(
  [
    [2, 1],
    [0, -1],
    [1, 4],
  ],
  learnt,
); // [K, N] = [3, 2]
const g = tensor(
  [
    [1, 0.5],
    [-1, 2],
  ],
  { dtype: 'float64' },
); // dL/dY, [M, N] = [2, 2]

const y = a.matmul(b);
y.mul(g).sum().backward(); // L = sum of G * Y, so that dL/dY is G
await print('Y = A B', y);
await print('dL/dA by the engine', a.grad!);
await print('dL/dB by the engine', b.grad!);

// The same by indices: dL/dA[i, k] is a sum over j, dL/dB[k, j] a sum over i.
const [A, B, G] = await Promise.all([a, b, g].map(async (matrix) => (await matrix.array()) as number[][]));
const sum = (count: number, term: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => term(index)).reduce((total, value) => total + value, 0);
const dA = A.map((row, i) => row.map((_, k) => sum(2, (j) => G[i][j] * B[k][j])));
const dB = B.map((row, k) => row.map((_, j) => sum(2, (i) => A[i][k] * G[i][j])));
console.log(`the sums over indices give the same: ${(await same(a.grad!, dA)) && (await same(b.grad!, dB))}`);

const { relativeError } = await checkGradients((left, right) => left.matmul(right), [a, b], { mode: 'jacobian' });
console.log(`against finite differences: relative error below 1e-9: ${relativeError < 1e-9}`);

// A batch: the rows of A are examples, B is the kernel. Each example has a gradient of its own; dL/dB adds them up.
console.log();
for (const i of [0, 1])
  await print(`example ${i}: x outer g`, a.slice(i, 1).matmul(g.slice(i, 1), { transposeA: true }));
await print('a bias would get', g.sum(0, { keepDims: true }));

async function print(name: string, matrix: Tensor): Promise<void> {
  const rows = (await matrix.array()) as number[][];
  console.log(`${name}\n${rows.map((row) => row.map((value) => value.toFixed(1).padStart(6)).join('')).join('\n')}`);
}

async function same(matrix: Tensor, expected: number[][]): Promise<boolean> {
  return JSON.stringify(await matrix.array()) === JSON.stringify(expected);
}
