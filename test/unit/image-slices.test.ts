import { describe, expect, it } from 'vitest';
import type { TemporaryBuffer } from '../../src/backend/program/program.js';
import { record } from '../../src/backend/program/record.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { sliceImages, type SlicedProgram } from '../../src/backend/wasm/image-slices.js';
import { tensor, zeros, type Tensor } from '../../src/index.js';
import { conv2d } from '../../src/ops/conv2d.js';
import { maxPool2d } from '../../src/ops/max-pool2d.js';
import { overwriteTensor } from '../../src/train/copy-tensor.js';

const backend = referenceBackend();
const kernel = tensor(new Float32Array(3 * 3 * 8).fill(1), { shape: [3, 3, 1, 8], backend });

/** A step on `images` of 66 x 66 that convolves and pools, sliced: 148 KB in and out of the convolution for each. */
function slicedOn(images: number, threads: number, step: (x: Tensor) => Tensor = (x) => pooled(convolved(x))) {
  const x = zeros([images, 66, 66, 1], { backend });
  const result = zeros([], { backend });
  const program = record(backend, () => overwriteTensor(result, step(x).sum()));
  return sliceImages(program, threads);
}

const convolved = (x: Tensor) => conv2d(x, kernel);
const pooled = (x: Tensor) => maxPool2d(x, { window: 2 });
const onSlices = ({ launches }: SlicedProgram) => launches.filter(({ slice }) => slice !== null);

describe('a batch in slices', () => {
  it('covers all images once, each slice through all launches before the next one', () => {
    const sliced = onSlices(slicedOn(50, 2));
    expect(sliced.map(({ kernel }) => kernel).slice(0, 4)).toEqual(['conv2d', 'maxPool2d', 'conv2d', 'maxPool2d']);
    expect(sliced.map(({ slice }) => slice!.number).slice(0, 6)).toEqual([0, 0, 1, 1, 2, 2]);
    expect(new Set(sliced.map(({ slice }) => slice!.run)).size).toBe(1);
    let covered = 0;
    for (const { kernel, inputs } of sliced) {
      if (kernel !== 'conv2d') continue;
      expect(inputs[0]!.offset).toBe(covered * 4 * 66 * 66);
      covered += inputs[0]!.shape[0];
    }
    expect(covered).toBe(50);
  });

  it('keeps what lies between two launches in one place for each thread, and needs memory for no more', () => {
    const { launches, buffers, memory } = slicedOn(50, 2);
    const between = launches.flatMap(({ kernel, outputs }) => (kernel === 'conv2d' ? [outputs[0]!] : []));
    const [largest] = between.map(({ shape }) => 4 * shape.reduce((size, length) => size * length, 1));
    for (const { offset, threadDistance } of between) expect([offset, threadDistance]).toEqual([0, largest]);
    const { slot } = buffers[between[0].buffer.id] as TemporaryBuffer;
    expect(memory.slots[slot].bytes).toBe(2 * largest);
    expect(buffers.filter((buffer) => buffer.role === 'temporary' && buffer.slot === slot).length).toBe(1);
  });

  it('leaves alone a batch that the threads hold in a slice each', () => {
    expect(onSlices(slicedOn(12, 2))).toEqual([]);
    expect(onSlices(slicedOn(12, 1))).not.toEqual([]);
  });

  it('leaves alone what is needed again', () => {
    const used = slicedOn(50, 2, (x) => {
      const y = convolved(x);
      return pooled(y).sum().add(y.sum());
    });
    expect(onSlices(used)).toEqual([]);
  });
});
