import { F32x4, type Int, type Local, type I32 } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';

/**
 * What every channel of [rows, channels] has of its own, repeated until whole vectors come out even: so the elements can be walked
 * as one long line, four at a time, with no regard to where rows end. Every thread makes its own.
 */
export interface ChannelTables {
  /** Elements of a table: a multiple of 4 and of the number of channels. */
  readonly period: number;
  /** Where each table begins. */
  readonly tables: readonly Local<I32>[];
}

/** Shorter tables would be more loop than work. */
const SHORTEST_TABLE = 64;

function periodOf(channels: number): number {
  const whole = channels % 4 === 0 ? channels : channels % 2 === 0 ? 2 * channels : 4 * channels;
  return whole * Math.ceil(SHORTEST_TABLE / whole);
}

/** Bytes of scratch that `count` tables take, for all threads. */
export function tableBytes(channels: number, count: number, threads: number): number {
  return threads * bytesPerThread(channels, count);
}

/** Makes tables at `address`; `valuesAt` gives the values of four channels, `offset` bytes from the first. */
export function makeTables(
  k: KernelBuilder,
  address: Int,
  channels: number,
  valuesAt: readonly ((offset: Local<I32>) => F32x4)[],
): ChannelTables {
  const period = periodOf(channels);
  const first = k.int(k.thread.mul(bytesPerThread(channels, valuesAt.length)).add(address));
  const tables = valuesAt.map((_, i) => k.int(first.add(i * bytesPerTable(channels))));
  // The last vector of one repetition reaches into the next, which is written later.
  k.for(0, 4 * period, 4 * channels, (repetition) => {
    k.for(0, 4 * channels, 16, (offset) => {
      valuesAt.forEach((values, i) => k.store(tables[i].add(repetition).add(offset), values(offset)));
    });
  });
  return { period, tables };
}

/** Visits this thread's share of `rows` rows of whole tables: `offset` into the operands, `column` into the tables, in bytes. */
export function forEachWithTables(
  k: KernelBuilder,
  elements: number,
  { period }: ChannelTables,
  body: (offset: Local<I32>, column: Local<I32>) => void,
): void {
  // Units of whole cache lines, and so long that threads do not meet often.
  const { begin, end } = k.share(elements, 4 * period);
  const left = k.int(end.sub(begin));
  const offset = k.int(begin.mul(4));
  k.while(left.greater(0), () => {
    const stop = k.int(left.min(period).mul(4));
    k.for(0, stop, 16, (column) => {
      body(offset, column);
      k.increase(offset, 16);
    });
    k.increase(left, -period);
  });
}

/** With room past the end: the last vector may not be full. */
function bytesPerTable(channels: number): number {
  return Math.ceil((4 * periodOf(channels) + 16) / 64) * 64;
}

function bytesPerThread(channels: number, count: number): number {
  return count * bytesPerTable(channels);
}

/** Four neighbours of a table. */
export function tableValue(table: I32, column: I32, offset = 0): F32x4 {
  return F32x4.load(table.add(column), offset);
}
