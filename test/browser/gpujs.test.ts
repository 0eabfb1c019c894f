import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../compare.js';
import { openPage, reasonToSkip, type OpenedPage } from './chromium.js';
import type { refusalOf, trainOn } from './gpujs-page.js';

type PageEngine = { handgrad: { trainOn: typeof trainOn; refusalOf: typeof refusalOf } };

// WebGL on the CPU; the bundle minified, for gpu.js reads the source of our kernels.
describe.skipIf(reasonToSkip !== '')(`gpu.js in Chromium${reasonToSkip}`, () => {
  let opened: OpenedPage | undefined;

  beforeAll(async () => {
    const flags = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];
    opened = await openPage('gpujs-page.ts', flags, { minify: true });
  }, 60_000);

  afterAll(() => opened?.close());

  const train = (name: string) =>
    opened!.page.evaluate((named) => (globalThis as unknown as PageEngine).handgrad.trainOn(named), name);

  it('takes WebGL 2 by itself, and trains as the reference does, within rounding', async () => {
    const { name, weights } = await train('gpujs');
    expect(name).toBe('gpujs:webgl2');
    expectClose(weights, (await train('reference')).weights, { relative: 1e-4, what: name });
  });

  it('gives the same bits twice on WebGL 2', async () => {
    expect((await train('gpujs:webgl2')).weights).toEqual((await train('gpujs:webgl2')).weights);
  });

  it.each(['gpujs:webgl', 'gpujs:webasm', 'gpujs:cpu'])('trains on %s too', async (named) => {
    const { name, weights } = await train(named);
    expect(name).toBe(named);
    expectClose(weights, (await train('reference')).weights, { relative: 1e-4, what: name });
  });

  it('says which modes this browser has and why not the others', async () => {
    const refusal = await opened!.page.evaluate(() =>
      (globalThis as unknown as PageEngine).handgrad.refusalOf('gpujs:headlessgl'),
    );
    expect(refusal).toMatch(
      /^gpujs: mode 'headlessgl' does not work here \(here work webgl2, webgl, webasm, cpu.*; not headlessgl: only Node has it/,
    );
  });

  it('complains of nothing', () => {
    expect(opened!.complaints).toEqual([]);
  });
});
