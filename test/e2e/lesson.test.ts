/** `npm run lesson`: what each lesson's script prints is what its text shows, and solutions are checked. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { freshReadme } from '../../scripts/lessons/fresh-readme.mjs';
import { lessons, root } from '../../scripts/lessons/lesson-folders.mjs';

const own = mkdtempSync(join(tmpdir(), 'handgrad-lesson-'));
afterAll(() => rmSync(own, { recursive: true, force: true }));

/** Runs the command as npm does, called in the folder of one's own solutions. */
function lesson(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, INIT_CWD: own };
  return spawnSync(process.execPath, ['scripts/lesson.mjs', ...words], { cwd: root, env, encoding: 'utf8' });
}

describe('npm run lesson', () => {
  it('lists all lessons', () => {
    const { status, stdout } = lesson();
    expect(status).toBe(0);
    for (const { number, title, name } of lessons()) {
      expect(stdout).toContain(`${String(number).padStart(2)}  ${title} (docs/lessons/${name})`);
    }
  });

  it.each(lessons())('$number prints what its text shows', ({ number, folder }) => {
    const { status, stdout, stderr } = lesson(String(number));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(freshReadme(readme, (path) => readFileSync(join(root, path), 'utf8'), stdout)).toBe(readme);
  });

  it('finds nothing to update where text and pictures are as they should be', () => {
    const { status, stdout } = lesson('1', '--update');
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toContain('docs/lessons/01-chain-rule/README.md is as it was');
    expect(lines.filter((line) => !/[.](md|svg) is as it was$/.test(line))).toEqual([]);
  });

  it('refuses a lesson that there is not', () => {
    const { status, stderr } = lesson('13');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^lesson: there is no lesson '13', expected one of 1.*; npm run lesson lists them\n$/);
  });
});

describe('npm run lesson 1 -- --check', () => {
  const { folder } = lessons()[0];

  it('accepts solutions from any folder', () => {
    copyFileSync(join(folder, 'solutions.ts'), join(own, 'mine.ts'));
    const { status, stdout } = lesson('1', '--check', 'mine.ts');
    expect(stdout).toMatch(
      /^solved {3}exercise 1: .*\nsolved {3}exercise 2: .*\nsolved {3}exercise 3: .*\n3 of 3 solved\n$/,
    );
    expect(status).toBe(0);
  });

  it('says of each exercise what is wrong with it', () => {
    const wrong =
      'export const centralDifference = (f: (x: number) => number, x: number, h: number) => (f(x + h) - f(x)) / h;';
    writeFileSync(join(own, 'wrong.ts'), `${wrong}\nexport const neuronDerivatives = () => { throw 'no idea'; };\n`);
    const { status, stdout } = lesson('1', '--check', 'wrong.ts');
    expect(status).toBe(1);
    expect(stdout.split('\n').filter((line) => line.startsWith(' '))).toEqual([
      '         the quotient of 3 x^2 - x at x = 2 with h = 0.5: expected 11, found 12.5',
      '         no idea',
      expect.stringMatching(/^ {9}there is no exported function 'derivativeOfChain'/),
    ]);
    expect(stdout).toMatch(/\n0 of 3 solved\n$/);
  });

  it('says how to begin where the file is missing', () => {
    const { status, stderr } = lesson('1', '--check', 'nowhere.ts');
    expect(status).toBe(1);
    expect(stderr).toBe(
      'lesson: there is no file nowhere.ts; begin with a copy: cp docs/lessons/01-chain-rule/exercises.ts nowhere.ts\n',
    );
  });

  it('names the line of a syntax error', () => {
    writeFileSync(join(own, 'broken.ts'), 'export const centralDifference = ;\n');
    const { status, stderr } = lesson('1', '--check', 'broken.ts');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^lesson: .*broken\.ts:1:34: Unexpected ";"\n$/);
  });
});
