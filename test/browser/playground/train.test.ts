import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EpochRecord } from '../../../src/index.js';
import { chooseBackend } from '../../../src/index.js';
import { allowRelaxedSimd } from '../../../src/backend/wasm/node-relaxed-simd.js';
import { drawDigitData } from '../../../src/data/drawn-digits.js';
import { encodeIdxImages, encodeIdxLabels } from '../../../src/data/idx-format.js';
import { STANDARD_SEED } from '../../../src/data/synthetic/digits.js';
import { preprocess } from '../../../src/data/preprocess/preprocess.js';
import { checkRecipe } from '../../../src/recipe/check-recipe.js';
import { trainRecipe } from '../../../src/recipe/train-recipe.js';
import { reasonToSkip, type OpenedPage } from '../chromium.js';
import {
  begin,
  enter,
  expectQuiet,
  openPlayground,
  savedNumbers,
  shown,
  untilEnded,
  WEBGPU_FLAGS,
} from './playground.js';

/** The accuracy on unseen images, in percent, that the page's first network has to reach, and in how many steps. */
const GOAL = { accuracy: 95, epochs: 5, steps: 785 };

/** Trains the page's first network on 10,000 drawn digits until it reaches the goal. */
async function reachGoal(page: Page): Promise<void> {
  await enter(page, 'Learning rate', '0.005');
  await enter(page, 'Epochs', String(GOAL.epochs));
  await begin(page);
  await page.waitForFunction(
    (goal) => parseFloat(document.querySelector('[data-testid=validation]')?.textContent ?? '') >= goal,
    GOAL.accuracy,
    { timeout: 390_000 },
  );
  expect(Number((await shown(page, 'step-count')).replace(',', ''))).toBeLessThanOrEqual(GOAL.steps);
  const stop = page.getByRole('button', { name: 'Stop' });
  if (await stop.isVisible()) await stop.click();
  await untilEnded(page);
}

