import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../compare.js';
import { trainOn } from './page.js';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

type PageEngine = { handgrad: { trainOn: typeof trainOn; chosen: () => Promise<string> } };

const isMissing = !existsSync(CHROMIUM);
describe.skipIf(isMissing)(`the engine in Chromium${isMissing ? ` (skipped: no ${CHROMIUM})` : ''}`, () => {
  let server: Server;
  let browser: Browser | undefined;
  let page: Page;
  const complaints: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [new URL('page.ts', import.meta.url).pathname],
      bundle: true,
      platform: 'browser',
      format: 'esm',
      external: ['webgpu', 'node:*'],
      write: false,
    });
    server = createServer((request, response) => {
      const isScript = request.url === '/page.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(
        isScript
          ? outputFiles[0].text
          : '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('request', (request) => requests.push(new URL(request.url()).origin));
    await page.goto(origin);
    await page.waitForFunction(() => 'handgrad' in globalThis);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

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
    expect(complaints).toEqual([]);
    expect(new Set(requests)).toEqual(new Set([new URL(page.url()).origin]));
  });
});
