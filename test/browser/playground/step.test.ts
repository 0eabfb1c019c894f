import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matrixNames, type StepNetwork } from '../../../web/src/engine/step-network.js';
import { examples } from '../../../web/src/step/examples.js';
import { openPage, reasonToSkip, type OpenedPage } from '../chromium.js';
import { violations } from './axe.js';
import type { backwardOf } from './backward-page.js';
import { enter, expectQuiet, openPlayground } from './playground.js';

/** The loss and its gradient to each matrix, as the engine gives them in a page of its own. */
function backwardBy(engine: Page, network: StepNetwork): ReturnType<typeof backwardOf> {
  return engine.evaluate(
    (given) => (globalThis as unknown as { handgrad: { backwardOf: typeof backwardOf } }).handgrad.backwardOf(given),
    network,
  );
}

/** The exact numbers that the page shows, by their labels. */
function numbers(page: Page): Promise<Record<string, number[]>> {
  return page.evaluate(() => {
    const groups = [...document.querySelectorAll('.step-panel [role=group]')];
    return Object.fromEntries(
      groups.map((group) => [
        group.getAttribute('aria-label')!,
        Array.from(group.querySelectorAll('data'), ({ value }) => Number(value)),
      ]),
    );
  });
}

/** Walks to the end by pressing Next with the keyboard, and gathers what left to each matrix on the way. */
async function gradientsOnTheWay(page: Page): Promise<Record<string, number[]>> {
  const gathered: Record<string, number[]> = {};
  const last = Number(await page.getByRole('slider', { name: 'Place in the pass' }).getAttribute('max'));
  await page.getByRole('button', { name: 'Start' }).press('Enter');
  for (let position = 1; position <= last; position++) {
    await page.getByRole('button', { name: 'Next' }).press('Enter');
    Object.assign(gathered, await numbers(page));
    expect(await page.getByText('✗').count()).toBe(0);
  }
  return Object.fromEntries(matrixNames.map((name) => [`dL/d${name}`, gathered[`dL/d${name}`]]));
}

describe.skipIf(reasonToSkip !== '')(`stepping through a network${reasonToSkip}`, () => {
  let opened: OpenedPage;
  let engine: OpenedPage;
  let page: Page;
  beforeAll(async () => {
    opened = await openPlayground({ tab: 'step' });
    engine = await openPage('playground/backward-page.ts', []);
    page = opened.page;
    await page.getByRole('slider', { name: 'Place in the pass' }).waitFor();
  });
  afterAll(() => Promise.all([opened?.close(), engine?.close()]));

  it.each(['softmax', 'sigmoid'] as const)(
    "shows the gradients of the engine's backward to the bit: %s",
    async (output) => {
      await page.getByLabel('Output').selectOption(output);
      await page.getByRole('group', { name: 'Walk through the pass' }).waitFor();
      await page.locator(`.box-name:text-is("${output === 'softmax' ? 'softmaxCrossEntropy' : 'square'}")`).waitFor();
      const { gradients } = await backwardBy(engine.page, examples[output]);
      expect(await gradientsOnTheWay(page)).toEqual(gradients);
    },
  );

  it('computes anew when a number is changed', async () => {
    await page.getByLabel('Output').selectOption('softmax');
    await enter(page, 'W1, row 2, column 1', '-1.5');
    const { matrices } = examples.softmax;
    const changed = { ...examples.softmax, matrices: { ...matrices, W1: [matrices.W1[0], [-1.5, matrices.W1[1][1]]] } };
    const { loss } = await backwardBy(engine.page, changed);
    await page.getByRole('heading', { name: `loss ${loss.toPrecision(3)}` }).waitFor();
    await page.getByRole('button', { name: 'Loss' }).click();
    expect((await numbers(page)).L).toEqual([loss]);
  });

  it('says that relu has no derivative at its corner', async () => {
    await page.getByRole('button', { name: 'Put the first numbers back' }).click();
    await page.getByLabel('Hidden layer').selectOption('relu');
    for (const name of ['x, row 1, column 1', 'x, row 1, column 2', 'b1, row 1, column 1'])
      await enter(page, name, '0');
    await page.getByRole('button', { name: 'End' }).click();
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await page.getByText('a corner: no derivative here').first().waitFor();
  });

  it('can be walked through with the arrow keys', async () => {
    const slider = page.getByRole('slider', { name: 'Place in the pass' });
    await slider.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toBe('forward 2 of 7: add');
    await page.getByRole('heading', { name: 'Forward 2 of 7 add' }).waitFor();
  });

  it('keeps what is typed while another tab is looked at', async () => {
    await enter(page, 'x, row 1, column 2', '2.25');
    await page.getByRole('tab', { name: 'Train' }).click();
    await page.getByRole('tab', { name: 'Step through' }).click();
    expect(await page.getByLabel('x, row 1, column 2').inputValue()).toBe('2.25');
  });

  it.each(['light', 'dark'] as const)(
    'has no violation of accessibility rules on the way back, in %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.getByRole('slider', { name: 'Place in the pass' }).press('End');
      expect(await violations(page)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 800 });
      expect(await violations(page)).toEqual([]);
    },
  );

  it('links each operation to its lesson, which is in the site', async () => {
    const slider = page.getByRole('slider', { name: 'Place in the pass' });
    const lessons = new Set<string>();
    for (let position = Number(await slider.getAttribute('max')); position > 0; position--) {
      await slider.fill(String(position));
      lessons.add((await page.locator('.step-panel a').getAttribute('href'))!);
    }
    expect([...lessons].map((address) => address.split('/')[2]).sort()).toEqual([
      '03-sums-of-gradients',
      '04-matmul',
      '05-softmax-cross-entropy',
      '06-vanishing-gradients',
    ]);
    for (const address of lessons) {
      const response = await page.request.get(new URL(address, page.url()).href);
      expect(await response.text()).toMatch(/<h1[^>]*>\d+\. /);
    }
  });

  it('says nothing that it should not, and asks no other host', () => expectQuiet(opened));
});
