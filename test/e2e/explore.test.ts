import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { linesOf, workspace } from './handgrad.js';

const { run, path, write, folder } = await workspace({ trainCount: 150, testCount: 50 });

describe('handgrad explore', () => {
  it('tells about the data in 80 columns, and names data and backend', async () => {
    const { stdout, stderr, code } = await run('explore idx');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const [first, ...lines] = linesOf(stdout);
    expect(first).toMatch(/^Data: idx: 150 \+ 50 images from .* Backend: reference/);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toMatch(/^images +150 +50$/m);
    expect(stdout).toMatch(/ 9 +\d+ +\d+\.\d\d %/);
  });

  it('writes every number as one JSON object, of fewer training images where that is asked for', async () => {
    const { stdout, code } = await run('explore --dataset idx --train-limit 100 --samples 3 --json');
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(1);
    const numbers = JSON.parse(stdout) as { train: { images: number; labels: { count: number }[] } };
    expect(numbers).toMatchObject({ backend: 'reference', train: { images: 100 }, test: { images: 50 } });
    expect(numbers.train.labels.reduce((sum, { count }) => sum + count, 0)).toBe(100);
  });

  it('writes a page that stands alone, every chart as SVG and PNG, and the same numbers', async () => {
    const { stdout, code } = await run('explore idx --samples 5 --out pictures --json');
    expect(code).toBe(0);
    expect(readdirSync(path('pictures')).sort()).toEqual(['charts', 'explore.html', 'numbers.json', 'pixels.json']);
    const numbers = JSON.parse(readFileSync(path('pictures/numbers.json'), 'utf8')) as object;
    expect(JSON.parse(stdout)).toEqual({ ...numbers, backend: 'reference', out: 'pictures' });
    const page = readFileSync(path('pictures/explore.html'), 'utf8');
    expect(page).not.toMatch(/https?:|<script|<link/);
    const charts = readdirSync(path('pictures/charts'));
    expect(charts.length).toBeGreaterThan(20);
    for (const svg of charts.filter((name) => name.endsWith('.svg'))) {
      expect(readFileSync(path('pictures/charts', svg), 'utf8')).toMatch(/^<svg /);
      expect(decode(readFileSync(path('pictures/charts', svg.replace('.svg', '.png')))).width).toBeGreaterThan(200);
    }
    const pixels = JSON.parse(readFileSync(path('pictures/pixels.json'), 'utf8')) as Record<string, unknown[][]>;
    expect(pixels.correlations).toHaveLength(784);
    expect(pixels.averages).toHaveLength(10);
  });

  it('refuses a folder that holds anything before it computes, in one line, and leaves it as it is', async () => {
    await write('mine/notes.txt', 'mine');
    const { stdout, stderr, code } = await run('explore idx --out mine');
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toBe('handgrad: mine is there already and not empty; choose another folder, or remove it\n');
    expect(readdirSync(path('mine'))).toEqual(['notes.txt']);
  });

  it.each([
    ['explore kittens', /^handgrad: .*kittens.*expected one of auto, mnist, .*; see handgrad explore --help$/i, 2],
    ['explore idx --dataset mnist', /^handgrad: two data sets are named, idx and --dataset mnist; name one; see /, 2],
    ['explore idx --samples 0', /^handgrad: .*--samples.*whole number from 1 up; see handgrad explore --help$/i, 2],
    ['explore idx --data nowhere', /^handgrad: .*nowhere/, 1],
  ])('%s is refused in one line', async (commandLine, message, exitCode) => {
    const { stdout, stderr, code } = await run(`${commandLine} --out refused`);
    expect(stdout).toBe('');
    expect(linesOf(stderr)).toHaveLength(1);
    expect(linesOf(stderr)[0]).toMatch(message);
    expect(code).toBe(exitCode);
    expect(existsSync(path('refused'))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});
