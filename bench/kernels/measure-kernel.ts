import Benchmark from 'benchmark';
import type { Backend } from '../../src/index.js';
import type { KernelCase, SizedLaunch } from './kernel-case.js';
import { launchBurst } from './launch-burst.js';

/** How thoroughly a kernel is measured. */
export interface Thoroughness {
  /** The shortest sample. */
  readonly sampleSeconds: number;
  /** After this long no further sample is begun. */
  readonly totalSeconds: number;
  /** The fewest samples, however long they take. */
  readonly samples: number;
}

export const USUAL: Thoroughness = { sampleSeconds: 0.05, totalSeconds: 1.5, samples: 8 };
export const QUICK: Thoroughness = { sampleSeconds: 0.005, totalSeconds: 0.05, samples: 3 };

/** What benchmark.js found. */
export interface KernelTime {
  /** Milliseconds of one launch, per sample. */
  readonly samples: readonly number[];
  /** Launches per second, by the mean. */
  readonly operationsPerSecond: number;
  /** Half the 95 % confidence interval of the mean, in per cent. */
  readonly relativeMarginPercent: number;
}

/**
 * Measures one launch on a backend with benchmark.js: throughput, as in a training (launch-burst.ts).
 * @throws what the backend throws when it cannot run the kernel.
 */
export async function measureKernel(
  backend: Backend,
  { kernel }: KernelCase,
  launch: SizedLaunch,
  thoroughness: Thoroughness,
): Promise<KernelTime> {
  const burst = await launchBurst(backend, kernel, launch);
  try {
    return perLaunch(await benchmark(kernel, burst.run, thoroughness), burst.launches);
  } finally {
    burst.dispose();
  }
}

/** Runs benchmark.js: deferred, since whatever it measures is only done when the device is. */
function benchmark(name: string, work: () => Promise<void>, thoroughness: Thoroughness): Promise<Benchmark> {
  return new Promise((resolve, reject) => {
    new Benchmark(name, {
      defer: true,
      async: true,
      minTime: thoroughness.sampleSeconds,
      maxTime: thoroughness.totalSeconds,
      minSamples: thoroughness.samples,
      fn: (deferred: { resolve(): void }) => {
        work().then(() => deferred.resolve(), reject);
      },
      onError: (event: { target: Benchmark }) => reject(event.target.error),
      onComplete: (event: { target: Benchmark }) => resolve(event.target),
    }).run();
  });
}

function perLaunch({ hz, stats }: Benchmark, count: number): KernelTime {
  return {
    samples: stats.sample.map((seconds) => (seconds * 1000) / count),
    operationsPerSecond: hz * count,
    relativeMarginPercent: stats.rme,
  };
}
