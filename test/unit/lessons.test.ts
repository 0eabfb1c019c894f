/** Every lesson of docs/lessons is whole, and what it shows is what there is. What its script prints: test/e2e/lesson.test.ts. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkExercises } from '../../scripts/lessons/check-exercises.mjs';
import { freshReadme } from '../../scripts/lessons/fresh-readme.mjs';
import { lessons, root } from '../../scripts/lessons/lesson-folders.mjs';
import type { Check } from '../../docs/lessons/check.js';

type Module = Record<string, unknown>;
const sourceOf = (path: string) => readFileSync(join(root, path), 'utf8');

it('the list of lessons has twelve, and every lesson that there is, in order', () => {
  const listed = [...sourceOf('docs/lessons/README.md').matchAll(/^\| (\d+) \| \[.*\]\((.*)\/README\.md\) \|/gm)];
  expect(listed.map(([, number]) => Number(number))).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  const names = listed.map(([, , name]) => name);
  for (const { number, name } of lessons()) expect(names[number - 1]).toBe(name);
});

describe.each(lessons())('lesson $number, $name', ({ number, folder }) => {
  const text = (file: string) => readFileSync(join(folder, file), 'utf8');
  const load = async (file: string) => (await import(pathToFileURL(join(folder, file)).href)) as Module;
  const checks = async () => (await load('checks.ts')).checks as Check<never>[];
  const pictures = async () => (await load('pictures.ts')).pictures as Record<string, () => Promise<string>>;

  it('has a text, a script, exercises with solutions and checks, and its pictures', async () => {
    const files = ['README.md', 'checks.ts', 'exercises.ts', 'lesson.ts', 'pictures.ts', 'solutions.ts'];
    const drawn = Object.keys(await pictures());
    expect(drawn).not.toHaveLength(0);
    const found = readdirSync(folder);
    expect(found).toEqual(expect.arrayContaining([...files, ...drawn]));
    // What script and pictures share may have a file of its own.
    const others = found.filter((file) => !files.includes(file) && !drawn.includes(file));
    expect(others.filter((file) => !file.endsWith('.ts'))).toEqual([]);
    for (const picture of drawn) expect(text('README.md')).toContain(`](${picture})`);
  });

  it('has a script of at most 60 lines', () => {
    expect(text('lesson.ts').trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  });

  it("shows the engine's source as it is", () => {
    const readme = text('README.md');
    expect(readme).toMatch(/^<!-- excerpt: src\//m);
    expect(readme).toMatch(/^<!-- output: lesson.ts/m);
    expect(freshReadme(readme, sourceOf, null), `npm run lesson ${number} -- --update`).toBe(readme);
  });

  it('says which exercises there are and what comes next', () => {
    const readme = text('README.md');
    for (const heading of ['## Exercises', '## Where next']) expect(readme.split('\n')).toContain(heading);
    expect(readme).toContain(`npm run lesson ${number} -- --check my.ts`);
  });

  it('links to files that exist', () => {
    // Code has brackets, too.
    const prose = text('README.md').replace(/^```[^]*?^```/gm, '');
    const links = [...prose.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link);
    expect(links.filter((link) => !existsSync(join(folder, link)))).toEqual([]);
  });

  it('has three exercises that can be copied to anywhere', async () => {
    const exercises = await load('exercises.ts');
    expect(Object.values(exercises).map((exercise) => typeof exercise)).toEqual(Array(3).fill('function'));
    expect(Object.keys(await load('solutions.ts'))).toEqual(Object.keys(exercises));
    expect([...text('exercises.ts').matchAll(/ from '(.*)';/g)].map(([, from]) => from)).toSatisfy((froms: string[]) =>
      froms.every((from) => from === 'handgrad'),
    );
  });

  it('accepts its solutions, and says of each exercise that it is not written yet', async () => {
    const exercises = await load('exercises.ts');
    const solved = await checkExercises(await checks(), exercises, await load('solutions.ts'));
    expect(solved.map(({ problem }) => problem)).toEqual([null, null, null]);
    const unsolved = await checkExercises(await checks(), exercises, exercises);
    expect(unsolved.map(({ problem }) => problem)).toEqual([1, 2, 3].map((n) => `exercise ${n}: not written yet`));
  });

  it('refuses answers of nothing and of zero', async () => {
    const exercises = await load('exercises.ts');
    for (const answer of [undefined, 0, null]) {
      const wrong = Object.fromEntries(Object.keys(exercises).map((exercise) => [exercise, () => answer]));
      const results = await checkExercises(await checks(), exercises, wrong);
      expect(results.filter(({ problem }) => problem === null)).toEqual([]);
    }
  });

  it('draws the pictures that are shown', async () => {
    for (const [file, draw] of Object.entries(await pictures())) {
      expect(await draw(), file).toBe(text(file));
    }
  });
});
