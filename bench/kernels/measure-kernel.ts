import Benchmark from 'benchmark';
import type { Backend } from '../../src/index.js';
import { tensor } from '../../src/index.js';
import { newArray } from '../../src/tensor/dtype.js';
import { fillRandomBits, uniformOf } from '../../src/tensor/random.js';
import { sizeOf } from '../../src/tensor/shape.js';
import type { Tensor } from '../../src/index.js';
import type { KernelCase, OperandSpecification, SizedLaunch } from './kernel-case.js';

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

/** Launches that go to the device before its end is waited for: enough that the waiting, about 0.1 ms, hardly counts. */
const BURST_MS = 2;

/**
 * Measures one launch on a backend: throughput, as in a training. Launches are made in bursts, and each burst waits for the
 * device; so the time has the launches' costs on the host in it, but not the latency of waiting for each.
 * @throws what the backend throws when it cannot run the kernel.
 */
export async function measureKernel(
  backend: Backend,
  { kernel }: KernelCase,
  launch: SizedLaunch,
  thoroughness: Thoroughness,
): Promise<KernelTime> {
  const inputs = launch.inputs.map((operand) => operand && makeOperand(backend, operand));
  const outputs = launch.outputs.map((operand) => operand && makeOperand(backend, operand));
  const run = backend.kernels[kernel] as (inputs: unknown, outputs: unknown, attributes: object) => void;
  const burst = async (count: number) => {
    for (let i = 0; i < count; i++) run(inputs, outputs, launch.attributes);
    await backend.finish();
  };
  try {
    const count = await burstLength(burst);
    return perLaunch(await benchmark(kernel, () => burst(count), thoroughness), count);
  } finally {
    for (const operand of [...inputs, ...outputs]) operand?.dispose();
  }
}

/** How many launches fill `BURST_MS`; the first ones, which compile, do not count. */
async function burstLength(burst: (count: number) => Promise<void>): Promise<number> {
  await burst(2);
  for (let count = 1; ; count *= 2) {
    const begin = performance.now();
    await burst(count);
    if (performance.now() - begin >= BURST_MS) return count;
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

function makeOperand(backend: Backend, { shape, dtype, below, isPositive }: OperandSpecification): Tensor {
  const size = sizeOf(shape);
  const bits = new Uint32Array(size);
  fillRandomBits(bits, 1, 'bench', 0);
  const values = newArray(dtype, size);
  for (let i = 0; i < size; i++) {
    const uniform = uniformOf(bits[i]);
    values[i] = below > 0 ? Math.floor(uniform * below) : isPositive ? uniform : 2 * uniform - 1;
  }
  return tensor(values, { shape, dtype, backend });
}
