/** Lesson 11: gradient descent on a bowl of which everything is known, with the engine's own optimisers. */
import { adam, parameter, referenceBackend, setBackend, sgd, tensor, type Optimizer, type Tensor } from 'handgrad';

setBackend(referenceBackend());
const START = [1, 1];
const CURVATURES = [1, 25];

console.log('plain steps along one axis, curvature 25: limit of the rate 2/25 = 0.08');
for (const learningRate of [0.002, 0.04, 0.078, 0.082]) {
  const path = await descend(sgd({ learningRate }), 20);
  const [w, predicted] = [path[20][1], (1 - 25 * learningRate) ** 20];
  console.log(
    `  rate ${learningRate.toFixed(3)}   w after 20 steps ${fixed(w)}   (1 - 25 rate)^20 ${fixed(predicted)}`,
  );
}

console.log('\nboth axes, curvatures 1 and 25: steps until the loss is below 1e-6');
const momentum = (4 / 6) ** 2;
await race('plain, rate 2/26', sgd({ learningRate: 2 / 26 }));
await race('momentum 0.444, rate 4/36', sgd({ learningRate: 4 / 36, momentum }));
await race('Nesterov 0.667, rate 1/25', sgd({ learningRate: 1 / 25, momentum: 4 / 6, nesterov: true }));
await race('Adam, rate 0.1', adam({ learningRate: 0.1 }));

console.log("\nAdam's first step, rate 0.1, by the size of the gradient");
for (const size of [0.001, 1, 1000]) {
  const [[from], [to]] = await descend(adam({ learningRate: 0.1 }), 1, size);
  console.log(`  gradient ${String(size).padStart(5)}: moves by ${fixed(to - from)}`);
}

/** The loss 1/2 sum of curvature w^2, times `scale`. */
function loss(w: Tensor, scale = 1): Tensor {
  return w
    .square()
    .mul(tensor(CURVATURES, { dtype: 'float64' }))
    .sum()
    .mul(scale / 2);
}

/** Where `steps` updates lead from (1, 1): all places on the way, the first one included. */
async function descend(optimizer: Optimizer, steps: number, scale = 1): Promise<number[][]> {
  const w = tensor(START, { dtype: 'float64', requiresGrad: true });
  const path = [START];
  for (let step = 0; step < steps; step++) {
    loss(w, scale).backward();
    optimizer.apply([parameter('w', w)]);
    path.push([...(await w.data())]);
  }
  return path;
}

async function race(name: string, optimizer: Optimizer): Promise<void> {
  const path = await descend(optimizer, 400);
  const losses = path.map(([x, y]) => (x * x + 25 * y * y) / 2);
  console.log(`  ${name.padEnd(27)} ${String(losses.findLastIndex((value) => value >= 1e-6) + 1).padStart(4)}`);
}

function fixed(value: number): string {
  return value.toFixed(4).padStart(8);
}
