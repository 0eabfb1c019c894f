/** Gradients of values that are used many times: by broadcasting, by being named twice; and how a wrong one is found out. */
import { checkGradients, defineOperation, tensor, type Tensor } from 'handgrad';

const leaf = (values: number[] | number[][]) => tensor(values, { dtype: 'float64', requiresGrad: true });
const show = async (name: string, value: Tensor) =>
  console.log(`${name.padEnd(5)}  [${value.shape.join(', ')}]`.padEnd(15), JSON.stringify(await value.array()));

// 1. y = s x + b: each row of x is multiplied by a number of its own, and every row gets the same b.
const xs = [[1, 2], [3, 4], [5, 6]]; // prettier-ignore
const [x, s, b] = [leaf(xs), leaf([[1], [2], [3]]), leaf([10, 20])];
const y = s.mul(x).add(b);
// What arrives from above, dL/dy: numbers that one can add up in one's head.
const dys = [[1, 0], [2, 1], [0, 3]]; // prettier-ignore
y.backward({ upstream: tensor(dys, { dtype: 'float64' }) });
console.log('by the engine');
await show('y', y);
await show('dL/dx', x.grad!);
await show('dL/ds', s.grad!);
await show('dL/db', b.grad!);

// 2. The same with loops: each use of a number adds its share to the number's gradient.
const [ds, db] = [new Array<number>(3).fill(0), new Array<number>(2).fill(0)];
for (let i = 0; i < 3; i++) {
  for (let j = 0; j < 2; j++) {
    ds[i] += dys[i][j] * xs[i][j];
    db[j] += dys[i][j];
  }
}
console.log(`\nwith loops\ndL/ds  ${JSON.stringify(ds)}\ndL/db  ${JSON.stringify(db)}`);

// 3. One value, twice in one operation.
const twice: Record<string, (v: Tensor) => Tensor> = {
  'v + v': (v) => v.add(v),
  'v - v': (v) => v.sub(v),
  'v * v': (v) => v.mul(v),
  'v / v': (v) => v.div(v),
};
console.log('\nderivatives at v = 3');
for (const [formula, f] of Object.entries(twice)) {
  const v = leaf([3]);
  f(v).sum().backward();
  console.log(`${formula}  ${await v.grad!.item()}`);
}

// 4. Two rules for adding a row b to every row of x, held to differences: one of them averages where it should add up.
const gradientsOfRow: Record<string, (dy: Tensor) => Tensor> = { sum: (dy) => dy.sum(0), mean: (dy) => dy.mean(0) };
console.log('\nrelative error of a rule that takes for dL/db');
for (const [name, gradientOfRow] of Object.entries(gradientsOfRow)) {
  const addRow = defineOperation<[x: Tensor, b: Tensor]>('addRow', {
    forward: ([x, b]) => x.add(b),
    backward: (dy) => [() => dy, () => gradientOfRow(dy)],
  });
  const { relativeError } = await checkGradients((x, b) => addRow([x, b]), [x, b]);
  console.log(`the ${name.padEnd(4)} of the rows  ${relativeError.toFixed(6)}`);
}
