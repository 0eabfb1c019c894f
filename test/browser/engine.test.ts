import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../compare.js';
import { openPage, reasonToSkip, type OpenedPage } from './chromium.js';
import { trainOn, type chosen } from './page.js';

type PageEngine = { handgrad: { trainOn: typeof trainOn; chosen: typeof chosen } };

describe.skipIf(reasonToSkip !== '')(`the engine in Chromium${reasonToSkip}`, () => {
  let opened: OpenedPage | undefined;
  let page: OpenedPage['page'];

  beforeAll(async () => {
    opened = await openPage('page.ts', ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']);
    page = opened.page;
  }, 60_000);

  afterAll(() => opened?.close());

  it('gives the same bits as in Node on the reference backend', async () => {
    const inPage = await page.evaluate(() => (globalThis as unknown as PageEngine).handgrad.trainOn('reference'));
    expect(inPage.weights).toEqual((await trainOn('reference')).weights);
  });

  it('trains on navigator.gpu as the reference does, within rounding', { timeout: 120_000 }, async () => {
    const inPage = await page.evaluate(() => (globalThis as unknown as PageEngine).handgrad.trainOn('webgpu'));
    expectClose(inPage.weights, (await trainOn('reference')).weights, { relative: 1e-4, what: inPage.description });
  });

  it('says which backend it took and why', async () => {
    const why = await page.evaluate(() => (globalThis as unknown as PageEngine).handgrad.chosen());
    expect(why).toMatch(/^(webgpu \(.+\): the first choice|reference \(.+\): no webgpu: )/);
  });

  it('complains of nothing and asks no other host', () => {
    expect(opened?.complaints).toEqual([]);
    expect(new Set(opened?.requests)).toEqual(new Set([new URL(page.url()).origin]));
  });
});
