/** What a page runs that has loaded gpu.js: trainings on it and on the reference. test/browser/gpujs.test.ts bundles it for Chromium. */
import 'gpu.js';
import {
  adam,
  averagePool2d,
  chooseBackend,
  conv2d,
  dense,
  fit,
  flatten,
  maxPool2d,
  sequential,
  softmaxCrossEntropy,
} from '../../src/index.js';
import { randomBits } from '../../src/tensor/random.js';

/** The weights after an epoch of a small convolutional network on 64 random pictures, and on what they were computed. */
export async function trainOn(backendName: string): Promise<{ name: string; weights: number[] }> {
  const { backend } = await chooseBackend(backendName);
  const layers = [conv2d(5, 3, { activation: 'relu' }), maxPool2d(2), conv2d(6, 3, { padding: 'same' })];
  const model = sequential([...layers, averagePool2d(3), flatten(), dense(70, { activation: 'tanh' }), dense(3)], {
    inputShape: [14, 15, 1],
    seed: 4,
    backend,
  });
  const count = 64;
  const inputs = Uint8Array.from({ length: count * 14 * 15 }, (_, i) => randomBits(1, 'page/pixels', i) % 256);
  const targets = Uint8Array.from({ length: count }, (_, i) => randomBits(1, 'page/labels', i) % 3);
  await fit(
    model,
    { count, inputs, inputShape: [14, 15, 1], targets, targetShape: [] },
    { epochs: 1, batchSize: 16, optimizer: adam({ learningRate: 0.01 }), loss: softmaxCrossEntropy, seed: 4 },
  );
  const values = await Promise.all(model.parameters.map(({ value }) => value.data()));
  const { name } = backend;
  backend.destroy();
  return { name, weights: values.flatMap((array) => Array.from(array)) };
}

/** What is said of a mode that this place does not have. */
export async function refusalOf(backendName: string): Promise<string> {
  return chooseBackend(backendName).then(
    ({ why }) => why,
    (error: Error) => error.message,
  );
}

Object.assign(globalThis, { handgrad: { trainOn, refusalOf } });
