import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { reasonToSkip, type OpenedPage } from '../chromium.js';
import { violations } from './axe.js';
import { begin, expectQuiet, openPlayground, shown, untilEnded } from './playground.js';

const MOST_SCRIPT_BYTES = 400_000;

describe.skipIf(reasonToSkip !== '')(`the playground as a site${reasonToSkip}`, () => {
  it('has at most 400 kB of JavaScript, gzipped', async () => {
    const folder = inject('playground');
    const scripts = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.js'));
    const sizes = await Promise.all(scripts.map(async (name) => gzipSync(await readFile(join(folder, name))).length));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
  });

  it('names no other host in its page', async () => {
    const page = await readFile(join(inject('playground'), 'index.html'), 'utf8');
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
  });
});

describe.skipIf(reasonToSkip !== '').each(['light', 'dark'] as const)(
  `the playground in %s${reasonToSkip}`,
  (colorScheme) => {
    let opened: OpenedPage;
    beforeAll(async () => {
      opened = await openPlayground({ context: { colorScheme, viewport: { width: 390, height: 800 } } });
    });
    afterAll(() => opened?.close());

    it('can be used with the keyboard alone: two trainings, then their comparison', async () => {
      const { page } = opened;
      for (const run of [1, 2]) {
        await page.locator('#epochs').focus();
        await page.keyboard.press('Control+A');
        await page.keyboard.type(String(run));
        await page.keyboard.press('Tab');
        await page.keyboard.press('Tab');
        await begin(page, () => page.keyboard.press('Enter'));
        expect(await untilEnded(page)).toBe('Finished');
      }
      await page.locator('#tab-train').focus();
      await page.keyboard.press('End');
      expect(page.url()).toMatch(/#compare$/);
      expect(await page.locator(':focus').innerText()).toBe('Compare');
      await page.getByRole('rowheader', { name: 'Accuracy on unseen images' }).waitFor();
    });

    it('has no violation of accessibility rules in any tab', async () => {
      for (const title of ['Train', 'Draw', 'Step through', 'Compare']) {
        await opened.page.getByRole('tab', { name: title }).click();
        expect({ [title]: await violations(opened.page) }).toEqual({ [title]: [] });
      }
    });

    it('fits a telephone', async () => {
      const { page } = opened;
      for (const title of ['Train', 'Compare']) {
        await page.getByRole('tab', { name: title }).click();
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      }
    });

    it('complains of nothing and asks no other host', () => expectQuiet(opened));
  },
);

describe.skipIf(reasonToSkip !== '')(`comparing in the playground${reasonToSkip}`, () => {
  let opened: OpenedPage;
  beforeAll(async () => {
    opened = await openPlayground();
  });
  afterAll(() => opened?.close());

  it('asks for two runs before it compares', async () => {
    await opened.page.getByRole('tab', { name: 'Compare' }).click();
    await opened.page.getByRole('heading', { name: 'No run to compare yet' }).waitFor();
    await opened.page.getByRole('link', { name: 'To the training' }).click();
    await opened.page.locator('.start:enabled').waitFor();
  });

  it('shows results and settings of two runs, marks the settings that differ, and lets go of a run', async () => {
    const { page } = opened;
    for (const optimiser of ['adam', 'sgd']) {
      await page.getByLabel('Optimiser').selectOption(optimiser);
      await page.getByLabel('Epochs', { exact: true }).fill('1');
      await page.getByLabel('Epochs', { exact: true }).blur();
      await begin(page);
      expect(await untilEnded(page)).toBe('Finished');
    }
    const unseen = await shown(page, 'validation');
    await page.getByRole('tab', { name: 'Compare' }).click();
    const row = (name: string) => page.getByRole('row', { name }).getByRole('cell').allInnerTexts();
    expect((await row('Accuracy on unseen images'))[1]).toBe(unseen);
    expect(await page.locator('.differs').allInnerTexts()).toEqual(['Optimiser\tadam\tsgd']);
    await page.getByRole('button', { name: 'Remove run A' }).click();
    await page.getByRole('heading', { name: 'One more run to compare with' }).waitFor();
  });

  it('complains of nothing and asks no other host', () => expectQuiet(opened));
});
