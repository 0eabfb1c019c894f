import { ceilingOf, ceilingShare, type Ceiling } from './ceilings/ceiling.js';
import type { Progress } from './progress.js';
import type { TimedSteps, WorkloadFiles } from './protocol.js';
import { measurement, type Measurement, type Remark } from './result.js';
import { startRunner, type RunnerDefinition, type RunnerProcess } from './runner-process.js';
import { workloadFlops } from './workload-cost.js';
import { withoutDropout, type Workload } from './workloads.js';

/** How a workload is measured. */
export interface WorkloadPlan {
  /** What the measurements are filed under. */
  readonly group: string;
  readonly size: string;
  readonly scale: number;
  /** How often every runner is timed, and for how long each time. */
  readonly rounds: number;
  readonly roundMs: number;
  readonly ceilings: readonly Ceiling[];
  /** Whose loss is the right one; null: losses are not compared. */
  readonly oracle: RunnerDefinition | null;
}

/** What became of a workload. */
export interface MeasuredWorkload {
  readonly measurements: readonly Measurement[];
  readonly remarks: readonly Remark[];
}

/**
 * The largest relative difference of losses that is called the same: float32 rounding, which Adam amplifies where gradients are
 * near zero, comes to less; another formula or order of batches does not.
 */
export const LOSS_TOLERANCE = 2e-3;

/** A runner that needs this many times a round for a single step is timed in the first rounds only. */
const SLOW = 10;
const SAMPLES_OF_SLOW = 3;

/** A runner in the middle of a workload. */
interface Contender {
  readonly process: RunnerProcess;
  readonly samples: number[];
  /** The longest that it was timed for in one round. */
  slowestMs: number;
  peakMemoryBytes: number;
  loss: number | null;
  note: string | null;
}

/**
 * Measures one workload with all runners side by side: each in a fresh process; first the loss of a short training without dropout,
 * then, with dropout, `rounds` rounds in which one runner after the other is timed, each round beginning with another. So whatever
 * else happens on the machine meets all of them. A runner that fails is reported and left out.
 */
export async function measureWorkload(
  workload: Workload,
  files: WorkloadFiles,
  runners: readonly RunnerDefinition[],
  plan: WorkloadPlan,
  progress: Progress,
): Promise<MeasuredWorkload> {
  const remarks: Remark[] = [];
  const expectedLoss = plan.oracle && (await lossOf(plan.oracle, workload, files));
  const contenders: Contender[] = [];
  const fail = async (contender: Contender, error: unknown) => {
    remarks.push({ runner: contender.process.name, name: workload.id, kind: 'failed', text: messageOf(error) });
    contenders.splice(contenders.indexOf(contender), 1);
    await contender.process.end();
  };
  const eachContender = async (what: string, work: (contender: Contender) => Promise<void>) => {
    for (const contender of [...contenders]) {
      progress.begin(`${workload.id} ${plan.size} ${what}: ${contender.process.name}`);
      await work(contender).catch((error) => fail(contender, error));
    }
  };
  for (const runner of runners) {
    contenders.push({
      process: startRunner(runner),
      samples: [],
      slowestMs: 0,
      peakMemoryBytes: 0,
      loss: null,
      note: null,
    });
  }
  try {
    await eachContender('prepare', async (contender) => {
      if (expectedLoss !== null) Object.assign(contender, await checkedLoss(contender.process, workload, files));
      await contender.process.ask({ type: 'prepare', workload, files });
      await contender.process.ask({ type: 'time', milliseconds: plan.roundMs }); // to warm up
    });
    for (let round = 0; round < plan.rounds; round++) {
      await eachContender(`round ${round + 1}`, async (contender) => {
        if (contender.slowestMs > SLOW * plan.roundMs && contender.samples.length >= SAMPLES_OF_SLOW) return;
        record(contender, workload, await contender.process.ask({ type: 'time', milliseconds: plan.roundMs }));
      });
      contenders.push(...contenders.splice(0, 1));
    }
  } finally {
    for (const { process } of contenders) await process.end();
  }
  const order = runners.map(({ name }) => name);
  contenders.sort((a, b) => order.indexOf(a.process.name) - order.indexOf(b.process.name));
  return {
    measurements: contenders.map((contender) => measurementOf(contender, workload, plan, expectedLoss)),
    remarks: [...remarks, ...contenders.flatMap((contender) => differences(contender, workload, expectedLoss))],
  };
}

async function lossOf(runner: RunnerDefinition, workload: Workload, files: WorkloadFiles): Promise<number | null> {
  const process = startRunner(runner);
  try {
    return (await checkedLoss(process, workload, files)).loss;
  } finally {
    await process.end();
  }
}

async function checkedLoss(process: RunnerProcess, workload: Workload, files: WorkloadFiles) {
  await process.ask({ type: 'prepare', workload: withoutDropout(workload), files });
  return process.ask({ type: 'check' });
}

function record(contender: Contender, workload: Workload, { milliseconds, steps, peakMemoryBytes }: TimedSteps): void {
  const stepsPerTime = workload.imagesPerTime / workload.batch;
  contender.samples.push((milliseconds / steps) * stepsPerTime);
  contender.slowestMs = Math.max(contender.slowestMs, milliseconds);
  contender.peakMemoryBytes = peakMemoryBytes;
}

function measurementOf(
  { process, samples, peakMemoryBytes, loss }: Contender,
  workload: Workload,
  { group, size, scale, ceilings }: WorkloadPlan,
  expectedLoss: number | null,
): Measurement {
  const parts = { group, name: workload.id, size, scale, runner: process.name, samples, figures: {} };
  const seconds = measurement(parts).milliseconds.median / 1000;
  const flops = workloadFlops(workload);
  const ceiling = ceilingOf(ceilings, process.name);
  return measurement({
    ...parts,
    figures: {
      operationsPerSecond: 1 / seconds,
      imagesPerSecond: workload.imagesPerTime / seconds,
      gflops: flops / seconds / 1e9,
      ...(ceiling && { ceilingShare: ceilingShare(ceiling, { flops, bytes: 0, seconds }) }),
      peakMemoryBytes,
      ...(loss !== null && { loss }),
      ...(loss !== null && expectedLoss !== null && { expectedLoss, lossDifference: difference(loss, expectedLoss) }),
    },
  });
}

function differences({ process, loss, note }: Contender, workload: Workload, expectedLoss: number | null): Remark[] {
  const remark = (text: string): Remark => ({ runner: process.name, name: workload.id, kind: 'different', text });
  if (note !== null) return [remark(note)];
  if (loss === null || expectedLoss === null || difference(loss, expectedLoss) <= LOSS_TOLERANCE) return [];
  return [remark(`its loss is ${loss}, expected ${expectedLoss} within ${LOSS_TOLERANCE * 100} %`)];
}

function difference(found: number, expected: number): number {
  return Math.abs(found - expected) / Math.abs(expected);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
