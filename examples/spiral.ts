/**
 * Three spiral arms, told apart by a small model in a training loop written out by hand: what `fit` does, in ten lines.
 * At the end, a map of the plane: for each place, the arm that the network takes it for.
 */
import { adam, cosineDecay, dense, gradients, ops, sequential, tensor, tidy, type Model } from 'handgrad';
import { pathToFileURL } from 'node:url';

const ARMS = 3;
const POINTS_PER_ARM = 100;
const STEPS = 300;

/** Trains for 300 steps. Returns the loss and the share of the 300 points that the network assigns to their own arm. */
export async function main(print: (line: string) => void): Promise<{ loss: number; accuracy: number }> {
  const { points, arms } = spiral();
  const x = tensor(points);
  const labels = tensor(arms, { dtype: 'int32' });

  const model = sequential([dense(32, { activation: 'tanh' }), dense(32, { activation: 'tanh' }), dense(ARMS)], {
    inputShape: [2],
    seed: 1,
  });
  const optimizer = adam({ learningRate: cosineDecay({ learningRate: 0.03, steps: STEPS }) });
  const values = model.trainable.map(({ value }) => value);

  let last = NaN;
  for (let step = 0; step < STEPS; step++) {
    // tidy frees everything that a step computed, but for the loss that it returns.
    const loss = tidy(() => {
      const mean = ops.softmaxCrossEntropy(model.forward(x, { training: true, step }), labels);
      optimizer.apply(model.trainable, gradients(mean, values));
      return mean;
    });
    last = await loss.item();
    if ((step + 1) % 100 === 0) print(`step ${step + 1}  loss ${last.toFixed(4)}`);
  }

  const predicted = await model.predict(x).argMax(-1).data();
  const accuracy = arms.filter((arm, i) => predicted[i] === arm).length / arms.length;
  print(`${(100 * accuracy).toFixed(1)} % of ${arms.length} points on the right arm`);
  for (const line of await map(model)) print(line);
  return { loss: last, accuracy };
}

/** Points on arms that wind outwards, each a third of a turn from the next, with a wobble in place of noise. */
function spiral(): { points: number[][]; arms: number[] } {
  const points: number[][] = [];
  const arms: number[] = [];
  for (let arm = 0; arm < ARMS; arm++) {
    for (let i = 0; i < POINTS_PER_ARM; i++) {
      const radius = (i + 1) / POINTS_PER_ARM;
      const angle = (2 * Math.PI * arm) / ARMS + 4 * radius + 0.15 * Math.sin(13 * i);
      points.push([radius * Math.cos(angle), radius * Math.sin(angle)]);
      arms.push(arm);
    }
  }
  return { points, arms };
}

/** The plane from -1 to 1 in 17 lines of 33 characters, one sign for each arm. */
async function map(model: Model): Promise<string[]> {
  const rows = Array.from({ length: 17 }, (_, row) => 1 - row / 8);
  const columns = Array.from({ length: 33 }, (_, column) => column / 16 - 1);
  const arms = await model
    .predict(tensor(rows.flatMap((y) => columns.map((x) => [x, y]))))
    .argMax(-1)
    .data();
  return rows.map((_, row) => columns.map((_, column) => '.+#'[arms[row * columns.length + column]]).join(''));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(console.log);
