import { expect, test } from 'vitest';
import { linearDispatch } from '../../src/backend/webgpu/launch.js';
import type { WebGpuBackend } from '../../src/backend/webgpu/webgpu-backend.js';
import type { Operand } from '../../src/tensor/device.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { describeOn, openWebGpu } from './adapter.js';
import { integers, operand } from './parity.js';

test('a dispatch has at least the workgroups it needs, folded where a row would be too long', () => {
  expect(linearDispatch(0, 256)).toEqual([0, 1, 1]);
  expect(linearDispatch(256, 256)).toEqual([1, 1, 1]);
  expect(linearDispatch(257, 256)).toEqual([2, 1, 1]);
  expect(linearDispatch(65_535, 1)).toEqual([65_535, 1, 1]);
  expect(linearDispatch(65_536, 1)).toEqual([32_768, 2, 1]);
  expect(linearDispatch(196_606, 1)).toEqual([49_152, 4, 1]);
});

describeOn(await openWebGpu(), 'the queue of commands', (backend) => {
  const vector = (...values: number[]): Operand =>
    operand(backend, { shape: [values.length], values: Float32Array.from(values) });
  const add = (a: Operand, b: Operand, y: Operand) => backend.kernels.binary([a, b], [y], { function: 'add' });
  const read = async ({ buffer }: Operand) => [...(await backend.read(buffer))];

  test('a write between two launches is seen by the second and not by the first', async () => {
    const [x, first, second] = [vector(1), vector(0), vector(0)];
    backend.kernels.unary([x], [first], { function: 'square' });
    backend.write(x.buffer, Float32Array.of(3));
    backend.kernels.unary([x], [second], { function: 'square' });
    expect([await read(first), await read(second)]).toEqual([[1], [9]]);
  });

  test('a write into released memory does not reach the launches that still use it', async () => {
    const y = vector(0, 0);
    const x = vector(5, 6);
    backend.kernels.unary([x], [y], { function: 'neg' });
    backend.release(x.buffer);
    const reused = vector(8, 9);
    expect(await read(y)).toEqual([-5, -6]);
    expect(await read(reused)).toEqual([8, 9]);
  });

  test('more launches than one submission holds keep their order and their scalars', async () => {
    const counter = vector(0);
    for (let i = 1; i <= 200; i++) backend.kernels.movingAverage([vector(i)], [counter], { momentum: i / 200 });
    let expected = 0;
    for (let i = 1; i <= 200; i++) expected = (expected * i) / 200 + i * (1 - i / 200);
    expect((await read(counter))[0]).toBeCloseTo(expected, 3);
  });

  test('several reads at once see each what was launched before it', async () => {
    const [x, one] = [vector(0), vector(1)];
    const reads: Promise<number[]>[] = [];
    for (let i = 0; i < 5; i++) {
      reads.push(read(x));
      backend.kernels.sgd([one], [x, null], { learningRate: -1, momentum: 0, nesterov: false });
    }
    expect(await Promise.all(reads)).toEqual([[0], [1], [2], [3], [4]]);
  });

  test('what was read stays as it was when the tensor changes', async () => {
    const x = vector(1, 2);
    const before = await backend.read(x.buffer);
    backend.write(x.buffer, Float32Array.of(7, 8));
    await backend.finish();
    expect([...before]).toEqual([1, 2]);
  });

  test('host values may change as soon as write returns', async () => {
    const values = Float32Array.of(1, 2);
    const x = vector(0, 0);
    backend.write(x.buffer, values);
    values.fill(-1);
    expect(await read(x)).toEqual([1, 2]);
  });

  test.each([0, 1, 2, 3, 4, 5, 255, 1001])('%i bytes come back as they were written', async (size) => {
    const { values } = integers([size], size, 0, 256, 'uint8');
    const buffer = backend.allocate('uint8', size);
    backend.write(buffer, values);
    expect(await backend.read(buffer)).toEqual(values);
  });

  test('a part of a larger host array is written', async () => {
    const x = vector(0, 0);
    backend.write(x.buffer, Float32Array.of(9, 1, 2, 9).subarray(1, 3));
    expect(await read(x)).toEqual([1, 2]);
  });

  test('an output that is also an input is computed from the old values', async () => {
    const x = vector(1, 2, 3);
    // A kernel that reversed in place would read what it has just written.
    const reversed = { shape: [3], inputOffset: 2, inputStrides: [-1], outputOffset: 0, outputStrides: [1] };
    backend.kernels.copy([x], [x], reversed);
    add(x, x, x);
    expect(await read(x)).toEqual([6, 4, 2]);
  });

  test('two outputs in one buffer are refused', () => {
    const [g, w] = [vector(1), vector(1)];
    expect(() => backend.kernels.sgd([g], [w, w], { learningRate: 1, momentum: 0.9, nesterov: false })).toThrow(
      'webgpu: sgd was asked to write two of its outputs into one buffer; give each its own',
    );
  });

  test('a released buffer and one of another backend are refused, by the name of who was given them', () => {
    const [x, y] = [vector(1), vector(1)];
    backend.release(x.buffer);
    expect(() => add(x, y, y)).toThrow('webgpu: binary was given a buffer that has been released');
    const foreign = operand(referenceBackend(), integers([1], 1, 0, 2));
    expect(() => backend.kernels.argMax([y], [foreign], { outer: 1, length: 1, inner: 1 })).toThrow(
      'webgpu: arg-max was given a buffer of another backend',
    );
  });

  test('as many values as the buffer has elements have to be written', () => {
    expect(() => backend.write(vector(1, 2).buffer, Float32Array.of(1))).toThrow(
      'webgpu: write of 1 values into a buffer of 2',
    );
  });

  test('more workgroups than the device allows are refused, with both numbers', () => {
    const y = vector(1);
    const launch = () => backend.launcher.launch({ kernel: 'fill', reads: [], writes: [y], dispatch: [70_000, 1, 1] });
    expect(launch).toThrow('webgpu: fill needs 70000 x 1 x 1 workgroups, the device allows 65535');
  });
});

