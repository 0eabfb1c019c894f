import { describe, expect, it } from 'vitest';
import { record } from '../../src/backend/program/record.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { sliceImages } from '../../src/backend/wasm/image-slices.js';
import { tensor, zeros, type Tensor } from '../../src/index.js';
import { conv2d } from '../../src/ops/conv2d.js';
import { maxPool2d } from '../../src/ops/max-pool2d.js';
import { overwriteTensor } from '../../src/train/copy-tensor.js';

const backend = referenceBackend();
const kernel = tensor(new Float32Array(3 * 3 * 8).fill(1), { shape: [3, 3, 1, 8], backend });

/** The launches of a step on `images` of 66 x 66 that convolves and pools: 135 KB in and out of the convolution for each. */
function launchesOn(images: number, threads: number, step: (x: Tensor) => Tensor = (x) => pooled(convolved(x))) {
  const x = zeros([images, 66, 66, 1], { backend });
  const result = zeros([], { backend });
  const { launches } = record(backend, () => overwriteTensor(result, step(x).sum()));
  return sliceImages(launches, threads);
}

const convolved = (x: Tensor) => conv2d(x, kernel);
const pooled = (x: Tensor) => maxPool2d(x, 2);
const kernelsOf = (launches: ReturnType<typeof sliceImages>) => launches.map((launch) => launch.kernel);

describe('a batch in slices', () => {
  it('covers all images once, each slice on one thread through all launches', () => {
    const sliced = launchesOn(50, 2).filter(({ slice }) => slice !== null);
    expect(kernelsOf(sliced).slice(0, 4)).toEqual(['conv2d', 'maxPool2d', 'conv2d', 'maxPool2d']);
    expect(sliced.map(({ slice }) => slice!.thread).slice(0, 6)).toEqual([0, 0, 1, 1, 0, 0]);
    expect(new Set(sliced.map(({ slice }) => slice!.run)).size).toBe(1);
    const imageBytes = 4 * 66 * 66;
    let covered = 0;
    for (const { inputs } of sliced.filter((launch) => launch.kernel === 'conv2d')) {
      expect(inputs[0]!.offset).toBe(covered * imageBytes);
      covered += inputs[0]!.shape[0];
    }
    expect(covered).toBe(50);
  });

  it('keeps what lies between two launches in one place for each thread', () => {
    const between = launchesOn(50, 2).flatMap(({ kernel, slice, outputs }) =>
      slice && kernel === 'conv2d' ? [{ thread: slice.thread, offset: outputs[0]!.offset }] : [],
    );
    expect(new Set(between.map(({ thread, offset }) => `${thread} ${offset}`)).size).toBe(2);
  });

  it('leaves alone a batch that the threads hold in a slice each', () => {
    expect(launchesOn(10, 2).every(({ slice }) => slice === null)).toBe(true);
    expect(launchesOn(10, 1).some(({ slice }) => slice !== null)).toBe(true);
  });

  it('leaves alone what is needed again', () => {
    const used = launchesOn(50, 2, (x) => {
      const y = convolved(x);
      return pooled(y).sum().add(y.sum());
    });
    expect(used.every(({ slice }) => slice === null)).toBe(true);
  });
});
