import { expect, it } from 'vitest';
import { createWebGpuBackend } from '../../src/backend/webgpu/webgpu-backend.js';
import { describeOn, openWebGpu } from './adapter.js';

describeOn(await openWebGpu(), "the GPU's clock", (backend) => {
  const size = 300_000;
  const operand = () => ({ buffer: backend.allocate('float32', size), shape: [size], dtype: 'float32' }) as const;
  const [x, y] = [operand(), operand()];
  const square = () => backend.kernels.unary([x], [y], { function: 'square' });

  it('times each piece of work, all within the time that passes', async () => {
    square();
    await backend.finish();
    const pieces = [square, () => {}, () => Array.from({ length: 100 }, square), square];
    const start = performance.now();
    const times = await backend.timeLaunches(pieces);
    const wallMs = performance.now() - start;
    if (times === null) return; // an adapter without a clock
    expect(times).toHaveLength(4);
    expect(times.every((ms) => ms >= 0)).toBe(true);
    expect(times.reduce((a, b) => a + b)).toBeLessThanOrEqual(wallMs);
    // A hundred launches, which no single submission holds.
    expect(times[2]).toBeGreaterThan(times[1]);
  });

  it('is not asked for on a device with default limits, where nothing runs either', async () => {
    const plain = await createWebGpuBackend({ limits: 'default' });
    let ran = false;
    expect(await plain.timeLaunches([() => (ran = true)])).toBeNull();
    expect(ran).toBe(false);
    plain.destroy();
  });

  it('work that changes what it reads, through a copy, is one piece', async () => {
    const reverse = { shape: [size], inputOffset: size - 1, inputStrides: [-1], outputOffset: 0, outputStrides: [1] };
    const times = await backend.timeLaunches([() => backend.kernels.copy([x], [x], reverse)]);
    if (times) expect(times[0]).toBeGreaterThan(0);
  });
});
