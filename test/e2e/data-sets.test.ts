/** Training on, and measuring with, data sets that are not in MNIST's format. */
import { readdirSync } from 'node:fs';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { imageAt } from '../../src/data/dataset.js';
import { drawDigitData } from '../../src/data/drawn-digits.js';
import { makePolymnist } from '../../src/data/polymnist/make.js';
import { drawBackgrounds } from '../../src/data/polymnist/drawn-backgrounds.js';
import { jsonLinesOf, linesOf, workspace } from './handgrad.js';

const { run, path, write } = await workspace({ trainCount: 60, testCount: 20 });
const drawn = await drawDigitData({ seed: 3, trainCount: 60, testCount: 20 });

describe("the competition's files", async () => {
  const pixels = Array.from({ length: 784 }, (_, i) => `pixel${i}`);
  const rows = (count: number, labels: ArrayLike<number> | null) =>
    Array.from({ length: count }, (_, i) => [...(labels ? [labels[i]] : []), ...imageAt(drawn.train, i)].join(','));
  await write('kaggle/train.csv', [['label', ...pixels].join(','), ...rows(60, drawn.train.labels)].join('\n'));
  await write('kaggle/test.csv', [pixels.join(','), ...rows(20, null)].join('\n'));
  const TRAIN = 'train mlp --dataset kaggle --data kaggle --hidden 4 --epochs 1';

  it('are trained on, with a share of them to validate with, and their test images are not scored', async () => {
    const { stdout, stderr, code } = await run(`${TRAIN} --validation-share 0.2 --name share --quiet`);
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      "Data: kaggle: 60 + 20 images from kaggle (given by --data), not the competition's 42,000 + 28,000; the test labels are not known.",
    );
    expect(stdout).toMatch(/^Not tested: the labels of the test images are not known\.$/m);
    const json = jsonLinesOf((await run(`${TRAIN} --validation none --json --no-save`)).stdout);
    expect(json.at(-1)).toMatchObject({ event: 'end', testAccuracy: null, testLoss: null });
  });

  it('have no labels to validate with, nor to evaluate with', async () => {
    const { stdout, stderr, code } = await run(`${TRAIN} --no-save`);
    expect([stdout, code]).toEqual(['', 1]);
    expect(linesOf(stderr)).toEqual([
      'handgrad: nobody knows the labels of the test images of kaggle, so they cannot validate a training; validate with a share of the training images',
    ]);
    await run(`${TRAIN} --validation none --name none --quiet`);
    const evaluated = await run('eval none');
    expect([evaluated.stdout, evaluated.code]).toEqual(['', 1]);
    expect(linesOf(evaluated.stderr)).toHaveLength(1);
    expect(evaluated.stderr).toMatch(
      /^handgrad: the labels of the test images are not known \(kaggle: 60 \+ 20 images/,
    );
  });

  it('are refused where one is damaged, with line and column', async () => {
    await write(
      'damaged/train.csv',
      [['label', ...pixels].join(','), rows(1, [7])[0].replace('7,', 'seven,')].join('\n'),
    );
    await write('damaged/test.csv', '');
    const { stderr, code } = await run(`${TRAIN.replace('--data kaggle', '--data damaged')} --no-save`);
    expect([stderr, code]).toEqual([
      "handgrad: csv: damaged/train.csv: line 2, column 1 (label) is 'seven', expected a whole number from 0 to 9; correct it or get the file again\n",
      1,
    ]);
  });
});

describe('pictures in the layout of PolyMNIST', async () => {
  const backgrounds = drawBackgrounds();
  for (const split of ['train', 'test'] as const) {
    const made = await makePolymnist(drawn[split], split, backgrounds, { seed: 1, grey: false });
    const numbers = new Map<string, number>();
    for (let i = 0; i < made.count; i++) {
      const folder = `pictures/${split}/m${i % 5}`;
      const digit = made.labels[i];
      const number = numbers.get(`${folder}/${digit}`) ?? 0;
      numbers.set(`${folder}/${digit}`, number + 1);
      await write(
        `${folder}/${number}.${digit}.png`,
        encode({ width: 28, height: 28, data: imageAt(made, i), channels: 3 }),
      );
    }
  }

  it('are trained on in colour, packed, and measured with', async () => {
    const trained = await run(
      'train mlp --dataset polymnist --data pictures --hidden 4 --epochs 1 --name colour --json',
    );
    expect([trained.stderr, trained.code]).toEqual(['', 0]);
    const lines = jsonLinesOf(trained.stdout);
    expect(lines[0]).toMatchObject({
      data: 'polymnist: 300 + 100 images from pictures (given by --data)',
      parameters: 2352 * 4 + 4 + 4 * 10 + 10,
    });
    expect(readdirSync(path('pictures')).sort()).toEqual(['polymnist.safetensors', 'test', 'train']);
    const evaluated = await run('eval colour --json');
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ accuracy: lines.at(-1)!.testAccuracy, examples: 100 });
  });

  it('are listed', async () => {
    const { stdout } = await run('data list --data pictures');
    expect(stdout).toMatch(/^polymnist: .*\n {2}complete in pictures$/m);
  });
});

describe('own digits', async () => {
  for (let i = 0; i < 6; i++) {
    const data = imageAt(drawn.test, i);
    await write(`mine/${drawn.test.labels[i]}/${i}.png`, encode({ width: 28, height: 28, data, channels: 1 }));
  }
  await run('train mlp --dataset idx --hidden 4 --epochs 1 --quiet --name measured');

  it('are what a model is measured with: --dataset folder', async () => {
    const { stdout, stderr } = await run('eval measured --dataset folder --data mine --json');
    expect(stderr).toBe('');
    const { data, examples, confusionMatrix } = JSON.parse(stdout) as Record<string, unknown>;
    expect([data, examples]).toEqual(['folder: 6 own digits from mine', 6]);
    expect((confusionMatrix as number[][]).flat().reduce((a, b) => a + b)).toBe(6);
  });

  it('need a folder, and are nothing to train on', async () => {
    const missing = await run('eval measured --dataset folder');
    expect([missing.stderr, missing.code]).toEqual([
      'handgrad: --dataset folder needs --data, the folder of your own digits; see handgrad eval --help\n',
      2,
    ]);
    expect((await run('train mlp --dataset folder --data mine')).code).toBe(2);
  });
});
