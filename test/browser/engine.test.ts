import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../compare.js';
import { openPage, reasonToSkip, type OpenedPage } from './chromium.js';
import { trainOn, type chosen } from './page.js';

type PageEngine = { handgrad: { trainOn: typeof trainOn; chosen: typeof chosen } };

const trainIn = (page: OpenedPage['page'], name: string) =>
  page.evaluate((backend) => (globalThis as unknown as PageEngine).handgrad.trainOn(backend), name);

describe.skipIf(reasonToSkip !== '')(`the engine in Chromium${reasonToSkip}`, () => {
  let opened: OpenedPage | undefined;
  let page: OpenedPage['page'];

  beforeAll(async () => {
    opened = await openPage('page.ts', ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']);
    page = opened.page;
  }, 60_000);

  afterAll(() => opened?.close());

  const trainInPage = (name: string) => trainIn(page, name);

  it('gives the same bits as in Node on the reference backend', async () => {
    const inPage = await trainInPage('reference');
    expect(inPage.weights).toEqual((await trainOn('reference')).weights);
  });

  it('trains on navigator.gpu as the reference does, within rounding', { timeout: 120_000 }, async () => {
    const inPage = await trainInPage('webgpu');
    expectClose(inPage.weights, (await trainOn('reference')).weights, { relative: 1e-4, what: inPage.description });
  });

  it('says which backend it took and why', async () => {
    const why = await page.evaluate(() => (globalThis as unknown as PageEngine).handgrad.chosen());
    expect(why).toMatch(/^(webgpu \(.+\): the first choice|wasm \(.+\): no webgpu: )/);
  });

  it('trains on wasm on one thread, as this page may not share memory', async () => {
    const inPage = await trainInPage('wasm');
    expect(inPage.description).toMatch(/^SIMD.* on 1 thread$/);
    expectClose(inPage.weights, (await trainOn('reference')).weights, { relative: 1e-4, what: inPage.description });
  });

  it('complains of nothing and asks no other host', () => {
    expect(opened?.complaints).toEqual([]);
    expect(new Set(opened?.requests)).toEqual(new Set([new URL(page.url()).origin]));
  });
});

describe.skipIf(reasonToSkip !== '')(`the engine in a page that may share memory${reasonToSkip}`, () => {
  let opened: OpenedPage;

  beforeAll(async () => {
    opened = await openPage('page.ts', [], { isIsolated: true, minify: true });
  }, 60_000);

  afterAll(() => opened?.close());

  it('has a thread for each processor on wasm', async () => {
    const processors = await opened.page.evaluate(() => navigator.hardwareConcurrency);
    const { description } = await trainIn(opened.page, 'wasm');
    expect(description).toMatch(new RegExp(` on ${Math.min(processors, 16)} threads?$`));
  });

  it('gives the same bits on wasm as Node does, on one, two and three threads', async () => {
    const { weights } = await trainOn('wasm:1 without relaxed SIMD');
    for (const threads of [1, 2, 3]) {
      const inPage = await trainIn(opened.page, `wasm:${threads} without relaxed SIMD`);
      expect(inPage.weights).toEqual(weights);
    }
  });

  it('complains of nothing and asks no other host', () => {
    expect(opened.complaints).toEqual([]);
    expect(new Set(opened.requests.filter((origin) => origin !== 'null'))).toEqual(
      new Set([new URL(opened.page.url()).origin]),
    );
  });
});