/** Drops files onto the page's place for them, as from a folder beside the browser. */
async function drop(page: Page, files: readonly { readonly name: string; readonly buffer: Buffer }[]): Promise<void> {
  const contents = files.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') }));
  const dataTransfer = await page.evaluateHandle((given) => {
    const dropped = new DataTransfer();
    for (const { name, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      dropped.items.add(new File([bytes], name));
    }
    return dropped;
  }, contents);
  const place = page.locator('.drop');
  await place.dispatchEvent('dragover', { dataTransfer });
  await place.dispatchEvent('drop', { dataTransfer });
}

/** A short training of the page's first network, on 2,000 drawn digits. Its numbers. */
async function trainShortly({ page }: OpenedPage, epochs: number): Promise<Record<string, unknown>> {
  await page.getByLabel('Images', { exact: true }).selectOption('2000');
  await page.getByText('Learning from 2,000 + 400 digits').waitFor();
  await enter(page, 'Epochs', String(epochs));
  await begin(page);
  expect(await untilEnded(page, 180_000)).toBe('Finished');
  return savedNumbers(page);
}

/** The same training in Node. */
async function trainInNode(numbers: Record<string, unknown>, backendName: string): Promise<readonly EpochRecord[]> {
  const data = await drawDigitData({ seed: STANDARD_SEED, trainCount: 2000, testCount: 400 });
  const recipe = checkRecipe(numbers.recipe, 'the saved recipe');
  const { train, test } = preprocess(data, recipe.preprocessing);
  const { backend } = await chooseBackend(backendName);
  const { epochs } = await trainRecipe(
    {
      source: 'drawn digits',
      sha256: '',
      classes: 10,
      test,
      testPictures: data.test,
      testFigure: 'testAccuracy',
      seconds: 0,
      trainings: 1,
      training: async () => ({ train, validation: test, seconds: 0 }),
    },
    recipe,
    { seed: 0, backend },
  );
  backend.destroy();
  return epochs;
}

/** What an epoch came to, without how long it took. */
function figures(records: unknown): unknown {
  return (records as EpochRecord[]).map(({ seconds: _, ...others }) => others);
}

describe.skipIf(reasonToSkip !== '')(`training in the playground on wasm${reasonToSkip}`, () => {
  let opened: OpenedPage;
  beforeAll(async () => {
    opened = await openPlayground();
  });
  afterAll(() => opened?.close());

  it('says which backend it took, with how many threads, and why not another', async () => {
    expect(await shown(opened.page, 'backend')).toMatch(/^wasm \(SIMD.* on \d+ threads?\): no webgpu: /);
  });

  it('reaches 95 % on drawn digits within 785 steps', () => reachGoal(opened.page));

  it("comes to the same losses as Node, to the bit, and saves them with the run's recipe", async () => {
    const numbers = await trainShortly(opened, 2);
    allowRelaxedSimd();
    expect(figures(numbers.epochs)).toEqual(figures(await trainInNode(numbers, 'wasm')));
  });

  it('pauses, makes single steps, takes another learning rate, goes on and stops', async () => {
    const { page } = opened;
    await enter(page, 'Epochs', '500');
    await enter(page, 'Learning rate', '0.002');
    await begin(page);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByTestId('state').filter({ hasText: 'Paused' }).waitFor();
    const step = Number((await shown(page, 'step-count')).replace(',', ''));
    await page.getByRole('button', { name: 'One step' }).click();
    await page
      .getByTestId('step-count')
      .filter({ hasText: (step + 1).toLocaleString('en-US') })
      .waitFor();
    await page.getByRole('slider', { name: 'Learning rate while it runs' }).press('Home');
    await page.getByRole('button', { name: 'One step' }).click();
    await page
      .getByTestId('step-count')
      .filter({ hasText: (step + 2).toLocaleString('en-US') })
      .waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByTestId('state').filter({ hasText: 'Training' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(await untilEnded(page)).toBe('Stopped');
    const numbers = await savedNumbers(page);
    const told = numbers.progress as { step: number; learningRate: number }[];
    expect(told.find((progress) => progress.step === step + 1)?.learningRate).toBeCloseTo(0.002, 12);
    expect(told.find((progress) => progress.step === step + 2)?.learningRate).toBeCloseTo(1e-6, 12);
  });

  it("shows the first layer's weights, and counts every unseen image in the confusion matrix", async () => {
    const { page } = opened;
    expect(await page.getByRole('img', { name: 'The weights of 48 units of dense as pictures' }).count()).toBe(1);
    await enter(page, 'Epochs', '1');
    await begin(page);
    expect(await untilEnded(page)).toBe('Finished');
    const cells = await page.locator('.confusion tbody td').allInnerTexts();
    expect(cells.reduce((sum, text) => sum + Number(text), 0)).toBe(400);
  });

  it('trains a published network on the digits at hand, and says so', async () => {
    const { page } = opened;
    await page.getByLabel('Experiment').selectOption('003/model-3');
    await page.getByText('Published: 96.19 %').waitFor();
    await begin(page);
    await page.getByText('Published on MNIST; here it learns from 2,000 + 400 digits that handgrad draws.').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(await untilEnded(page)).toBe('Stopped');
    expect(await shown(page, 'network')).toBe('8 layers, 1,818 parameters');
  });

  it('complains of nothing and asks no other host', () => expectQuiet(opened));
});

describe.skipIf(reasonToSkip !== '')(`composing in the playground, without shared memory${reasonToSkip}`, () => {
  let opened: OpenedPage;
  beforeAll(async () => {
    opened = await openPlayground({ isIsolated: false });
  });
  afterAll(() => opened?.close());

  it('computes on one thread and says why', async () => {
    expect(await shown(opened.page, 'backend')).toMatch(
      /^wasm \(SIMD.* on 1 thread\): .*One thread, as this page is not cross-origin isolated[.]$/,
    );
  });

  it('shows the shapes of the layers that are added, and why some cannot be', async () => {
    const { page } = opened;
    await page.getByLabel('Add a layer before the output').selectOption('dropout');
    await page.getByLabel('Add a layer before the output').selectOption('dense');
    await page.getByTestId('network').filter({ hasText: '5 layers, 109,386 parameters' }).waitFor();
    await page.getByLabel('Add a layer before the output').selectOption('conv2d');
    expect(await page.getByRole('alert').innerText()).toMatch(/conv2d/);
    expect(await page.locator('.start').isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Remove Convolution, layer 5' }).click();
    await page.locator('.start:enabled').waitFor();
  });

  it('learns from four IDX files, packed or not, and refuses others with the reason', async () => {
    const { page } = opened;
    const { train, test } = await drawDigitData({ seed: 7, trainCount: 300, testCount: 60 });
    const images = ({ images, ...set }: typeof train) => encodeIdxImages({ ...set, pixels: images });
    const files = [
      { name: 'train-images-idx3-ubyte.gz', buffer: gzipSync(images(train)) },
      { name: 'train-labels-idx1-ubyte', buffer: Buffer.from(encodeIdxLabels(train.labels)) },
      { name: 't10k-images.idx3-ubyte', buffer: Buffer.from(images(test)) },
      { name: 't10k-labels-idx1-ubyte.gz', buffer: gzipSync(encodeIdxLabels(test.labels)) },
    ].map((file) => ({ ...file, mimeType: 'application/octet-stream' }));
    const input = page.locator('input[type=file]');
    const damaged = { ...files[0], buffer: files[0].buffer.subarray(0, 5000) };
    await input.setInputFiles([damaged, ...files.slice(1)]);
    await page
      .getByRole('alert')
      .filter({ hasText: 'train-images-idx3-ubyte.gz: the gzip data are truncated' })
      .waitFor();
    await input.setInputFiles(files.slice(1));
    await page.getByRole('alert').filter({ hasText: 'train-images-idx3-ubyte missing; give all four' }).waitFor();
    await drop(page, files);
    await page.getByText('Learning from 300 + 60 images from your files.').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await enter(page, 'Epochs', '1');
    await begin(page);
    expect(await untilEnded(page)).toBe('Finished');
    expect((await savedNumbers(page)).data).toBe('300 + 60 images from your files');
  });

  it('complains of nothing and asks no other host', () => expectQuiet(opened));
});

describe.skipIf(reasonToSkip !== '')(`training in the playground on WebGPU${reasonToSkip}`, () => {
  let opened: OpenedPage;
  beforeAll(async () => {
    opened = await openPlayground({ flags: WEBGPU_FLAGS });
    await opened.page.getByLabel('Backend').selectOption('webgpu');
    await opened.page
      .getByTestId('backend')
      .filter({ hasText: /^webgpu .*as asked for/ })
      .waitFor();
  });
  afterAll(() => opened?.close());

  // A software adapter is slow, and shares the processors with everything else.
  it('reaches 95 % on drawn digits within 785 steps', { timeout: 400_000 }, () => reachGoal(opened.page));

  it('comes to the same losses as Node on the same adapter, to the bit', { timeout: 200_000 }, async () => {
    const numbers = await trainShortly(opened, 1);
    expect(numbers.backend).toMatch(/^webgpu .*swiftshader/i);
    expect(figures(numbers.epochs)).toEqual(figures(await trainInNode(numbers, 'webgpu')));
  });

  it('complains of nothing and asks no other host', () => expectQuiet(opened));
});
