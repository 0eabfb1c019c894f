import type { Backend } from '../backend.js';
import { compile } from './compile.js';
import { prepareLaunches } from './prepare-launches.js';
import type { Program } from './program.js';

/** How long a step takes, and each of its launches by itself. */
export interface StepProfile {
  /** The median time of each launch. */
  readonly launchMs: readonly number[];
  /** The median time of the whole step, as it is replayed in training. */
  readonly stepMs: number;
  /** Steps that were timed. */
  readonly repeats: number;
  /** Which clock timed the launches. The host's sees them one by one, the device's as they follow each other. */
  readonly clock: 'host' | 'device';
}

/**
 * Times a step: as a whole, and launch by launch, by the device's clock if it has one, else by the host's. The first steps compile
 * kernels and are not counted. The step really runs: it changes what it works on. `advance`: as in `Replay.run`.
 */
export async function profileStep(
  backend: Backend,
  program: Program,
  { repeats = 20, advance }: { repeats?: number; advance: () => void },
): Promise<StepProfile> {
  const replay = compile(backend, program);
  const { launches, beginStep, dispose } = prepareLaunches(backend, program);
  const [stepTimes, launchTimes]: [number[], number[][]] = [[], launches.map(() => [])];
  let clock: StepProfile['clock'] = 'device';
  try {
    for (let repeat = -WARM_UP; repeat < repeats; repeat++) {
      const [stepMs] = await timeByHost(backend, [() => replay.run(1, advance)]);
      beginStep();
      let launchMs = (await backend.timeLaunches?.(launches)) ?? null;
      if (!launchMs) [clock, launchMs] = ['host', await timeByHost(backend, launches)];
      advance();
      if (repeat < 0) continue;
      stepTimes.push(stepMs);
      launchMs.forEach((ms, i) => launchTimes[i].push(ms));
    }
  } finally {
    replay.dispose();
    dispose();
  }
  return { launchMs: launchTimes.map(median), stepMs: median(stepTimes), repeats, clock };
}

/** Each is waited for before the next, so that the clock sees it alone; what it takes to wait for nothing is subtracted. */
async function timeByHost(backend: Backend, launches: readonly (() => void)[]): Promise<number[]> {
  const waited = async (work: () => void) => {
    const start = performance.now();
    work();
    await backend.finish();
    return performance.now() - start;
  };
  const waitMs = await waited(() => {});
  const times: number[] = [];
  for (const launch of launches) times.push(Math.max(0, (await waited(launch)) - waitMs));
  return times;
}

/** Steps before those that count. */
const WARM_UP = 2;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}
