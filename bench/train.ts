/** `npm run bench:train`: how long training steps take on every backend, and how that grows with batch, width and depth. */
import { Command } from 'commander';
import { lookAtBackends, usable } from './backends.js';
import { CEILING_ROUND_MS, measureCeilings } from './ceilings/measure-ceilings.js';
import { scalingLaws, SCALING_PREFIX } from './charts/scaling-chart.js';
import { drawCharts } from './charts/draw-charts.js';
import { handgradRunner } from './handgrad-runner.js';
import { measureWorkload, type WorkloadPlan } from './measure-workload.js';
import { addOutputOptions, nameList, publish, type OutputOptions } from './output.js';
import { benchProgress } from './progress.js';
import { readResult, resultHeader, type Measurement, type Remark } from './result.js';
import { runSuite } from './run-suite.js';
import { scalingTable, workloadTable } from './tables.js';
import { imagesNeeded, workloadFolder } from './workload-files.js';
import { scalingWorkload, workloadsNamed, type ScalingPoint, type Workload } from './workloads.js';

interface Options extends OutputOptions {
  readonly only?: readonly string[];
  readonly backend?: readonly string[];
  readonly quick?: boolean;
  readonly scaling: boolean;
}

/** One network to be measured, and what it is filed under. */
interface Item extends Pick<WorkloadPlan, 'group' | 'size' | 'scale'> {
  readonly workload: Workload;
}

/** The network that the scaling study varies, one size at a time. */
const middle: ScalingPoint = { batch: 64, width: 128, depth: 2 };
const ladders = {
  batch: [1, 4, 16, 64, 256, 1024],
  width: [32, 64, 128, 256, 512],
  depth: [1, 2, 4, 8],
} as const;

async function main(options: Options): Promise<void> {
  if (options.compare !== undefined) readResult(options.compare); // before all the measuring, not after
  const header = resultHeader('train');
  const items = [
    ...workloadsNamed(options.only).map((workload) => ({
      workload,
      group: 'workloads',
      size: '',
      scale: workload.batch,
    })),
    ...(options.scaling ? scalingItems(options.quick ?? false) : []),
  ];
  const backends = await lookAtBackends(options.backend);
  const names = usable(backends);
  const ceilings = await measureCeilings(names, CEILING_ROUND_MS[options.quick ? 'quick' : 'usual']);
  const effort = options.quick ? { rounds: 2, roundMs: 50 } : { rounds: 9, roundMs: 300 };
  const measurements: Measurement[] = [];
  const remarks: Remark[] = [];
  const progress = benchProgress(items.length);
  const folder = await workloadFolder(imagesNeeded(items.map(({ workload }) => workload)));
  try {
    for (const { workload, ...filed } of items) {
      const files = await folder.filesOf(workload);
      const plan = { ...filed, ...effort, ceilings, oracle: null };
      const measured = await measureWorkload(workload, files, names.map(handgradRunner), plan, progress);
      measurements.push(...measured.measurements);
      remarks.push(...measured.remarks);
      progress.advance();
    }
  } finally {
    progress.end();
    await folder.remove();
  }
  const table = [workloadTable(measurements), scalingTable(scalingLaws(measurements))].join('\n\n');
  await publish({ ...header, backends, ceilings, measurements, remarks }, table.trimEnd(), options, drawCharts);
}

function scalingItems(isQuick: boolean): Item[] {
  return Object.entries(ladders).flatMap(([axis, ladder]) =>
    (isQuick ? ladder.slice(0, 2) : ladder).map((scale) => ({
      workload: { ...scalingWorkload({ ...middle, [axis]: scale }), id: 'MLP' },
      group: SCALING_PREFIX + axis,
      size: `${axis} ${scale}`,
      scale,
    })),
  );
}

const command = addOutputOptions(
  new Command('bench:train')
    .description('Measures training steps of the workloads on every backend.')
    .option('--only <workloads>', 'workloads, separated by commas: W1, W2, ...', nameList)
    .option('--backend <names>', 'backends, separated by commas (default: all that can be opened)', nameList)
    .option('--no-scaling', 'leave out how the time grows with batch, width and depth')
    .option('--quick', 'few and short rounds: to see that it runs'),
).action(main);

await runSuite('bench:train', () => command.parseAsync());
