/** Lesson 8: what pooling keeps, where its gradient goes, and what a shift by one pixel does to it. */
import { ops, referenceBackend, setBackend, tensor, type Tensor } from 'handgrad';
import { drawDigitData } from 'handgrad/node';

setBackend(referenceBackend());
const PICTURE = [
  [1, 3, 2, 2],
  [4, 4, 0, 1],
  [0, 1, 5, 6],
  [2, 1, 7, 5],
];

for (const [name, pool] of Object.entries({ max: ops.maxPool2d, average: ops.averagePool2d })) {
  const x = image(PICTURE);
  const y = pool(x, { window: 2 });
  y.backward({ upstream: tensor([1, 2, 3, 4], { shape: y.shape, dtype: 'float64' }) });
  await show(`${name}: y`, y);
  await show(`${name}: dL/dx where dL/dy is 1, 2, 3, 4`, x.grad!);
}

console.log('\nwindows of 2 on one line of 5 pixels, 2 4 6 8 10');
for (const padding of ['valid', 'same'] as const) {
  const line = image([[2, 4, 6, 8, 10]]);
  await show(`${padding}: averages`, ops.averagePool2d(line, { window: [1, 2], padding }));
}

console.log('\nchange by a shift of one pixel to the right, 100 drawn digits');
const { train } = await drawDigitData({ seed: 1, trainCount: 100, testCount: 1 });
const digits = tensor(Float64Array.from(train.images), { shape: [100, 28, 28, 1], dtype: 'float64' });
const none = [0, 0] as const;
const shifted = digits.slice([0, 0, 0, 0], [100, 28, 27, 1]).pad([none, none, [1, 0], none]);
await report('pixels', (x) => x);
for (const window of [2, 4]) {
  await report(`max, window ${window}`, (x) => ops.maxPool2d(x, { window }));
  await report(`average, window ${window}`, (x) => ops.averagePool2d(x, { window }));
}

/** How far the maps of shifted digits lie from those of the digits, as a share of their length. */
async function report(name: string, map: (x: Tensor) => Tensor): Promise<void> {
  const length = (x: Tensor) => x.square().sum().sqrt(); // as that of a vector
  const change = await length(map(shifted).sub(map(digits)))
    .div(length(map(digits)))
    .item();
  console.log(`  ${name.padEnd(18)} ${(100 * change).toFixed(0).padStart(3)} % of ${map(digits).size / 100} numbers`);
}

function image(rows: number[][]): Tensor {
  return tensor(rows.flat(), { shape: [1, rows.length, rows[0].length, 1], dtype: 'float64', requiresGrad: true });
}

async function show(name: string, picture: Tensor): Promise<void> {
  const rows = (await picture.reshape(picture.shape.slice(1, 3)).array()) as number[][];
  console.log(`${name.padEnd(40)} ${rows.map((row) => row.join(' ')).join('  |  ')}`);
}
