/** The playground, opened and used as a person would. */
import { readFile } from 'node:fs/promises';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { openAddress, type OpenedPage } from '../chromium.js';
import { serveFolder } from './folder-server.js';

/** WebGPU on the software adapter that comes with Chromium. */
export const WEBGPU_FLAGS = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

export interface PlaygroundOptions {
  /** Cross-origin isolated: wasm then has threads. Default true. */
  readonly isIsolated?: boolean;
  readonly flags?: readonly string[];
  readonly context?: BrowserContextOptions;
  /** Which tab. Default `train`. */
  readonly tab?: string;
}

/** Opens the built site, and waits until a training can begin. */
export async function openPlayground(options: PlaygroundOptions = {}): Promise<OpenedPage> {
  const { isIsolated = true, flags = [], context = {}, tab = 'train' } = options;
  const server = await serveFolder(inject('playground'), isIsolated);
  const opened = await openAddress(`${server.address}#${tab}`, flags, context);
  const { page } = opened;
  await page
    .getByTestId('backend')
    .filter({ hasText: /^(webgpu|wasm|reference) / })
    .waitFor({ timeout: 60_000 });
  if (tab === 'train') await page.locator('.start:enabled').waitFor({ timeout: 60_000 });
  async function close(): Promise<void> {
    await opened.close();
    server.close();
  }
  return { ...opened, close };
}

/** What a test reads of the page by its test id. */
export function shown(page: Page, id: string): Promise<string> {
  return page.getByTestId(id).innerText();
}

/** Does what begins a training, and waits until the page shows it. */
export async function begin(page: Page, press = () => page.locator('.start:enabled').click()): Promise<void> {
  const before = await page.locator('[data-run]').count();
  const last = before === 0 ? '0' : await page.locator('[data-run]').getAttribute('data-run');
  await press();
  await page.locator(`[data-run]:not([data-run="${last}"])`).waitFor();
}

/** Waits until the shown run has ended, and says how. */
export async function untilEnded(page: Page, timeout = 60_000): Promise<string> {
  const state = page.getByTestId('state').filter({ hasText: /Finished|Stopped|Failed/ });
  await state.waitFor({ timeout });
  return state.innerText();
}

/** Changes a field by its label, as a person who types and goes on. */
export async function enter(page: Page, label: string, value: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(value);
  await field.blur();
}

/** The numbers of the shown run, as its button saves them. */
export async function savedNumbers(page: Page): Promise<Record<string, unknown>> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the numbers as JSON' }).click(),
  ]);
  return JSON.parse(await readFile(await download.path(), 'utf8')) as Record<string, unknown>;
}

/** The page has said nothing that it should not, and asked nobody but its own server. */
export function expectQuiet({ page, complaints, requests }: OpenedPage): void {
  expect(complaints).toEqual([]);
  // 'null' is the origin of a worker that the engine makes of its own text.
  const others = requests.filter((origin) => origin !== 'null' && origin !== new URL(page.url()).origin);
  expect(others).toEqual([]);
}