describeOn(await openWebGpu(), 'the memory of the device', (backend) => {
  const live = ({ buffers, bytes }: ReturnType<WebGpuBackend['memory']>) => ({ buffers, bytes });

  test('is counted to the byte', () => {
    const before = live(backend.memory());
    const buffers = [backend.allocate('float32', 1000), backend.allocate('uint8', 7), backend.allocate('int32', 0)];
    expect(live(backend.memory())).toEqual({ buffers: before.buffers + 3, bytes: before.bytes + 4007 });
    for (const buffer of buffers) backend.release(buffer);
    expect(live(backend.memory())).toEqual(before);
  });

  test('is used again by tensors of about the same size', () => {
    backend.release(backend.allocate('float32', 90_000));
    const before = backend.memory();
    const buffer = backend.allocate('float32', 89_000);
    expect(backend.memory().idleBlocks).toBe(before.idleBlocks - 1);
    backend.release(buffer);
    expect(backend.memory()).toEqual(before);
  });

  test('is left as it was by kernels that need some for themselves', async () => {
    const [x, mean, variance, y] = [[700, 3], [3], [3], [3]].map((shape) => operand(backend, integersAsFloats(shape)));
    const before = live(backend.memory());
    backend.kernels.moments([x], [mean, variance], { rows: 700, channels: 3 });
    backend.kernels.reduce([x], [y], { function: 'sum', outer: 1, length: 700, inner: 3 });
    await backend.finish();
    expect(live(backend.memory())).toEqual(before);
  });

  test('goes back to the driver beyond what is worth keeping, though launches still wait for it', async () => {
    const size = 40 * 1024 * 1024;
    const blocks = Array.from({ length: 5 }, () => backend.allocate('float32', size));
    const y = operand(backend, integersAsFloats([1]));
    for (const buffer of blocks) {
      const x = { buffer, shape: [size], dtype: 'float32' } as const;
      const first = { shape: [1], inputOffset: 0, inputStrides: [0], outputOffset: 0, outputStrides: [0] };
      backend.kernels.copy([y], [x], first);
      backend.kernels.copy([x], [y], first);
      backend.release(buffer);
    }
    expect(backend.memory().idleBytes).toBeLessThanOrEqual(512 * 1024 * 1024);
    expect([...(await backend.read(y.buffer))]).toEqual([...integersAsFloats([1]).values]);
  });
});

function integersAsFloats(shape: number[]) {
  return { shape, values: Float32Array.from(integers(shape, 3, 1, 9).values) };
}
