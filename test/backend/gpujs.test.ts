import { describe, expect, test } from 'vitest';
import { createGpuJsBackend, findGpuJsModes } from '../../src/backend/gpujs/gpujs-backend.js';
import { gpuJsModes } from '../../src/backend/gpujs/modes.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { chooseBackend } from '../../src/backend/select.js';
import { describeOn, openGpuJs } from './adapter.js';
import { everyKernel } from './every-kernel.js';
import { expectParity, floats, operand } from './parity.js';

const available = await openGpuJs();

for (const mode of available) {
  describeOn(mode, `every kernel on ${mode.name}`, (backend) => {
    test.each(everyKernel)('runs $kernel like the reference', async (launch) => {
      await expectParity(backend, launch);
    });

    test('refuses float64 with what to do', async () => {
      const x = operand(backend, { shape: [1, 1], values: Float64Array.of(1) });
      const sizes = { batch: 1, m: 1, n: 1, k: 1, batchStrideA: 1, batchStrideB: 1 };
      const attributes = { ...sizes, transposeA: false, transposeB: false, activation: 'linear' } as const;
      const work = async () => {
        backend.kernels.matmul([x, x, null], [x], attributes);
        await backend.finish();
      };
      await expect(work()).rejects.toThrow(
        `${mode.name}: it computes in float32, one operand is float64; use another backend`,
      );
      await backend.finish();
    });

    test('host values and operands may change, and buffers be released, as soon as a call returns', async () => {
      const { shape, values } = floats([3, 3], 1);
      const host = Float32Array.from(values);
      const x = operand(backend, { shape, values: host });
      host.fill(NaN);
      const y = operand(backend, { shape: [1, 1], values: Float32Array.of(0) });
      const pool = { batch: 1, inHeight: 3, inWidth: 3, channels: 1, outHeight: 1, outWidth: 1 };
      const window = { windowHeight: 3, windowWidth: 3, strideHeight: 3, strideWidth: 3, padTop: 0, padLeft: 0 };
      backend.kernels.maxPool2d([x], [y], { ...pool, ...window });
      backend.write(x.buffer, new Float32Array(9).fill(9));
      backend.release(x.buffer);
      expect([...(await backend.read(y.buffer))]).toEqual([Math.max(...values)]);
    });
  });
}

describe('gpujs', () => {
  test('lists every mode, and why one cannot be had', async () => {
    const modes = await findGpuJsModes();
    expect(modes.map(({ mode }) => mode)).toEqual(gpuJsModes);
    expect(modes.filter(({ problem }) => problem === null).map(({ mode }) => mode)).toEqual(['webasm', 'cpu']);
    expect(Object.fromEntries(modes.map(({ mode, problem }) => [mode, problem]))).toMatchObject({
      webgl2: 'only browsers have it',
      headlessgl: "it needs the npm package 'gl', which is missing or does not run here",
      webgpu: 'there is no navigator.gpu',
    });
  });

  test.each(['gpujs:vulkan', 'gpujs:', 'gpujs:gpu'])("'%s' is refused with the modes that work", async (name) => {
    await expect(chooseBackend(name)).rejects.toThrow(
      new RegExp(
        `^gpujs: there is no mode '${name.slice(6)}' \\(here work webasm, cpu.*; not webgl2: only browsers have it; .*\\)$`,
      ),
    );
  });

  test('a mode that does not work here is refused with those that do', async () => {
    await expect(chooseBackend('gpujs:webgl2')).rejects.toThrow(
      /^gpujs: mode 'webgl2' does not work here \(here work webasm, cpu.*; not webgl2: only browsers have it; /,
    );
  });

  test('by name alone is the best mode that works, and says what is whose', async () => {
    const { backend, why } = await chooseBackend('gpujs');
    backend.destroy();
    expect(why).toMatch(/^gpujs:webasm \(gpu\.js on webasm, the rest on wasm: SIMD.* on \d+ threads?\), as asked for$/);
  });

  test('is never what auto takes', async () => {
    const { backend, why } = await chooseBackend('auto');
    backend.destroy();
    expect(why).not.toContain('gpujs');
  });

  test('ends the CPU backend it is built over', async () => {
    let ended = 0;
    const cpu = { ...referenceBackend(), destroy: () => ended++ };
    (await createGpuJsBackend({ cpu, mode: 'cpu' })).destroy();
    expect(ended).toBe(1);
  });
});
