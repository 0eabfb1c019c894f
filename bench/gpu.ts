/**
 * `npm run bench:gpu`: what to run on a machine with a GPU: training steps on WebGPU beside PyTorch on the same card, and how much of the
 * card's float32 peak the products reach. Needs nothing that is not bundled into it but `webgpu`, so it also runs where no
 * npm package can be installed: its charts are drawn elsewhere (`npm run bench:charts`).
 */
import { Command } from 'commander';
import { lookAtBackends, openBackend, usable } from './backends.js';
import { CEILING_ROUND_MS, measureCeilings } from './ceilings/measure-ceilings.js';
import type { Ceiling } from './ceilings/ceiling.js';
import { handgradRunner } from './handgrad-runner.js';
import { launchBurst } from './kernels/launch-burst.js';
import { product, square } from './kernels/products.js';
import { measureWorkload } from './measure-workload.js';
import { addOutputOptions, nameList, publish, type OutputOptions } from './output.js';
import { lookAtRunner, torchRunner } from './peer-runners.js';
import { benchProgress, type Progress } from './progress.js';
import type { ProductPeaks } from './protocol.js';
import { measurement, readResult, resultHeader, type Measurement, type Remark } from './result.js';
import { startRunner, type RunnerDefinition } from './runner-process.js';
import { runSuite } from './run-suite.js';
import { kernelTable, sideBySideTable, workloadTable } from './tables.js';
import { imagesNeeded, workloadFolder } from './workload-files.js';
import { workloadsNamed, type Workload } from './workloads.js';

interface Options extends OutputOptions {
  readonly only: readonly string[];
  readonly sides: readonly string[];
  readonly python: string;
  readonly quick?: boolean;
}

const BACKEND = 'webgpu';
const TORCH_EAGER = 'torch eager';

async function main(options: Options): Promise<void> {
  if (options.compare !== undefined) readResult(options.compare); // before all the measuring, not after
  const header = resultHeader('gpu');
  const workloads = workloadsNamed(options.only);
  const sides = options.sides.map(sideOf);
  const peers = [
    torchRunner(options.python, TORCH_EAGER, '--device', 'cuda'),
    torchRunner(options.python, 'torch CUDA graph', '--device', 'cuda', '--graph'),
  ];
  const reports = await lookAtBackends([BACKEND]);
  for (const peer of peers) reports.push(await lookAtRunner(peer));
  const names = usable(reports);
  const runners = [handgradRunner(BACKEND), ...peers].filter(({ name }) => names.includes(name));
  const [ceiling] = (await measureCeilings(names, CEILING_ROUND_MS.usual)).filter(({ device }) => device === BACKEND);
  const torchPeaks = names.includes(TORCH_EAGER) ? await productPeaks(peers[0], sides) : null;
  const ceilings = ceiling ? [cardCeiling(ceiling, torchPeaks)] : [];
  const progress = benchProgress(workloads.length + sides.length);
  const steps = await measureSteps(workloads, runners, ceilings, progress, options.quick ?? false);
  const products = names.includes(BACKEND) ? await measureProducts(sides, ceilings[0], progress) : [];
  if (torchPeaks) products.push(...torchProducts(torchPeaks, ceilings[0]));
  progress.end();
  const measurements = [...steps.measurements, ...products];
  const tables = [workloadTable(steps.measurements), sideBySideTable(steps.measurements), kernelTable(products)];
  const result = { ...header, backends: reports, ceilings, measurements, remarks: steps.remarks };
  await publish(result, tables.join('\n\n'), options, null);
}

async function measureSteps(
  workloads: readonly Workload[],
  runners: readonly RunnerDefinition[],
  ceilings: readonly Ceiling[],
  progress: Progress,
  isQuick: boolean,
): Promise<{ measurements: Measurement[]; remarks: Remark[] }> {
  const effort = isQuick ? { rounds: 2, roundMs: 50 } : { rounds: 15, roundMs: 300 };
  const measurements: Measurement[] = [];
  const remarks: Remark[] = [];
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
    await folder.remove();
  }
  return { measurements, remarks };
}

const PRODUCT_ROUNDS = 9;

/** The matmul kernel on square matrices. */
async function measureProducts(sides: readonly number[], ceiling: Ceiling, progress: Progress): Promise<Measurement[]> {
  const { backend, problem } = await openBackend(BACKEND);
  if (!backend) throw new Error(problem);
  const measurements: Measurement[] = [];
  for (const side of sides) {
    progress.begin(`matmul ${side} on ${BACKEND}`);
    const launch = product(square(side));
    const burst = await launchBurst(backend, 'matmul', launch);
    const samples: number[] = [];
    for (let round = 0; round < PRODUCT_ROUNDS; round++) {
      const begin = performance.now();
      await burst.run();
      samples.push((performance.now() - begin) / burst.launches);
    }
    burst.dispose();
    measurements.push(productMeasurement(BACKEND, side, samples, ceiling));
    progress.advance();
  }
  backend.destroy();
  return measurements;
}

async function productPeaks(torch: RunnerDefinition, sides: readonly number[]): Promise<ProductPeaks> {
  const process = startRunner(torch);
  try {
    return await process.ask({ type: 'peak', sides });
  } finally {
    await process.end();
  }
}

function torchProducts(peaks: ProductPeaks, ceiling: Ceiling): Measurement[] {
  return Object.entries(peaks).map(([side, gflops]) =>
    productMeasurement(TORCH_EAGER, Number(side), [(2 * Number(side) ** 3) / gflops / 1e6], ceiling),
  );
}

function productMeasurement(runner: string, side: number, samples: readonly number[], ceiling: Ceiling): Measurement {
  const { size, flops } = product(square(side));
  const parts = { group: 'matmul', name: 'matmul', size, scale: side, runner, samples, figures: {} };
  const seconds = measurement(parts).milliseconds.median / 1000;
  const gflops = flops / seconds / 1e9;
  const figures = { operationsPerSecond: 1 / seconds, gflops, ceilingShare: gflops / ceiling.gflops };
  return measurement({ ...parts, figures });
}

/** The card's peak: what its own `fma` reaches through WebGPU, or what PyTorch's products reach, whichever is more. */
function cardCeiling(ceiling: Ceiling, torchPeaks: ProductPeaks | null): Ceiling {
  const best = Math.max(0, ...Object.values(torchPeaks ?? {}));
  if (best <= ceiling.gflops) return ceiling;
  return { ...ceiling, gflops: best, peakMethod: 'torch.matmul in float32, TF32 off' };
}

function sideOf(text: string): number {
  const side = Number(text);
  if (Number.isInteger(side) && side >= 1) return side;
  throw new RangeError(`--sides: found '${text}', expected whole numbers from 1 up, separated by commas`);
}

const command = addOutputOptions(
  new Command('bench:gpu')
    .description('Measures training steps and products on WebGPU, beside PyTorch with CUDA where it is installed.')
    .option('--only <workloads>', 'workloads, separated by commas', nameList, ['W1', 'W2', 'W3', 'W4', 'W5', 'W6'])
    .option('--sides <sizes>', 'sides of the square products, separated by commas', nameList, ['1024', '2048', '4096'])
    .option('--python <path>', 'the Python that has PyTorch with CUDA', 'python3')
    .option('--quick', 'few and short rounds: to see that it runs'),
).action(main);

await runSuite('bench:gpu', () => command.parseAsync());
