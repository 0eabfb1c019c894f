import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { jsonLinesOf, linesOf, workspace } from './handgrad.js';

const { run, start, path, write } = await workspace();

const recipe = {
  id: 'mine/small',
  data: { set: 'idx' },
  validation: { kind: 'last', share: 0.2 },
  layers: [
    { kind: 'flatten' },
    { kind: 'dense', units: 16, activation: 'relu' },
    { kind: 'dropout', rate: 0.2 },
    { kind: 'dense', units: 10, activation: 'softmax' },
  ],
  optimizer: { kind: 'adam', learningRate: { kind: 'cosineDecay', learningRate: 0.01 } },
  training: { epochs: 3, batchSize: 16, callbacks: [{ kind: 'earlyStopping', patience: 2, restoreBest: true }] },
};

await write('my.json', JSON.stringify(recipe));

describe('handgrad train with a recipe file', () => {
  it('shows the network, each epoch and what came out, and keeps the recipe with the run', async () => {
    const { code, stdout, stderr } = await run('train my.json');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const lines = linesOf(stdout);
    expect(lines[0]).toMatch(/^Data: idx: 600 \+ 200 images from /);
    expect(lines.filter((line) => /^ +[123]\/3 +\d\.\d{4} /.test(line))).toHaveLength(3);
    expect(stdout).toMatch(/^Validation loss \d\.\d{4}, accuracy \d+\.\d\d % \(\d+ of 120 images\)$/m);
    expect(stdout).toMatch(/^Test loss \d\.\d{4}, accuracy \d+\.\d\d % \(\d+ of 200 images\)$/m);
    expect(stdout).toContain('Saved in runs/mine-small-seed0. To use it:');
    expect(lines.slice(1).filter((line) => line.length > 80)).toEqual([]);
    const config = JSON.parse(readFileSync(path('runs/mine-small-seed0/config.json'), 'utf8')) as object;
    expect(config).toMatchObject({ recipe, seed: 0, network: 'my.json' });
  });

  it('gives a run that eval, predict and summary can use', async () => {
    const end = jsonLinesOf((await run('train my.json --name used --json')).stdout).at(-1)!;
    const { stdout } = await run('eval used --json');
    expect(JSON.parse(stdout)).toMatchObject({ accuracy: end.testAccuracy, loss: end.testLoss });
    expect((await run('summary runs/used')).stdout).toContain('12,730');
    expect((await run('summary my.json')).stdout).toContain('12,730');
  });

  it('is another training with another seed, and the same with the same', async () => {
    for (const [name, seed] of [
      ['first', 1],
      ['again', 1],
      ['other', 2],
    ])
      await run(`train my.json --seed ${seed} --name ${name}`);
    const [first, again, other] = ['first', 'again', 'other'].map((name) =>
      readFileSync(path('runs', name, 'model.safetensors')),
    );
    expect(again.equals(first)).toBe(true);
    expect(other.equals(first)).toBe(false);
  });

  it('goes on after SIGKILL and ends with the same bits', async () => {
    // Long enough to be killed in, on however busy a machine.
    const callbacks = [{ kind: 'earlyStopping', patience: 40, restoreBest: true }];
    await write('long.json', JSON.stringify({ ...recipe, training: { epochs: 40, batchSize: 16, callbacks } }));
    await run('train long.json --name whole');
    const running = start('train long.json --name killed --checkpoint-every 0.01');
    while (!existsSync(path('runs/killed/checkpoint.safetensors')) && running.process.exitCode === null) await pause(5);
    running.process.kill('SIGKILL');
    await running.ended;
    const { code, stdout } = await run('train long.json --resume --name killed');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Resuming runs\/killed after \d+ steps/m);
    const weights = ['whole', 'killed'].map((name) => readFileSync(path('runs', name, 'model.safetensors')));
    expect(weights[1].equals(weights[0])).toBe(true);
  });

  it('trains every fold where it says so, and gives the deviation between them', async () => {
    await write('folds.json', JSON.stringify({ ...recipe, validation: { kind: 'fold', folds: 2, fold: 'all' } }));
    const { stdout } = await run('train folds.json --name folds');
    expect(stdout).toMatch(/^Fold 1 of 2$/m);
    expect(stdout).toMatch(/^Fold 2 of 2$/m);
    expect(stdout).toMatch(/^Validation loss .* \(\d+ of 600 images, \d+\.\d\d points of deviation between folds\)$/m);
    expect((await run('eval folds')).stderr).toBe(
      'handgrad: runs/folds has a model for each fold; give one of them, such as runs/folds/fold-0\n',
    );
    expect((await run('eval runs/folds/fold-1')).code).toBe(0);
  });

  it('shows the training step with --print-program', async () => {
    const { stdout } = await run('train my.json --print-program');
    expect(stdout).toMatch(/matmul relu\(t\d+, dense\/kernel, dense\/bias\)/);
  });
});

describe('a recipe that cannot be trained is refused', () => {
  it.each([
    ['--epochs 3', '--epochs has no effect with a recipe file; change training.epochs in it'],
    ['--validation-share 0.1', '--validation-share has no effect with a recipe file; change validation in it'],
    ['--no-shuffle', '--no-shuffle has no effect with a recipe file; change training.shuffle in it'],
    ['--dataset mnist', '--dataset has no effect with a recipe file; change data.set in it'],
  ])('a flag that says what the recipe says: %s', async (flags, message) => {
    const { code, stderr } = await run(`train my.json ${flags}`);
    expect(stderr).toBe(`handgrad: ${message}; see handgrad train --help\n`);
    expect(code).toBe(2);
  });

  it('a field that is wrong, by its name', async () => {
    await write('wrong.json', JSON.stringify({ ...recipe, training: { epochs: 3, batchSize: 0 } }));
    const { code, stderr } = await run('train wrong.json --name wrong');
    expect(stderr).toBe('handgrad: wrong.json: training.batchSize is 0, expected a whole number of at least 1\n');
    expect(code).toBe(1);
    expect(existsSync(path('runs/wrong'))).toBe(false);
  });

  it('a file that is not there, or is no JSON', async () => {
    expect((await run('train none.json')).stderr).toBe(
      'handgrad: cannot read the recipe none.json: no such file or folder (ENOENT)\n',
    );
    await write('text.json', '{ id: 3 }');
    expect((await run('train text.json')).stderr).toMatch(/^handgrad: text\.json: the recipe is no JSON: .*\n$/);
  });

  it('layers that do not fit each other or the classes', async () => {
    const layers = [{ kind: 'flatten' }, { kind: 'dense', units: 7 }];
    await write('seven.json', JSON.stringify({ ...recipe, layers }));
    expect((await run('train seven.json')).stderr).toMatch(
      /^handgrad: mine\/small: the last layer gives \[7\] for each image, expected \[10\], an output for each class; see /,
    );
  });

  it('another recipe, seed or network for a run that was begun before', async () => {
    await run('train my.json --name begun');
    await write('longer.json', JSON.stringify({ ...recipe, training: { ...recipe.training, epochs: 4 } }));
    expect((await run('train longer.json --resume --name begun')).stderr).toBe(
      'handgrad: runs/begun was begun with another recipe (training.epochs differs); begin a new run\n',
    );
    expect((await run('train my.json --seed 3 --resume --name begun')).stderr).toBe(
      'handgrad: runs/begun was begun with the seed 0, not 3; give that, or begin a new run\n',
    );
    expect((await run('train mlp --resume --name begun')).stderr).toMatch(
      /^handgrad: runs\/begun trains the recipe mine\/small, not the mlp; resume it with its file; see /,
    );
  });
});
