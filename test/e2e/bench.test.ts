import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readResult, type BenchResult } from '../../bench/result.js';
import { spreadOf } from '../../bench/statistics.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'handgrad-bench-e2e-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a suite in the project's folder, as its npm script does once dist/ is built. */
function bench(suite: string, ...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/bench.mjs', suite, ...options], {
    cwd: root,
    encoding: 'utf8',
    timeout: 240_000,
  });
  return { status, stdout, stderr };
}

describe('npm run bench', () => {
  const out = join(folder, 'kernels.json');
  const quick = ['--quick', '--only', 'matmul', '--backend', 'reference'];
  let run: ReturnType<typeof bench>;
  let result: BenchResult;
  beforeAll(() => {
    run = bench('kernels', ...quick, '--out', out);
    result = readResult(out);
  }, 300_000);

  test('ends well, with a table of what it measured', () => {
    expect(run).toMatchObject({ status: 0 });
    expect(run.stdout).toMatch(/^matmul\s+32 x 32 x 32\s+reference/m);
  });

  test('the result says on what it was measured', () => {
    expect(result).toMatchObject({ suite: 'kernels', machine: { node: process.version } });
    expect(result.machine.cores).toBeGreaterThan(0);
    expect(result.versions.handgrad).toMatch(/^\d+\.\d+\.\d+/);
    expect(result.versions.benchmark).toMatch(/^2\./);
    expect(Date.parse(result.date)).toBeGreaterThan(Date.parse('2024-01-01'));
    expect(result.backends).toMatchObject([{ name: 'reference', problem: null }]);
    expect(result.ceilings).toMatchObject([{ device: 'cpu' }]);
    expect(result.ceilings[0].gflops).toBeGreaterThan(0);
    expect(result.ceilings[0].gigabytesPerSecond).toBeGreaterThan(0);
  });

  test('every measurement has a spread that is that of its samples, and a rate that follows from the median', () => {
    expect(result.measurements.length).toBeGreaterThanOrEqual(4);
    for (const { group, samples, milliseconds, figures, runner } of result.measurements) {
      expect([group, runner]).toEqual(['matmul', 'reference']);
      expect(milliseconds).toEqual(spreadOf(samples));
      expect(milliseconds.count).toBeGreaterThanOrEqual(3);
      expect(figures.gflops! * milliseconds.median).toBeGreaterThan(0);
    }
    const [smallest] = result.measurements;
    expect(smallest.size).toBe('32 x 32 x 32');
    expect(smallest.figures.gflops! * smallest.milliseconds.median * 1e6).toBeCloseTo(2 * 32 ** 3, 3);
    expect(result.remarks).toEqual([]);
  });

  test('the charts lie beside the result', () => {
    expect(readFileSync(join(folder, 'kernels-matmul.svg'), 'utf8')).toMatch(/^<svg /);
    expect(existsSync(join(folder, 'kernels-matmul.png'))).toBe(true);
  });

  test('compared with a run that was a thousand times faster, it is slower and ends with 1', () => {
    const faster = {
      ...result,
      measurements: result.measurements.map((one) => ({
        ...one,
        samples: one.samples.map((sample) => sample / 1000),
        milliseconds: spreadOf(one.samples.map((sample) => sample / 1000)),
      })),
    };
    const old = join(folder, 'old.json');
    writeFileSync(old, JSON.stringify(faster));
    const { status, stdout } = bench('kernels', ...quick, '--out', join(folder, 'new.json'), '--compare', old);
    expect(stdout).toMatch(/[1-9]\d* slower/);
    expect(status).toBe(1);
  });

  test('a file that is no result is refused in a line, before anything is measured', () => {
    const { status, stdout, stderr } = bench('kernels', ...quick, '--compare', 'package.json');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^bench: package\.json: expected a result with the format/);
  });

  test('an unknown family is refused with those there are', () => {
    const { status, stderr } = bench('kernels', '--only', 'matmull');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^bench: --only: there is no family 'matmull'; known are matmul, conv2d/);
  });
});

describe('npm run bench:train', () => {
  test('times a workload in a process of its own and says what it cost', () => {
    const out = join(folder, 'train.json');
    const options = ['--quick', '--only', 'W1', '--no-scaling', '--backend', 'reference', '--out', out];
    expect(bench('train', ...options)).toMatchObject({ status: 0 });
    const { measurements, remarks } = readResult(out);
    expect(remarks).toEqual([]);
    expect(measurements.map(({ id }) => id)).toEqual(['W1 on reference']);
    const { figures, milliseconds } = measurements[0];
    expect(figures.imagesPerSecond! * milliseconds.median).toBeCloseTo(128 * 1000, 3);
    expect(figures.peakMemoryBytes).toBeGreaterThan(20e6);
  }, 300_000);
});
