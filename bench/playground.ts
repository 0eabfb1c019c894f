/** `npm run bench:playground`: how smooth the playground is, in Debian's Chromium: first paint, and the page's longest tasks. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { openAddress, reasonToSkip } from '../test/browser/chromium.js';
import { serveFolder } from '../test/browser/playground/folder-server.js';
import { runSuite } from './run-suite.js';
import { spreadOf } from './statistics.js';

/** Loads of the page of which first paints are measured. */
const LOADS = 7;
/** What the page asks of itself. */
const ASKED = { firstPaintMs: 1000, longestTaskMs: 50 };

/** A span that Chromium has traced, times in microseconds. */
interface TracedSpan {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  /** Of the thread's own processor time, which does not grow while others have the processor. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

await runSuite('bench:playground', async () => {
  if (reasonToSkip !== '') throw new Error(`there is no browser to measure in${reasonToSkip}`);
  const folder = await mkdtemp(join(tmpdir(), 'handgrad-playground-'));
  await build({ configFile: resolve('web/vite.config.ts'), logLevel: 'warn', build: { outDir: folder } });
  const server = await serveFolder(folder, true);
  const { page, close } = await openAddress(server.address, []);
  try {
    const paint = spreadOf(await firstPaints(page));
    const tasks = await longestTasks(page, () => train(page));
    console.log(
      [
        `first paint      ${paint.median.toFixed(0)} ms, median of ${LOADS} (${paint.min.toFixed(0)} to ${paint.max.toFixed(0)}); asked ${ASKED.firstPaintMs}`,
        `longest task     ${tasks.wallMs.toFixed(0)} ms while training, ${tasks.processorMs.toFixed(0)} of them computing; asked ${ASKED.longestTaskMs}`,
        `backend          ${await page.getByTestId('backend').innerText()}`,
      ].join('\n'),
    );
  } finally {
    await close();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
});

/** Milliseconds from the request to the first thing seen, of each load. */
async function firstPaints(page: Page): Promise<number[]> {
  const paints: number[] = [];
  for (let load = 0; load < LOADS; load++) {
    await page.reload();
    await page.locator('.start:enabled').waitFor();
    const [first] = await page.evaluate(() =>
      performance.getEntriesByName('first-contentful-paint').map(({ startTime }) => startTime),
    );
    paints.push(first);
  }
  return paints;
}

/** Trains the page's first network to its end. */
async function train(page: Page): Promise<void> {
  await page.locator('.start:enabled').click();
  await page.getByTestId('state').filter({ hasText: 'Finished' }).waitFor({ timeout: 300_000 });
}

/** The longest task of the page's main thread meanwhile, by the clock and by processor time. */
async function longestTasks(page: Page, during: () => Promise<void>) {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ['toplevel'] });
  await during();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TracedSpan[] };
  const thread = ({ pid, tid }: TracedSpan) => `${pid} ${tid}`;
  const main = new Set(traceEvents.filter(({ args }) => args.name === 'CrRendererMain').map(thread));
  const tasks = traceEvents.filter((span) => span.name.endsWith('RunTask') && main.has(thread(span)));
  if (tasks.length === 0) throw new Error('the trace has no task of the main thread');
  const longest = (microseconds: (span: TracedSpan) => number | undefined) =>
    Math.max(...tasks.map((task) => microseconds(task) ?? 0)) / 1000;
  return { wallMs: longest(({ dur }) => dur), processorMs: longest(({ tdur }) => tdur) };
}
