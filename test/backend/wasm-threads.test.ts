import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { createWasmBackend } from '../../src/backend/wasm/wasm-backend.js';
import {
  adam,
  batchNorm,
  conv2d,
  dense,
  dropout,
  fit,
  flatten,
  maxPool2d,
  predict,
  sequential,
  softmaxCrossEntropy,
  tensor,
  type Examples,
  type Layer,
} from '../../src/index.js';
import { randomBits } from '../../src/tensor/random.js';
import { expectClose } from '../compare.js';
import { openWasm } from './adapter.js';

/** Large enough for every kernel of the step to be worth threads. */
const networks: Record<string, () => Layer[]> = {
  'a dense network': () => [
    flatten(),
    dense(100, { activation: 'relu', kernelRegularizer: { l2: 1e-4 } }),
    dropout(0.3),
    dense(10),
  ],
  'a convolutional network': () => [
    conv2d(12, 5, { activation: 'relu' }),
    maxPool2d(2),
    // No bias: batch norm takes it away again, so its gradient is nothing but rounding.
    conv2d(13, 3, { padding: 'same', useBias: false }),
    batchNorm(),
    maxPool2d(2),
    flatten(),
    dense(10),
  ],
};

function pictures(count: number): Examples {
  const inputs = Uint8Array.from({ length: count * 784 }, (_, i) => randomBits(1, 'threads/pixels', i) % 256);
  const targets = Uint8Array.from({ length: count }, (_, i) => randomBits(1, 'threads/labels', i) % 10);
  return { count, inputs, inputShape: [28, 28, 1], targets, targetShape: [] };
}

async function weightsOn(backend: Backend, layers: () => Layer[]): Promise<Float32Array[]> {
  const model = sequential(layers(), { inputShape: [28, 28, 1], seed: 2, backend });
  await fit(model, pictures(200), { epochs: 2, batchSize: 64, optimizer: adam(), loss: softmaxCrossEntropy, seed: 3 });
  return Promise.all(model.parameters.map(async ({ value }) => (await value.data()) as Float32Array));
}

function bits(weights: readonly Float32Array[]): Uint32Array[] {
  return weights.map((array) => new Uint32Array(array.buffer, array.byteOffset, array.length));
}

const teams = await Promise.all([1, 2, 3, 4, 7].map((threads) => openWasm(threads)));

describe.each(Object.entries(networks))('%s on threads', (_, layers) => {
  it('learns the same bits on 1, 2, 3, 4 and 7 of them', async () => {
    const [first, ...others] = await Promise.all(teams.map((team) => weightsOn(team, layers)));
    for (const other of others) expect(bits(other)).toEqual(bits(first));
  });

  it('predicts the same bits on each of them, in slices of the batch or all at once', async () => {
    const outputs = await Promise.all(
      teams.flatMap((backend) =>
        [true, false].map(async (capture) => {
          const model = sequential(layers(), { inputShape: [28, 28, 1], seed: 2, backend });
          return (await predict(model, pictures(300), { batchSize: 300, capture })).values;
        }),
      ),
    );
    const [first, ...others] = bits(outputs);
    for (const other of others) expect(other).toEqual(first);
  });

  it('agrees with the reference within rounding', async () => {
    const expected = await weightsOn(referenceBackend(), layers);
    (await weightsOn(teams[1], layers)).forEach((weights, i) =>
      expectClose(weights, expected[i], { relative: 1e-3, what: `parameter ${i}` }),
    );
  });
});

describe('where memory cannot be shared', () => {
  it('computes the same bits on this thread alone', async () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    const alone = await createWasmBackend();
    vi.unstubAllGlobals();
    afterAll(() => alone.destroy());
    expect(alone.threads).toBe(1);
    expect(alone.description).toContain('on 1 thread');
    const layers = networks['a dense network'];
    expect(bits(await weightsOn(alone, layers))).toEqual(bits(await weightsOn(teams[0], layers)));
  });

  it('says so when threads are asked for', async () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    const opening = createWasmBackend({ threads: 2 });
    await expect(opening).rejects.toThrow('wasm: 2 threads need shared memory, which this page has not');
    vi.unstubAllGlobals();
  });
});

describe('the team of threads', () => {
  it.each([0, -1, 1.5, NaN])('refuses to be %d', async (threads) => {
    await expect(createWasmBackend({ threads })).rejects.toThrow('expected a whole number from 1');
  });

  it('wakes from sleep: a launch after a pause is as right as one before', async () => {
    const x = tensor(new Float32Array(100_000).fill(2), { backend: teams[1] });
    const before = await x.square().sum().item();
    // Longer than threads look out for work before they sleep.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await x.square().sum().item()).toBe(before);
    expect(before).toBe(400_000);
  });

  it('is gone after destroy', async () => {
    const backend = await createWasmBackend({ threads: 2 });
    const x = tensor(new Float32Array(100_000).fill(2), { backend });
    x.exp();
    backend.destroy();
    expect(() => x.exp()).toThrow('wasm: the backend was destroyed');
  });
});
