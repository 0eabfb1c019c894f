import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

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

  test('a name that nothing has is refused in a line, before anything is trained', () => {
    const { status, stdout, stderr } = reproduce('--only', '005');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^reproduce: --only: found '005', expected the number of a notebook.*\n$/);
  });

  test.skipIf(!existsSync(join(shared, 'mnist')))(
    'a quick trial on real MNIST trains, keeps and reports (skipped where ../shared/datasets/mnist is absent)',
    () => {
      const runs = join(folder, 'runs');
      const words = ['--quick', '--only', '002/width-50,003/smallest', '--backend', 'wasm', '--no-network'];
      const where = ['--data', shared, '--runs', runs];
      expect(reproduce(...words, ...where, '--out', join(folder, 'report'))).toMatchObject({ status: 0 });
      const markdown = readFileSync(join(folder, 'report', 'RESULTS.md'), 'utf8');
      expect(markdown).toMatch(/^\| 003\/smallest \| 11\.35 % \| \d+\.\d\d % \|.*\| 20 \|$/m);
      const again = reproduce(...words, ...where, '--resume', '--json');
      expect(again.stderr).toContain('2 of 2 trainings are kept');
      expect((JSON.parse(again.stdout) as { runs: unknown[] }).runs).toHaveLength(2);
    },
    240_000,
  );
});
