/** What a page runs: the same few steps as Node, on the same engine. test/browser/engine.test.ts bundles it for Chromium. */
import {
  adam,
  chooseBackend,
  createWasmBackend,
  dense,
  fit,
  flatten,
  sequential,
  softmaxCrossEntropy,
  type Backend,
} from '../../src/index.js';
import { randomBits } from '../../src/tensor/random.js';

/**
 * The weights after two epochs of a small network on 96 random pictures, and how they were come by. `name`: a backend, or
 * `wasm:N without relaxed SIMD`, which computes the same bits everywhere.
 */
export async function trainOn(name: string): Promise<{ description: string; weights: number[] }> {
  const backend = await open(name);
  const model = sequential([flatten(), dense(100, { activation: 'relu' }), dense(3)], {
    inputShape: [6, 6, 1],
    seed: 4,
    backend,
  });
  const count = 96;
  const inputs = Uint8Array.from({ length: count * 36 }, (_, i) => randomBits(1, 'page/pixels', i) % 256);
  const targets = Uint8Array.from({ length: count }, (_, i) => randomBits(1, 'page/labels', i) % 3);
  await fit(
    model,
    { count, inputs, inputShape: [6, 6, 1], targets, targetShape: [] },
    { epochs: 2, batchSize: 32, optimizer: adam({ learningRate: 0.01 }), loss: softmaxCrossEntropy, seed: 4 },
  );
  const values = await Promise.all(model.parameters.map(({ value }) => value.data()));
  const { description } = backend;
  backend.destroy();
  return { description, weights: values.flatMap((array) => Array.from(array)) };
}

async function open(name: string): Promise<Backend> {
  const threads = /^wasm:(\d+) without relaxed SIMD$/.exec(name)?.[1];
  if (threads) return createWasmBackend({ threads: Number(threads), relaxedSimd: false });
  return (await chooseBackend(name)).backend;
}

/** What `auto` takes here, in words. */
export async function chosen(): Promise<string> {
  const { backend, why } = await chooseBackend('auto');
  backend.destroy();
  return why;
}

Object.assign(globalThis, { handgrad: { trainOn, chosen } });
