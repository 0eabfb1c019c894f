import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { ChallengeResults } from '../../bench/challenges/result-file.js';
import { checkRecipe } from '../../src/recipe/check-recipe.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'handgrad-challenges-e2e-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a suite as its npm script does once dist/ is built. */
function suite(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/bench.mjs', ...words], {
    cwd: root,
    encoding: 'utf8',
    timeout: 240_000,
  });
  return { status, stdout, stderr };
}

describe('npm run challenges', () => {
  const runs = join(folder, 'runs');
  const out = join(folder, 'out');
  const words = ['challenges', '--quick', '--only', 'small-dense', '--seeds', '2', '--backend', 'wasm', '--no-network'];

  test('chooses without the test images, scores the chosen network, and keeps both and its recipe', () => {
    expect(suite(...words, '--runs', runs, '--out', out)).toMatchObject({ status: 0 });
    const results = JSON.parse(readFileSync(join(out, 'challenges.json'), 'utf8')) as ChallengeResults;
    const [{ candidates, chosen, runs: scored }] = results.challenges;
    expect(candidates.map(({ result }) => Object.keys(result.figures).sort())).toEqual(
      candidates.map(() => ['trainingAccuracy', 'validationAccuracy']),
    );
    const best = Math.max(...candidates.map(({ result }) => result.figures.validationAccuracy!));
    expect(candidates.find(({ result }) => result.id === chosen)!.result.figures.validationAccuracy).toBe(best);
    expect(scored.map(({ result }) => [result.seed, Object.keys(result.figures).sort()])).toEqual([
      [0, ['testAccuracy', 'trainingAccuracy']],
      [1, ['testAccuracy', 'trainingAccuracy']],
    ]);
    const recipe: unknown = JSON.parse(readFileSync(join(out, 'small-dense.json'), 'utf8'));
    expect(checkRecipe(recipe, 'small-dense.json').validation).toEqual({ kind: 'none' });
  }, 240_000);

  test('keeps what has ended', () => {
    const began = readFileSync(join(out, 'challenges.json'), 'utf8');
    const again = suite(...words, '--runs', runs, '--out', out);
    expect(again).toMatchObject({ status: 0, stderr: expect.not.stringContaining('seed 0') as string });
    const dates = (text: string) => (JSON.parse(text) as ChallengeResults).challenges[0].runs.map(({ date }) => date);
    expect(dates(readFileSync(join(out, 'challenges.json'), 'utf8'))).toEqual(dates(began));
  }, 240_000);

  test('a name that none has is refused in a line', () => {
    expect(suite('challenges', '--only', 'huge')).toEqual({
      status: 1,
      stdout: '',
      stderr: "challenges: --only: found 'huge', expected some of tiny-convolution, small-dense, best-dense\n",
    });
  });
});

test('npm run findings says what has to be run first', () => {
  const { status, stderr } = suite('findings', '--results', join(folder, 'missing.json'));
  expect(status).toBe(1);
  expect(stderr).toMatch(/^findings: .*missing\.json: cannot be read .*\n$/);
});
