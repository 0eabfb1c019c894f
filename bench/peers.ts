/** `npm run bench:peers`: the same training steps in handgrad and in other libraries, side by side. */
import { Command } from 'commander';
import { lookAtBackends, usable } from './backends.js';
import { CEILING_ROUND_MS, measureCeilings } from './ceilings/measure-ceilings.js';
import { drawCharts } from './charts/draw-charts.js';
import { handgradRunner } from './handgrad-runner.js';
import { measureWorkload } from './measure-workload.js';
import { addOutputOptions, nameList, publish, type OutputOptions } from './output.js';
import { defaultPython, lookAtRunner, peerRunners, TORCH } from './peer-runners.js';
import { benchProgress } from './progress.js';
import { readResult, resultHeader, type Measurement, type Remark } from './result.js';
import type { RunnerDefinition } from './runner-process.js';
import { runSuite } from './run-suite.js';
import { sideBySideTable, workloadTable } from './tables.js';
import { imagesNeeded, workloadFolder } from './workload-files.js';
import { workloadsNamed } from './workloads.js';

interface Options extends OutputOptions {
  readonly only?: readonly string[];
  readonly backend?: readonly string[];
  readonly peers?: readonly string[];
  readonly python: string;
  readonly quick?: boolean;
}

async function main(options: Options): Promise<void> {
  if (options.compare !== undefined) readResult(options.compare); // before all the measuring, not after
  const header = resultHeader('peers');
  const workloads = workloadsNamed(options.only);
  const peers = chosenPeers(peerRunners(options.python), options.peers);
  const own = await lookAtBackends(options.backend);
  const reports = [...own];
  for (const peer of peers) reports.push(await lookAtRunner(peer));
  const names = usable(reports);
  const runners = [...usable(own).map(handgradRunner), ...peers.filter(({ name }) => names.includes(name))];
  const ceilings = await measureCeilings(usable(own), CEILING_ROUND_MS[options.quick ? 'quick' : 'usual']);
  const effort = options.quick ? { rounds: 2, roundMs: 50 } : { rounds: 9, roundMs: 500 };
  const measurements: Measurement[] = [];
  const remarks: Remark[] = [];
  const progress = benchProgress(workloads.length);
  const folder = await workloadFolder(imagesNeeded(workloads));
  try {
    for (const workload of workloads) {
      const files = await folder.filesOf(workload);
      const filed = { group: 'workloads', size: '', scale: workload.batch };
      const plan = { ...filed, ...effort, ceilings, oracle: handgradRunner('reference') };
      const measured = await measureWorkload(workload, files, runners, plan, progress);
      measurements.push(...measured.measurements);
      remarks.push(...measured.remarks);
      progress.advance();
    }
  } finally {
    progress.end();
    await folder.remove();
  }
  const ratio = { title: 'ours/PyTorch', of: (name: string) => oursOverTorch(measurements, name, usable(own)) };
  const tables = [workloadTable(measurements), sideBySideTable(measurements, ratio)].join('\n\n');
  await publish({ ...header, backends: reports, ceilings, measurements, remarks }, tables, options, drawCharts);
}

/** The peers whose names begin with one of those given: `torch` is both of PyTorch's. */
function chosenPeers(all: readonly RunnerDefinition[], names: readonly string[] | undefined): RunnerDefinition[] {
  const unknown = names?.find((name) => name !== '' && !all.some((peer) => peer.name.startsWith(name)));
  if (unknown !== undefined) {
    throw new RangeError(`--peers: there is no '${unknown}'; known are ${all.map(({ name }) => name).join(', ')}`);
  }
  return all.filter((peer) => names?.some((name) => name !== '' && peer.name.startsWith(name)) ?? true);
}

/** The best of our backends over the best of PyTorch's thread counts; null where one is missing. */
function oursOverTorch(measurements: readonly Measurement[], workload: string, own: readonly string[]): number | null {
  const best = (isCounted: (runner: string) => boolean) =>
    Math.min(
      ...measurements
        .filter(({ name, runner }) => name === workload && isCounted(runner))
        .map(({ milliseconds }) => milliseconds.median),
    );
  const ratio = best((runner) => own.includes(runner)) / best((runner) => runner.startsWith(TORCH));
  return Number.isFinite(ratio) && ratio > 0 ? ratio : null;
}

const command = addOutputOptions(
  new Command('bench:peers')
    .description('Measures the workloads in handgrad and in other libraries, side by side.')
    .option('--only <workloads>', 'workloads, separated by commas: W1, W2, ...', nameList)
    .option('--backend <names>', "handgrad's backends, separated by commas (default: all that can be opened)", nameList)
    .option('--peers <names>', 'peers, separated by commas: tfjs, torch, ... (default: all)', nameList)
    .option('--python <path>', 'the Python that has PyTorch', defaultPython)
    .option('--quick', 'few and short rounds: to see that it runs'),
).action(main);

await runSuite('bench:peers', () => command.parseAsync());
