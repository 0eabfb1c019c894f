import { existsSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { chromium, type BrowserContextOptions, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Why tests in a browser are skipped, for their names; empty where they are not. */
export const reasonToSkip = existsSync(CHROMIUM) ? '' : ` (skipped: no ${CHROMIUM})`;

/** A page in a browser. */
export interface OpenedPage {
  readonly page: Page;
  /** What the page has written as errors, and thrown. */
  readonly complaints: readonly string[];
  /** The origins that it has asked for anything. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/**
 * Bundles `script`, of this folder, and opens a page that runs it, once it has put `handgrad` into its global scope.
 * `isIsolated`: the page is cross-origin isolated, so that it may share memory with workers.
 */
export async function openPage(
  script: string,
  flags: readonly string[],
  { minify = false, isIsolated = false } = {},
): Promise<OpenedPage> {
  const { outputFiles } = await build({
    entryPoints: [new URL(script, import.meta.url).pathname],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    external: ['webgpu', 'node:*'],
    minify,
    write: false,
  });
  const opened = await visit(flags, (url, response) => {
    const isScript = url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    if (isIsolated) {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
    }
    response.end(
      isScript
        ? outputFiles[0].text
        : '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
    );
  });
  await opened.page.waitForFunction(() => 'handgrad' in globalThis);
  return opened;
}

/** Opens a page of ours as it is. */
export function openHtml(html: string): Promise<OpenedPage> {
  return visit([], (url, response) => {
    response.setHeader('content-type', 'text/html');
    // Browsers ask for an icon by themselves.
    response.end(url === '/' ? html : '');
  });
}

/** A browser with one page, at the root of a server of its own. */
async function visit(
  flags: readonly string[],
  respond: (url: string | undefined, response: ServerResponse) => void,
): Promise<OpenedPage> {
  const server = createServer((request, response) => respond(request.url, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const opened = await openAddress(origin, flags);
  async function close(): Promise<void> {
    await opened.close();
    server.close();
  }
  return { ...opened, close };
}

/** A page at an address, in a browser of its own that has these flags besides the usual ones. */
export async function openAddress(
  address: string,
  flags: readonly string[],
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: [...FLAGS, ...flags] });
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('request', (request) => requests.push(new URL(request.url()).origin));
  await page.goto(address);
  return { page, complaints, requests, close: () => browser.close() };
}
