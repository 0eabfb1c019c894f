/** Results of benches for tests: made up, as nothing here depends on time. */
import { measurement, type BenchResult, type Measurement } from '../../bench/result.js';

type Parts = Partial<Omit<Measurement, 'id' | 'milliseconds'>>;

export function measured(samples: readonly number[], parts: Parts = {}): Measurement {
  return measurement({
    group: 'workloads',
    name: 'W1',
    size: '',
    scale: 128,
    runner: 'reference',
    figures: {},
    ...parts,
    samples,
  });
}

export function resultOf(suite: BenchResult['suite'], measurements: readonly Measurement[]): BenchResult {
  return {
    format: 'handgrad-bench 1',
    suite,
    date: '2001-02-03T04:05:06.000Z',
    commit: null,
    arguments: [],
    machine: { cpu: 'a processor', cores: 2, memoryBytes: 2 ** 34, node: 'v20.0.0', os: 'an os', loadBefore: 0 },
    versions: {},
    backends: [],
    ceilings: [
      { device: 'cpu', gigabytesPerSecond: 10, gflops: 50, bandwidthMethod: 'a copy', peakMethod: 'registers' },
    ],
    measurements,
    remarks: [],
  };
}
