import { expect, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { isWorthWinograd, isWorthWinogradRows } from '../../src/backend/wasm/kernels/winograd-choice.js';
import { ops, tensor, zeros } from '../../src/index.js';
import { conv2dGeometry } from '../../src/ops/convolution-geometry.js';
import { randomBits } from '../../src/tensor/random.js';
import { describeOn, openGpuJs, openWasmTeams, openWebGpu } from './adapter.js';

/** Convolutions of one and of many channels, which inference computes by fewer products. */
const shapes = [
  { side: 28, channels: 1, kernel: 5, filters: 12 },
  { side: 12, channels: 12, kernel: 4, filters: 23 },
];

const numberAt = (name: string, i: number) => randomBits(1, `black/${name}`, i) / 2 ** 32 - 0.5;

/** How many pixels of relu(x * w + 0) are positive, by filter: what the bias' gradient counts. x is black but for a few pixels. */
async function positivePixels(backend: Backend, { side, channels, kernel, filters }: (typeof shapes)[number]) {
  const isLit = (i: number) => Math.floor(i / (side * channels)) % side === 7 && i % 9 === 0;
  const images = Float32Array.from({ length: 3 * side * side * channels }, (_, i) => (isLit(i) ? numberAt('x', i) : 0));
  const weights = Float32Array.from({ length: kernel * kernel * channels * filters }, (_, i) => numberAt('w', i));
  const x = tensor(images, { shape: [3, side, side, channels], backend });
  const w = tensor(weights, { shape: [kernel, kernel, channels, filters], backend });
  const bias = zeros([filters], { backend, requiresGrad: true });
  ops.conv2d(x, w, { bias, activation: 'relu' }).sum().backward();
  return [...(await bias.grad!.data())];
}

test('the convolutions of black images are such as inference computes by fewer products', () => {
  const [rows, both] = shapes.map(({ side, channels, kernel, filters }) =>
    conv2dGeometry([3, side, side, channels], [kernel, kernel, channels, filters], {}),
  );
  expect(isWorthWinogradRows(rows)).toBe(true);
  expect(isWorthWinograd(both)).toBe(true);
});

// Where all is black a sum is exactly zero, and relu lets no gradient through; a rounding error in its place would.
for (const available of [...(await openWasmTeams()), await openWebGpu(), ...(await openGpuJs())]) {
  describeOn<Backend>(available, `black images on ${available.name}`, (backend) => {
    test.each(shapes)('have the gradients of the reference: %o', async (shape) => {
      expect(await positivePixels(backend, shape)).toEqual(await positivePixels(referenceBackend(), shape));
    });
  });
}
