/**
 * Why residual connections: two networks of the same 42 layers and the same first weights learn one period of a sine. In the
 * first, each pair of layers has to hand on everything, forwards the value and backwards the gradient. In the second, each pair
 * only adds to what passes by it, y = x + f(x) (He et al. 2016), and after the same number of steps the error is a fraction.
 */
import { adam, block, dense, gradients, ops, sequential, summarize, tensor, tidy, type Layer } from 'handgrad';
import { pathToFileURL } from 'node:url';

const WIDTH = 8;
const PAIRS = 20;
const STEPS = 150;

/** Two layers, with or without a way around them. */
function pair(isResidual: boolean): Layer {
  const layers = { first: dense(WIDTH, { activation: 'tanh' }), second: dense(WIDTH) };
  return block(layers, (x, { first, second }) => {
    const change = second(first(x));
    return isResidual ? x.add(change) : change;
  });
}

/** Trains both for 150 steps. Returns their last mean squared errors. */
export async function main(print: (line: string) => void): Promise<{ plain: number; residual: number }> {
  const inputs = Array.from({ length: 64 }, (_, i) => [i / 32 - 1]);
  const x = tensor(inputs);
  const truth = tensor(inputs.map(([value]) => [Math.sin(Math.PI * value)]));

  const train = async (isResidual: boolean): Promise<number> => {
    const name = isResidual ? 'residual' : 'plain';
    const pairs = Array.from({ length: PAIRS }, () => pair(isResidual));
    const model = sequential([dense(WIDTH), ...pairs, dense(1)], { inputShape: [1], name, seed: 1 });
    const optimizer = adam({ learningRate: 0.003, clipGlobalNorm: 1 });
    const values = model.trainable.map(({ value }) => value);
    let error = tensor(0);
    for (let step = 0; step < STEPS; step++) {
      error = tidy(() => {
        const mean = ops.meanSquaredError(model.forward(x, { training: true, step }), truth);
        optimizer.apply(model.trainable, gradients(mean, values));
        return mean;
      });
    }
    const last = await error.item();
    const { total } = summarize(model);
    print(`${name.padEnd(8)}  ${total} parameters, mean squared error after ${STEPS} steps: ${last.toFixed(5)}`);
    return last;
  };
  return { plain: await train(false), residual: await train(true) };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(console.log);
