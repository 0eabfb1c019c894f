import { expect, test } from 'vitest';
import { Storage } from '../../src/tensor/lifetime.js';
import { Tensor } from '../../src/tensor/tensor.js';
import { describeOn, openWebGpu } from './adapter.js';

const MEGABYTE = 1024 * 1024;

describeOn(await openWebGpu(), 'tensors that nobody disposes', (backend) => {
  // No call of gc() here: what is shown is that the engine starts by itself, though the memory is not its own.
  test('1,000 of 4 MB, dropped one after the other, never take more than a fraction of their 4 GB', async () => {
    const size = MEGABYTE;
    let largest = 0;
    for (let i = 0; i < 1000; i++) {
      // Unreachable as soon as the next one is made.
      void new Tensor(new Storage(backend, backend.allocate('float32', size)), [size]);
      largest = Math.max(largest, backend.memory().bytes);
      // Where a program waits for something, the collector gets to tell of what it has found.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    expect(largest).toBeLessThan(1000 * MEGABYTE);
  });
});

test('host memory of a large buffer takes no room, as it is never touched', () => {
  const before = process.memoryUsage().rss;
  const ballast = new ArrayBuffer(256 * MEGABYTE);
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * MEGABYTE);
  expect(ballast.byteLength).toBe(256 * MEGABYTE);
});
