/**
 * Exclusive or, learnt by a network of eight hidden units, with nothing but tensors and their gradients.
 *
 * One straight line cannot part {01, 10} from {00, 11}, so a layer between input and output is needed:
 *
 *   hidden = tanh(x w1 + b1)        logits = hidden w2 + b2        loss = sigmoid cross-entropy with the truth
 */
import { adam, initialValues, ops, parameter, tensor } from 'handgrad';
import { pathToFileURL } from 'node:url';

const STEPS = 200;

/** Trains for 200 steps and prints what was learnt. Returns the last loss and the probability of "1" for 00, 01, 10, 11. */
export async function main(print: (line: string) => void): Promise<{ loss: number; probabilities: number[] }> {
  const x = tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const truth = tensor([[0], [1], [1], [0]]);

  const weights = (name: string, shape: number[]) =>
    tensor(initialValues('glorotUniform', shape, 1, name), { shape, requiresGrad: true });
  const w1 = weights('w1', [2, 8]);
  const w2 = weights('w2', [8, 1]);
  const b1 = tensor(new Float32Array(8), { requiresGrad: true });
  const b2 = tensor([0], { requiresGrad: true });
  const parameters = Object.entries({ w1, b1, w2, b2 }).map(([name, value]) => parameter(name, value));
  const logits = () => x.matmul(w1).add(b1).tanh().matmul(w2).add(b2);

  const optimizer = adam({ learningRate: 0.05 });
  let loss = ops.sigmoidCrossEntropy(logits(), truth);
  for (let step = 0; step < STEPS; step++) {
    loss.backward(); // fills w1.grad, b1.grad, w2.grad, b2.grad
    optimizer.apply(parameters);
    loss = ops.sigmoidCrossEntropy(logits(), truth);
    if ((step + 1) % 50 === 0) print(`step ${String(step + 1).padStart(3)}  loss ${(await loss.item()).toFixed(4)}`);
  }

  const probabilities = Array.from(await logits().sigmoid().data());
  ['00', '01', '10', '11'].forEach((bits, i) => print(`${bits[0]} xor ${bits[1]}: ${probabilities[i].toFixed(3)}`));
  return { loss: await loss.item(), probabilities };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(console.log);
