import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reasonToSkip, type OpenedPage } from '../chromium.js';
import { violations } from './axe.js';
import { expectQuiet, openPlayground, shown, WEBGPU_FLAGS, type PlaygroundOptions } from './playground.js';

/** Shares of the pad's sides. */
type Place = readonly [x: number, y: number];
const SEVEN: readonly Place[] = [
  [0.28, 0.22],
  [0.72, 0.22],
  [0.42, 0.82],
];

/** Where places of the pad are in the window. */
async function onPad(page: Page, places: readonly Place[]): Promise<{ x: number; y: number }[]> {
  const pad = page.getByRole('application', { name: 'Drawing pad' });
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await pad.boundingBox())!;
  return places.map(([right, down]) => ({ x: x + right * width, y: y + down * height }));
}

/** A line as a hand draws it with a mouse. */
async function drawLine(page: Page, places: readonly Place[]): Promise<void> {
  const [first, ...others] = await onPad(page, places);
  await page.mouse.move(first.x, first.y);
  await page.mouse.down();
  for (const { x, y } of others) await page.mouse.move(x, y, { steps: 8 });
  await page.mouse.up();
}

async function press(page: Page, key: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
}

async function untilRead(page: Page, digit: number): Promise<void> {
  await page
    .getByTestId('prediction')
    .filter({ hasText: String(digit) })
    .waitFor({ timeout: 20_000 });
}

const backends: Readonly<Record<string, PlaygroundOptions>> = {
  wasm: {},
  webgpu: { flags: WEBGPU_FLAGS },
};

describe.skipIf(reasonToSkip !== '').each(Object.entries(backends))(
  `drawing, on %s${reasonToSkip}`,
  (backend, options) => {
    let opened: OpenedPage;
    let page: Page;

    beforeAll(async () => {
      opened = await openPlayground({ ...options, tab: 'draw' });
      page = opened.page;
      await page.getByLabel('Backend').selectOption(backend);
      await page
        .getByTestId('backend')
        .filter({ hasText: new RegExp(`^${backend} `) })
        .waitFor();
    });
    afterAll(() => opened?.close());

    // An epoch is enough to read a plain digit; a software adapter takes its time for it.
    it(
      'shows nothing of a network while there is none, and trains one when asked to',
      { timeout: 200_000 },
      async () => {
        await drawLine(page, SEVEN);
        expect(await page.getByTestId('prediction').count()).toBe(0);
        await page.getByRole('button', { name: /^Train one/ }).click();
        await page
          .getByText(/^Read by One hidden layer of 128, [\d.]+ % right on unseen images/)
          .waitFor({ timeout: 180_000 });
      },
    );

    it('reads a 7 that is drawn, and is sure of it', async () => {
      await untilRead(page, 7);
      const bar = page.getByRole('button', { name: /^7 / });
      expect(Number.parseFloat((await bar.innerText()).split('\n').at(-1)!)).toBeGreaterThan(50);
    });

    it('shows what the network sees, the pixels that matter, and every layer', async () => {
      const lit = (label: string | RegExp) =>
        page.getByRole('img', { name: label }).evaluate((canvas: HTMLCanvasElement) => {
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
          return [canvas.width, canvas.height, new Set(new Uint32Array(data.buffer)).size];
        });
      const [width, height, shades] = await lit('Your drawing as the network sees it, 28 by 28 pixels');
      expect([width, height]).toEqual([28, 28]);
      expect(shades).toBeGreaterThan(5);
      expect((await lit('The pixels that matter most for 7'))[2]).toBeGreaterThan(20);
      expect((await lit('Output of dense: 128 values'))[2]).toBeGreaterThan(20);
      expect((await lit('Output of dense_1: 10 values'))[2]).toBeGreaterThan(5);
    });

    it('shows the pixels that matter for another digit when its bar is pressed', async () => {
      await page.getByRole('button', { name: /^3 / }).click();
      await page.getByRole('img', { name: 'The pixels that matter most for 3' }).waitFor();
    });

    it('forgets a stroke, and the whole drawing', async () => {
      await drawLine(page, [
        [0.1, 0.9],
        [0.2, 0.9],
      ]);
      await page.getByRole('button', { name: 'Undo' }).click();
      expect(await page.locator('.pad-sheet polyline').count()).toBe(1);
      await page.getByRole('button', { name: 'Clear' }).click();
      expect(await page.locator('.pad-sheet polyline').count()).toBe(0);
      await page.getByTestId('prediction').waitFor({ state: 'detached' });
    });

    it('reads what is drawn with the keyboard alone', async () => {
      await page.getByRole('application', { name: 'Drawing pad' }).focus();
      await press(page, 'ArrowUp', 8);
      await page.keyboard.press('Space');
      await press(page, 'ArrowDown', 16);
      await page.keyboard.press('Space');
      await press(page, 'ArrowRight', 3);
      await untilRead(page, 1);
      expect(await page.locator('.pad-sheet polyline').count()).toBe(1);
      await page.keyboard.press('Delete');
      expect(await page.locator('.pad-sheet polyline').count()).toBe(0);
    });

    it('says nothing that it should not, and asks no other host', () => expectQuiet(opened));
  },
);

describe.skipIf(reasonToSkip !== '')(`drawing with a finger on a phone${reasonToSkip}`, () => {
  let opened: OpenedPage;
  beforeAll(async () => {
    const viewport = { width: 390, height: 700 };
    opened = await openPlayground({ tab: 'draw', context: { hasTouch: true, isMobile: true, viewport } });
  });
  afterAll(() => opened?.close());

  it('draws a line where the finger goes, and does not scroll the page', async () => {
    const { page } = opened;
    const session = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints });
    const [first, ...others] = await onPad(page, SEVEN);
    const scrolled = await page.evaluate(() => scrollY);
    await touch('touchStart', [first]);
    for (const point of others) await touch('touchMove', [point]);
    await touch('touchEnd', []);
    const points = await page.locator('.pad-sheet polyline').getAttribute('points');
    const drawn = points!.split(' ').map((point) => point.split(',').map((share) => Math.round(Number(share))));
    // The last point is there twice, so that a dot is drawn, too.
    expect(drawn).toEqual([
      [28, 22],
      [72, 22],
      [42, 82],
      [42, 82],
    ]);
    expect(await page.evaluate(() => scrollY)).toBe(scrolled);
  });

  it.each(['light', 'dark'] as const)(
    'has no violation of accessibility rules with a drawing read, in %s',
    async (colorScheme) => {
      const { page } = opened;
      await page.emulateMedia({ colorScheme });
      if ((await page.getByRole('button', { name: /^Train one/ }).count()) > 0) {
        await page.getByRole('button', { name: /^Train one/ }).click();
      }
      await page.getByTestId('prediction').waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await shown(page, 'prediction')).toMatch(/^\d$/);
    },
  );
});
