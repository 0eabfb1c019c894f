import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { reproduceCommand } from '../../bench/reproduce/command.js';
import { mergeFiles } from '../../bench/reproduce/merge.js';
import { reproduce, type ReproduceOptions } from '../../bench/reproduce/reproduce.js';
import { readReproduction } from '../../bench/reproduce/results-file.js';
import { pretendedTrainer } from './reproduce-trainer.js';

// Drawing takes longer than all the rest; bench-reproduce-report.test.ts draws.
vi.mock('../../src/report/render-chart.js', () => ({
  renderChart: () => Promise.resolve({ svg: '<svg></svg>', png: new Uint8Array() }),
}));

let folder: string;
let stdout: string;
let stderr: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handgrad-reproduce-'));
  stdout = stderr = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((stdout += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((stderr += String(text)), true));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Pretends to train, and gives what was asked of the trainer. */
async function pretend(options: Partial<ReproduceOptions>, faults: { stopAt?: string; failAt?: string } = {}) {
  const { asked, withTrainer } = pretendedTrainer(faults);
  const runs = join(folder, 'runs');
  await reproduce({ only: [], seeds: 1, backend: 'auto', runs, ...options }, withTrainer);
  return asked;
}

const resultsIn = (...parts: string[]) => readReproduction(join(folder, ...parts, 'notebooks.json'));
const markdownIn = (...parts: string[]) => readFileSync(join(folder, ...parts, 'RESULTS.md'), 'utf8');

describe('npm run reproduce', () => {
  test('trains every recipe asked for with every seed, and shows a row with mean, interval and verdict', async () => {
    const asked = await pretend({ only: ['003/model-1'], seeds: 3 });
    expect(asked).toEqual([0, 1, 2].map((seed) => `003/model-1 ${seed} from the beginning`));
    // 98.22, 98.32, 98.42: mean 98.32, s = 0.1, t(2) s / sqrt(3) = 0.248
    expect(markdownIn('runs')).toContain(
      '| 003/model-1 | 98.22 % | 98.32 % | 98.07 to 98.57 % | 3 | +0.10 | agrees | 72 s | 2.0 s | 36 x | 5,338 |',
    );
    expect(stdout).toContain('1 of 71 experiments: 1 agree, 0 are better, 0 worse, 0 unreadable\n');
    expect(stderr).toMatch(/^3\/3 {2}003\/model-1 seed 2: 98\.42 % \(published 98\.22 %\), 0 s; 0 s left$/m);
  });

  test('a part of the table never takes the place of the full one, and no path of the machine is kept', async () => {
    await pretend({ only: ['004'] });
    for (const file of ['RESULTS.md', 'notebooks.json', 'notebooks.html', 'charts/overview.svg']) {
      expect(existsSync(join(folder, 'runs', file))).toBe(true);
    }
    expect((await resultsIn('runs')).runs[0].result.data).toBe('pretended: 60,000 + 10,000 images (mnist: 10 images)');
  });

  test('what is kept is not trained again, and is refused without --resume', async () => {
    await pretend({ only: ['004'] });
    await expect(pretend({ only: ['003', '004'] })).rejects.toThrow(
      /has 3 of these 9 runs already, 004\/given seed 0 among them; give --resume/,
    );
    const asked = await pretend({ only: ['004', '003/smallest'], resume: true });
    expect(asked).toEqual(['003/smallest 0 from the beginning']);
    expect((await resultsIn('runs')).runs).toHaveLength(4);
  });

  test('after Ctrl-C, --resume goes on from the checkpoint of the run that was stopped', async () => {
    const before = await pretend({ only: ['004'] }, { stopAt: '004/given 0' });
    expect(process.exitCode).toBe(130);
    expect(before).toHaveLength(2); // 004/simplest is cheaper
    expect((await resultsIn('runs')).runs.map(({ result }) => result.id)).toEqual(['004/simplest']);
    process.exitCode = undefined;
    const after = await pretend({ only: ['004'], resume: true });
    expect(after).toEqual(['004/given 0 from epoch 3', '004/best 0 from the beginning']);
    expect(process.exitCode).toBeUndefined();
  });

  test('a training that fails is reported with exit code 1; the others go on', async () => {
    const asked = await pretend({ only: ['004'] }, { failAt: '004/simplest 0' });
    expect(asked).toHaveLength(3);
    expect(process.exitCode).toBe(1);
    expect(stderr).toMatch(/^004\/simplest seed 0 failed: the loss is NaN$/m);
    expect((await resultsIn('runs')).runs).toHaveLength(2);
  });

  test('--quick says so, and begins anew each time', async () => {
    await pretend({ only: ['004'], quick: true });
    expect(await pretend({ only: ['004'], quick: true })).toHaveLength(3);
    expect((await resultsIn('runs')).isQuick).toBe(true);
    expect(markdownIn('runs')).toMatch(/^# A quick trial.*\n\nMade with --quick, on few images/);
  });

  test('the shards of a cluster, merged, are the whole', async () => {
    const files = [];
    for (const index of [1, 2, 3]) {
      const runs = join(folder, `machine-${index}`);
      await pretend({ only: ['003', '004'], seeds: 2, shard: { index, count: 3 }, runs, out: folder });
      files.push(join(folder, `notebooks-${index}-of-3.json`));
    }
    await mergeFiles(files, { out: join(folder, 'all') });
    const { runs } = await resultsIn('all');
    expect(runs).toHaveLength(18);
    expect(new Set(runs.map(({ result }) => `${result.id} ${result.seed}`)).size).toBe(18);
    expect(stdout).toContain('9 of 71 experiments: 9 agree');
  });

  test('of a run in two files the later one is merged; quick and real ones are not mixed', async () => {
    await pretend({ only: ['003/smallest'] });
    const file = join(folder, 'runs', 'notebooks.json');
    const text = readFileSync(file, 'utf8');
    const later = join(folder, 'later.json');
    writeFileSync(later, text.replace(/"date": "20/g, '"date": "30').replace('"pretended"', '"another"'));
    await mergeFiles([later, file], { out: join(folder, 'all') });
    expect((await resultsIn('all')).runs.map(({ result }) => result.backend)).toEqual(['another']);
    writeFileSync(later, text.replace('"isQuick": false', '"isQuick": true'));
    await expect(mergeFiles([later, file], {})).rejects.toThrow(/some files are of --quick and some are not/);
  });

  test('a file of results that is damaged is refused with the field that is wrong', async () => {
    await pretend({ only: ['003/smallest'] });
    const file = join(folder, 'runs', 'notebooks.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"seed": 0', '"seed": "none"'));
    await expect(mergeFiles([file], {})).rejects.toThrow(/notebooks\.json: runs\.0\.result\.seed: .*expected number/);
    writeFileSync(file, 'not JSON');
    await expect(mergeFiles([file], {})).rejects.toThrow(/notebooks\.json: it is no JSON/);
  });

  test('runs of another recipe are refused', async () => {
    await pretend({ only: ['003/smallest'] });
    const file = join(folder, 'runs', '003', 'smallest', 'seed0', 'finished.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"recipeSha256": ".{4}/, '"recipeSha256": "0000'));
    await expect(pretend({ only: ['003/smallest'], resume: true })).rejects.toThrow(
      /the run was made by another recipe than that of today; remove its folder/,
    );
  });
});

describe('the command line', () => {
  test.each([
    [['--shard', '9/8'], /^error: option '--shard <i\/n>' argument '9\/8' is invalid. Expected a part such as 2\/8/],
    [['--seeds', '0'], /^error: option '--seeds <count>' argument '0' is invalid. Expected a whole number from 1 up/],
    [['--backend', 'abacus'], /^error: option '--backend <name>' argument 'abacus' is invalid. Expected one of auto/],
  ])('%j is refused in a line', async (words, message) => {
    const command = reproduceCommand().exitOverride();
    await expect(command.parseAsync(words, { from: 'user' })).rejects.toMatchObject({ exitCode: 1 });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test.each([
    ['nowhere.json', /^nowhere\.json: cannot be read \(ENOENT/],
    ['package.json', /^package\.json: format: /],
  ])('merge %s is refused in a line', async (file, message) => {
    await expect(reproduceCommand().parseAsync(['merge', file], { from: 'user' })).rejects.toThrow(message);
  });

  test('--out after merge is that of merge', async () => {
    await pretend({ only: ['003/smallest'] });
    const words = ['merge', join(folder, 'runs', 'notebooks.json'), '--out', join(folder, 'all'), '--json'];
    stdout = '';
    await reproduceCommand().parseAsync(words, { from: 'user' });
    expect((JSON.parse(stdout) as { runs: unknown[] }).runs).toHaveLength(1);
    expect((await resultsIn('all')).runs).toHaveLength(1);
  });
});
