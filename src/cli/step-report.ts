/** The training step in words: its kernels, its memory, and how long each takes. At most 100 columns wide. */
import type { BufferListing, LaunchListing, OperandListing, ProgramListing } from '../backend/program/listing.js';
import type { StepProfile } from '../backend/program/profile.js';
import type { StepInspection } from '../train/inspect-step.js';
import { shortened, tableText, type Column } from './table.js';

const left = (title: string): Column => ({ title, align: 'left' });
const right = (title: string): Column => ({ title, align: 'right' });

/** The step as text. */
export function stepText({ listing, profile }: StepInspection): string {
  const parts = profile
    ? [timedLaunches(listing, profile), timedKernels(listing, profile), totalTime(listing, profile)]
    : [onceText(listing), launchTable(listing.launches), bufferTable(listing.buffers), totalsText(listing)];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The step as JSON: the listing, with the times at its launches. */
export function stepJson({ listing, profile }: StepInspection): object {
  if (!profile) return { event: 'program', ...listing };
  const launches = listing.launches.map((launch, i) => ({ ...launch, ms: profile.launchMs[i] }));
  const { stepMs, repeats, clock } = profile;
  return { event: 'profile', ...listing, launches, stepMs, repeats, clock };
}

function launchTable(launches: readonly LaunchListing[]): string {
  return tableText(
    [right('#'), left('launch'), right('moved'), right('operations')],
    launches.map((launch, i) => [
      String(i),
      shortened(launchText(launch), 66),
      bytesText(launch.bytesMoved),
      countText(launch.operations),
    ]),
  );
}

function onceText({ setup }: ProgramListing): string {
  if (setup.length === 0) return '';
  return `Once, before the first step:\n${setup.map((launch) => `  ${shortened(launchText(launch), 90)}`).join('\n')}\n\nIn every step:`;
}

/** `t3[128, 10] = matmul(t1, dense/kernel, dense/bias)`. Attributes that change from step to step are marked with a star. */
function launchText({ kernel, form, reads, writes, changes }: LaunchListing): string {
  const names = writes.length === 1 ? writes[0].buffer : `${writes[0].buffer} and ${writes.length - 1} more`;
  const name = form === null || form === 'linear' ? kernel : `${kernel} ${form}`;
  return `${names} ${shapeOf(writes[0])} = ${name}${changes ? '*' : ''}(${reads.map(({ buffer }) => buffer).join(', ')})`;
}

function shapeOf({ shape }: OperandListing): string {
  return `[${shape.join(',')}]`;
}

function bufferTable(buffers: readonly BufferListing[]): string {
  return tableText(
    [left('buffer'), left('role'), left('dtype'), right('size'), left('launches'), right('offset')],
    buffers.map(({ name, role, dtype, bytes, firstUse, lastUse, offset }) => [
      shortened(name, 40),
      role,
      dtype,
      bytesText(bytes),
      firstUse === null ? 'all' : `${firstUse}-${lastUse}`,
      offset === null ? '' : String(offset),
    ]),
  );
}

function totalsText({ totals, setup }: ProgramListing): string {
  return [
    `${totals.launches} launches in a step (and ${setup.length} once), ${countText(totals.operations)} operations, ` +
      `${bytesText(totals.bytesMoved)} moved`,
    `Temporary memory ${bytesText(totals.temporaryBytes)}; ${bytesText(totals.unsharedBytes)} if nothing were shared`,
    `Constants ${bytesText(totals.constantBytes)}; parameters, data and sums ${bytesText(totals.externalBytes)}`,
    '* its numbers change from step to step (a learning rate, the place of the batch)',
  ].join('\n');
}

function timedLaunches({ launches }: ProgramListing, { launchMs }: StepProfile): string {
  const total = sum(launchMs);
  return tableText(
    [right('#'), left('launch'), ...timeColumns],
    launches.map((launch, i) => [
      String(i),
      shortened(launchText(launch), 56),
      ...timeCells(launchMs[i], total, launch.operations, launch.bytesMoved),
    ]),
  );
}

/** The same by kernel, the slowest first. */
function timedKernels({ launches }: ProgramListing, { launchMs }: StepProfile): string {
  const total = sum(launchMs);
  const kernels = [...new Set(launches.map(({ kernel }) => kernel))].map((kernel) => {
    const own = launches.flatMap((launch, i) => (launch.kernel === kernel ? [{ ...launch, ms: launchMs[i] }] : []));
    const of = (key: 'ms' | 'operations' | 'bytesMoved') => sum(own.map((launch) => launch[key]));
    return { kernel, count: own.length, ms: of('ms'), operations: of('operations'), bytesMoved: of('bytesMoved') };
  });
  kernels.sort((a, b) => b.ms - a.ms);
  return tableText(
    [left('kernel'), right('launches'), ...timeColumns],
    kernels.map(({ kernel, count, ms, operations, bytesMoved }) => [
      kernel,
      String(count),
      ...timeCells(ms, total, operations, bytesMoved),
    ]),
  );
}

const timeColumns = [right('ms'), right('share'), right('GFLOP/s'), right('GB/s')];

function timeCells(ms: number, totalMs: number, operations: number, bytesMoved: number): string[] {
  const perSecond = (count: number) => (ms > 0 ? (count / ms / 1e6).toFixed(2) : '-');
  const share = totalMs > 0 ? `${((100 * ms) / totalMs).toFixed(1)} %` : '-';
  return [ms.toFixed(3), share, operations > 0 ? perSecond(operations) : '-', perSecond(bytesMoved)];
}

function totalTime({ totals }: ProgramListing, { launchMs, stepMs, repeats, clock }: StepProfile): string {
  return [
    `${totals.launches} launches: ${sum(launchMs).toFixed(3)} ms one by one, ${stepMs.toFixed(3)} ms as a step`,
    `Medians of ${repeats} steps; the launches by the ${clock}'s clock`,
  ].join('\n');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** With a decimal unit: 1.2 kB. */
function bytesText(bytes: number): string {
  return `${scaled(bytes)}B`;
}

function countText(count: number): string {
  return count === 0 ? '-' : scaled(count).trimEnd();
}

function scaled(value: number): string {
  const units = ['', 'k', 'M', 'G', 'T'];
  const power = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const digits = power === 0 ? String(value) : (value / 1000 ** power).toPrecision(3);
  return `${digits} ${units[power]}`;
}
