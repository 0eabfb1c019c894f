import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { readReproduction } from '../../bench/reproduce/results-file.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shared = join(root, '../shared/datasets');
const folder = mkdtempSync(join(tmpdir(), 'handgrad-reproduce-e2e-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command as its npm script does once dist/ is built. */
function reproduce(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/bench.mjs', 'reproduce', ...words], {
    cwd: root,
    encoding: 'utf8',
    timeout: 240_000,
  });
  return { status, stdout, stderr };
}

describe('npm run reproduce', () => {
  test('--help fits into 80 columns and has examples', () => {
    const { status, stdout } = reproduce('--help');
    expect(status).toBe(0);
    expect(stdout).toContain('npm run reproduce -- --only 002/width-200');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test.each([
    [['--only', '005'], /^reproduce: --only: found '005', expected the number of a notebook/],
    [['--shard', '9/8'], /^error: option '--shard <i\/n>' argument '9\/8' is invalid. Expected a part such as 2\/8/],
    [['--seeds', '0'], /^error: option '--seeds <count>' argument '0' is invalid. Expected a whole number from 1 up/],
    [['merge', 'nowhere.json'], /^reproduce: nowhere\.json: cannot be read \(ENOENT/],
    [['merge', 'package.json'], /^reproduce: package\.json: format: /],
  ])('%j is refused in a line, before anything is trained', (words, message) => {
    const { status, stdout, stderr } = reproduce(...words);
    expect(status).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test.skipIf(!existsSync(join(shared, 'mnist')))(
    'a quick trial on real MNIST trains, keeps and reports (skipped where ../shared/datasets/mnist is absent)',
    () => {
      const runs = join(folder, 'runs');
      const words = ['--quick', '--only', '002/width-50,003/model-3', '--backend', 'reference', '--no-network'];
      const where = ['--data', shared, '--runs', runs];
      expect(reproduce(...words, ...where, '--out', join(folder, 'report'))).toMatchObject({ status: 0 });
      const markdown = readFileSync(join(folder, 'report', 'RESULTS.md'), 'utf8');
      expect(markdown).toMatch(/^\| 003\/model-3 \| 96\.19 % \| \d+\.\d\d % \|.*\| 1,818 \|$/m);
      const again = reproduce(...words, ...where, '--resume', '--json');
      expect(again.stderr).toContain('2 of 2 trainings are kept');
      expect((JSON.parse(again.stdout) as { runs: unknown[] }).runs).toHaveLength(2);
    },
    240_000,
  );

  test.skipIf(!existsSync(join(shared, 'mnist')))(
    'a shard writes what it trained, for merge (skipped where ../shared/datasets/mnist is absent)',
    async () => {
      const words = ['--quick', '--only', '003/smallest', '--seeds', '2', '--backend', 'reference', '--data', shared];
      const where = ['--runs', join(folder, 'shard'), '--out', folder];
      expect(reproduce(...words, ...where, '--shard', '2/2')).toMatchObject({ status: 0 });
      const { runs } = await readReproduction(join(folder, 'notebooks-2-of-2.json'));
      expect(runs.map(({ result }) => [result.id, result.seed])).toEqual([['003/smallest', 1]]);
      expect(runs[0].result.parameters.total).toBe(20);
    },
    240_000,
  );
});
