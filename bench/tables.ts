import { tableText, type Column } from '../src/cli/table.js';
import type { Ceiling } from './ceilings/ceiling.js';
import type { ScalingLaw } from './charts/scaling-chart.js';
import type { Comparison } from './compare.js';
import type { BenchResult, Measurement, Remark } from './result.js';

const left = (title: string): Column => ({ title, align: 'left' });
const right = (title: string): Column => ({ title, align: 'right' });

/** What the bench ran on: for the top of every output. */
export function machineText({ machine, commit, date, backends, ceilings }: BenchResult): string {
  const { cpu, cores, memoryBytes, node, os, loadBefore } = machine;
  const source = commit ? `${commit.hash.slice(0, 10)}${commit.isModified ? ' (modified)' : ''}` : 'unknown';
  return [
    `${cpu}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, ${os}, Node ${node}`,
    `${date}, commit ${source}, load before: ${loadBefore.toFixed(2)}`,
    ...backends.map(
      ({ name, description, problem }) => `${name}: ${problem === null ? description : `not measured: ${problem}`}`,
    ),
    ...ceilings.map(ceilingText),
  ].join('\n');
}

function ceilingText({ device, gigabytesPerSecond, gflops, bandwidthMethod, peakMethod }: Ceiling): string {
  return (
    `ceilings of ${device}: ${significant(gigabytesPerSecond)} GB/s (${bandwidthMethod}), ` +
    `${significant(gflops)} GFLOP/s (${peakMethod})`
  );
}

/** Operations per second, throughput and share of the ceiling of every kernel. */
export function kernelTable(measurements: readonly Measurement[]): string {
  const columns = [
    ...['kernel', 'size', 'backend'].map(left),
    ...['ops/s', '±', 'median ms', 'GFLOP/s', 'GB/s', 'ceiling'].map(right),
  ];
  const rows = measurements.map(({ name, size, runner, milliseconds, figures }) => [
    name,
    size,
    runner,
    significant(figures.operationsPerSecond),
    figures.relativeMarginPercent === undefined ? '' : `${figures.relativeMarginPercent.toFixed(1)} %`,
    significant(milliseconds.median),
    significant(figures.gflops),
    significant(figures.gigabytesPerSecond),
    percent(figures.ceilingShare),
  ]);
  return tableText(columns, rows);
}

/** Milliseconds per step with quartiles, and what follows from them. */
export function workloadTable(measurements: readonly Measurement[]): string {
  const columns = [
    ...['workload', 'runner'].map(left),
    ...['ms', 'quartiles', 'n', 'images/s', 'ceiling', 'memory', 'loss', 'off by'].map(right),
  ];
  const rows = measurements.map(({ name, size, runner, milliseconds, figures }) => [
    [name, size].filter((part) => part !== '').join(' '),
    runner,
    significant(milliseconds.median),
    `${significant(milliseconds.lowerQuartile)} - ${significant(milliseconds.upperQuartile)}`,
    String(milliseconds.count),
    significant(figures.imagesPerSecond),
    percent(figures.ceilingShare),
    figures.peakMemoryBytes === undefined ? '' : `${Math.round(figures.peakMemoryBytes / 2 ** 20)} MiB`,
    figures.loss === undefined ? '' : figures.loss.toFixed(5),
    figures.lossDifference === undefined ? '' : figures.lossDifference.toExponential(0),
  ]);
  return tableText(columns, rows);
}

/** A row for each workload, a column for each runner, and one for the ratio of two of them: how many times slower the first is. */
export function sideBySideTable(
  measurements: readonly Measurement[],
  ratio?: { readonly title: string; of(name: string): number | null },
): string {
  const names = unique(measurements.map(({ name }) => name));
  const runners = unique(measurements.map(({ runner }) => runner));
  const columns = [left('ms'), ...runners.map(right), ...(ratio ? [right(ratio.title)] : [])];
  const rows = names.map((name) => {
    const medians = runners.map(
      (runner) => measurements.find((one) => one.name === name && one.runner === runner)?.milliseconds.median,
    );
    return [name, ...medians.map((median) => (median === undefined ? '-' : significant(median))), ...ratioCell(name)];
  });
  return tableText(columns, rows);

  function ratioCell(name: string): string[] {
    if (!ratio) return [];
    const value = ratio.of(name);
    return [value === null ? '-' : value.toFixed(2)];
  }
}

/** What went wrong, or is not the same, a line each; empty where nothing is. */
export function remarksText(remarks: readonly Remark[]): string {
  return remarks
    .map(({ runner, name, kind, text }) => {
      const what = kind === 'failed' ? 'not measured' : 'not the same work';
      return `${runner}${name === null ? '' : `, ${name}`}: ${what}: ${text}`;
    })
    .join('\n');
}

/** What became slower or faster beyond noise; the rest is counted. */
export function comparisonText({ pairs, onlyBefore, onlyNow }: Comparison): string {
  const changed = pairs.filter(({ verdict }) => verdict !== 'same');
  const columns = [left('measurement'), left(''), ...['before ms', 'now ms', 'ratio'].map(right)];
  const rows = changed.map(({ id, verdict, before, now, ratio }) => [
    id,
    verdict,
    significant(before.median),
    significant(now.median),
    ratio.toFixed(2),
  ]);
  const count = (verdict: string) => pairs.filter((pair) => pair.verdict === verdict).length;
  return [
    ...(changed.length > 0 ? [tableText(columns, rows), ''] : []),
    `${count('slower')} slower, ${count('faster')} faster, ${count('same')} the same within noise; ` +
      `${onlyBefore.length} only before, ${onlyNow.length} only now`,
  ].join('\n');
}

/** Three significant digits, thousands separated; empty for nothing. */
export function significant(value: number | undefined): string {
  if (value === undefined) return '';
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return value === 0 ? '0' : Number(value.toPrecision(3)).toString();
}

function percent(share: number | undefined): string {
  if (share === undefined) return '';
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** The fitted growth of times; empty where nothing was varied. */
export function scalingTable(laws: readonly ScalingLaw[]): string {
  if (laws.length === 0) return '';
  const columns = [...['time grows with', 'runner', 'from', 'to'].map(left), right('exponent')];
  const rows = laws.map(({ axis, runner, exponent, smallest, largest }) => [
    axis,
    runner,
    String(smallest),
    String(largest),
    exponent.toFixed(2),
  ]);
  return tableText(columns, rows);
}
