import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tensor, trace } from '../../src/index.js';
import { tracePage } from '../../src/report/trace/trace-page.js';
import { openHtml, reasonToSkip, type OpenedPage } from './chromium.js';

const input = (value: number) => tensor(value, { dtype: 'float64' });

describe.skipIf(reasonToSkip !== '')(`the page of a trace in Chromium${reasonToSkip}`, () => {
  let opened: OpenedPage;
  let page: OpenedPage['page'];

  beforeAll(async () => {
    // v1 = w x = 6, L = v1 + w: w is used twice.
    const traced = await trace((w, x) => w.mul(x).add(w), [input(2), input(3)], { names: ['w', 'x'] });
    opened = await openHtml(tracePage(traced, { title: 'A pass', subtitle: 'of two steps', footer: '' }));
    page = opened.page;
  }, 60_000);

  afterAll(() => opened.close());

  const shownTitles = () => page.locator('.panels article:visible h3').allTextContents();
  const shownGradients = () => page.locator('.node .gradient:visible').allTextContents();

  it('begins where the forward pass has ended: values, but no gradients', async () => {
    expect(await shownTitles()).toEqual(['Before the backward pass']);
    expect(await shownGradients()).toEqual([]);
    expect(await page.locator('.node .value').allTextContents()).toEqual(['2', '3', '6', '8']);
  });

  it('walks backward with the slider, and shows each gradient once all of it has arrived', async () => {
    await page.locator('#stop').fill('1');
    expect(await shownTitles()).toEqual(['Step 2: add']);
    expect(await page.locator('.node.current .title').allTextContents()).toEqual(['L = v1 + w']);
    expect(await shownGradients()).toEqual(['dL/dL = 1']);
    await page.locator('#stop').press('ArrowLeft');
    expect(await shownTitles()).toEqual(['Step 1: mul']);
    expect(await shownGradients()).toEqual(['dL/dw = 4', 'dL/dx = 2', 'dL/dv1 = 1', 'dL/dL = 1']);
    expect(await page.locator('.panels article:visible .sum td').textContent()).toBe(
      'dL/dw = (from step 2) + (from step 1) = 4',
    );
    await page.locator('#earlier').click();
    expect(await shownTitles()).toEqual(['Step 2: add']);
  });

  it('opens a box by a click or by the keyboard, and goes to its step', async () => {
    await page.locator('.node', { hasText: 'v1 = w * x' }).click();
    expect(await shownTitles()).toEqual(['Step 1: mul']);
    await page.locator('.node', { hasText: /^\s*x/ }).press('Enter');
    expect(await shownTitles()).toEqual(['x: input']);
  });

  it('complains of nothing and asks no other host', () => {
    expect(opened.complaints).toEqual([]);
    expect(new Set(opened.requests)).toEqual(new Set([new URL(page.url()).origin]));
  });
});
