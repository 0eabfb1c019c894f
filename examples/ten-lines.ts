/** The library in ten lines: a small network learns which of two numbers is the larger one. */
import { adam, dense, evaluate, fit, initialValues, sequential, softmaxCrossEntropy, summary } from 'handgrad';
import { pathToFileURL } from 'node:url';

/** Trains on 400 pairs, prints the network and how it ends. Returns the share of 100 other pairs that it tells right. */
export async function main(print: (line: string) => void): Promise<{ accuracy: number }> {
  const numbers = Float32Array.from(initialValues({ kind: 'uniform', low: -1, high: 1 }, [500, 2], 0, 'pairs'));
  const labels = Int32Array.from({ length: 500 }, (_, i) => Number(numbers[2 * i + 1] > numbers[2 * i]));
  const pairs = (begin: number, end: number) => ({
    count: end - begin,
    inputs: numbers.subarray(2 * begin, 2 * end), // [count, 2]
    inputShape: [2],
    targets: labels.subarray(begin, end), // [count]: 0 or 1
    targetShape: [],
  });

  const model = sequential([dense(8, { activation: 'relu' }), dense(2)], { inputShape: [2] });
  print(summary(model));
  const loss = softmaxCrossEntropy;
  const history = await fit(model, pairs(0, 400), { epochs: 20, optimizer: adam({ learningRate: 0.01 }), loss });
  const { accuracy } = await evaluate(model, pairs(400, 500), { loss });
  print(
    `loss ${history.epochs.at(-1)?.loss.toFixed(3)} after 20 epochs; ${Math.round(accuracy * 100)} of 100 other pairs are right`,
  );
  return { accuracy };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(console.log);
