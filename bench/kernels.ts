/** `npm run bench`: how fast every kernel is on every backend, over a ladder of sizes. */
import { Command } from 'commander';
import { lookAtBackends, openBackend, usable } from './backends.js';
import { ceilingOf, ceilingShare, type Ceiling } from './ceilings/ceiling.js';
import { CEILING_ROUND_MS, measureCeilings } from './ceilings/measure-ceilings.js';
import { drawCharts } from './charts/draw-charts.js';
import { kernelCases } from './kernels/index.js';
import { bytesMoved, families, type KernelCase, type SizedLaunch } from './kernels/kernel-case.js';
import { measureKernel, QUICK, USUAL, type KernelTime } from './kernels/measure-kernel.js';
import { addOutputOptions, nameList, publish, type OutputOptions } from './output.js';
import { benchProgress } from './progress.js';
import { measurement, readResult, resultHeader, type Measurement, type Remark } from './result.js';
import { runSuite } from './run-suite.js';
import { kernelTable } from './tables.js';

interface Options extends OutputOptions {
  readonly only?: readonly string[];
  readonly backend?: readonly string[];
  readonly quick?: boolean;
}

/** One case at one size. */
interface Rung {
  readonly measured: KernelCase;
  readonly launch: SizedLaunch;
}

async function main(options: Options): Promise<void> {
  if (options.compare !== undefined) readResult(options.compare); // before an hour of measuring, not after
  const header = resultHeader('kernels');
  const rungs = rungsOf(options.only, options.quick ?? false);
  const backends = await lookAtBackends(options.backend);
  const names = usable(backends);
  const ceilings = await measureCeilings(names, CEILING_ROUND_MS[options.quick ? 'quick' : 'usual']);
  const measurements: Measurement[] = [];
  const remarks: Remark[] = [];
  const progress = benchProgress(names.length * rungs.length);
  for (const name of names) {
    const { backend, problem } = await openBackend(name);
    if (!backend) throw new Error(problem);
    for (const rung of rungs) {
      const title = titleOf(rung.measured);
      progress.begin(`${title} ${rung.launch.size} on ${name}`);
      try {
        const time = await measureKernel(backend, rung.measured, rung.launch, options.quick ? QUICK : USUAL);
        measurements.push(measurementOf(rung, name, time, ceilingOf(ceilings, name)));
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        remarks.push({ runner: name, name: `${title} ${rung.launch.size}`, kind: 'failed', text });
      }
      progress.advance();
    }
    backend.destroy();
  }
  progress.end();
  const result = { ...header, backends, ceilings, measurements, remarks };
  await publish(result, kernelTable(measurements), options, drawCharts);
}

/** What is to be measured. Quickly: the two smallest sizes of each case. */
function rungsOf(only: readonly string[] | undefined, isQuick: boolean): Rung[] {
  const unknown = only?.find((name) => !(families as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new RangeError(`--only: there is no family '${unknown}'; known are ${families.join(', ')}`);
  }
  return kernelCases
    .filter(({ family }) => only?.includes(family) ?? true)
    .flatMap((measured: KernelCase) =>
      (isQuick ? measured.ladder.slice(0, 2) : measured.ladder).map((launch) => ({ measured, launch })),
    );
}

function titleOf({ kernel, variant }: KernelCase): string {
  return variant === '' ? kernel : `${kernel} ${variant}`;
}

function measurementOf(
  { measured, launch }: Rung,
  runner: string,
  { samples, operationsPerSecond, relativeMarginPercent }: KernelTime,
  ceiling: Ceiling | undefined,
): Measurement {
  const { family: group } = measured;
  const { size, scale, flops } = launch;
  const parts = { group, name: titleOf(measured), size, scale, runner, samples, figures: {} };
  const seconds = measurement(parts).milliseconds.median / 1000;
  const bytes = bytesMoved(launch);
  return measurement({
    ...parts,
    figures: {
      operationsPerSecond,
      relativeMarginPercent,
      ...(flops > 0 && { gflops: flops / seconds / 1e9 }),
      gigabytesPerSecond: bytes / seconds / 1e9,
      ...(ceiling && { ceilingShare: ceilingShare(ceiling, { flops, bytes, seconds }) }),
    },
  });
}

const command = addOutputOptions(
  new Command('bench')
    .description('Measures every kernel on every backend, over a ladder of sizes.')
    .option('--only <families>', `families of kernels, separated by commas: ${families.join(', ')}`, nameList)
    .option('--backend <names>', 'backends, separated by commas (default: all that can be opened)', nameList)
    .option('--quick', 'small sizes, few samples: to see that it runs'),
).action(main);

await runSuite('bench', () => command.parseAsync());
