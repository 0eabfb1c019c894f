import type { Backend } from '../backend.js';
import { prepareLaunches } from './prepare-launches.js';
import type { Program } from './program.js';

/** How long a step takes, and each of its launches by itself. */
export interface StepProfile {
  /** The median time of each launch. */
  readonly launchMs: readonly number[];
  /** The median time of the whole step, its launches one behind the other. */
  readonly stepMs: number;
  /** Steps that were timed. */
  readonly repeats: number;
}

/**
 * Times a step launch by launch: each is waited for before the next, so that the clock sees it alone, and waiting for nothing is
 * subtracted. Then whole steps. The first steps compile kernels and are not counted. The step really runs: it changes what it
 * works on. `advance`: as in `Replay.run`.
 */
export async function profileStep(
  backend: Backend,
  program: Program,
  { repeats = 20, advance }: { repeats?: number; advance: () => void },
): Promise<StepProfile> {
  const { launches, beginStep, dispose } = prepareLaunches(backend, program);
  const waited = async (work: () => void) => {
    const start = performance.now();
    work();
    await backend.finish();
    return performance.now() - start;
  };
  const step = () => {
    beginStep();
    for (const launch of launches) launch();
  };
  const [times, stepTimes, waits]: [number[][], number[], number[]] = [launches.map(() => []), [], []];
  try {
    for (let repeat = -WARM_UP; repeat < repeats; repeat++) {
      const wholeMs = await waited(step);
      advance();
      beginStep();
      const waitMs = await waited(() => {});
      const launchMs: number[] = [];
      for (const launch of launches) launchMs.push(await waited(launch));
      advance();
      if (repeat < 0) continue;
      stepTimes.push(wholeMs);
      waits.push(waitMs);
      launchMs.forEach((ms, i) => times[i].push(ms));
    }
  } finally {
    dispose();
  }
  const waitMs = median(waits);
  return {
    launchMs: times.map((ms) => Math.max(0, median(ms) - waitMs)),
    stepMs: Math.max(0, median(stepTimes) - waitMs),
    repeats,
  };
}

/** Steps before those that count. */
const WARM_UP = 2;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}
