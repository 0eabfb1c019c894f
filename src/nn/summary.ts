import { bytesPerElement } from '../tensor/dtype.js';
import { sizeOf } from '../tensor/shape.js';
import type { Model } from './model.js';
import type { Parameter } from './parameter.js';

/** A model's size: its layers with their shapes and how many numbers it holds. */
export interface ModelSummary {
  /** The model's name. */
  readonly name: string;
  /** A row for each layer, in order. */
  readonly rows: readonly SummaryRow[];
  /** How many numbers all parameters hold together. */
  readonly total: number;
  /** Those of them that an optimiser learns. */
  readonly trainable: number;
  /** Moving statistics and whatever else no optimiser learns. */
  readonly nonTrainable: number;
  /** Of all parameters, on the device. */
  readonly bytes: number;
}

/** A layer in a summary. */
export interface SummaryRow {
  /** The layer's name in the model. */
  readonly name: string;
  /** What it is: `dense`, `conv2d`, ... */
  readonly kind: string;
  /** Without the batch axis. */
  readonly outputShape: readonly number[];
  /** How many numbers it holds, moving statistics included. */
  readonly parameters: number;
}

/** Terminals are 80 wide, and so are tables. */
const COLUMNS = 80;

/** The figures of a model, as data. */
export function summarize(model: Model): ModelSummary {
  const total = countNumbers(model.parameters);
  const trainable = countNumbers(model.trainable);
  return {
    name: model.name,
    rows: model.layers.map(({ name, kind, outputShape, parameters }) => ({
      name,
      kind,
      outputShape,
      parameters: countNumbers(parameters),
    })),
    total,
    trainable,
    nonTrainable: total - trainable,
    bytes: total * bytesPerElement[model.dtype],
  };
}

/** The figures of a model as a table for a terminal, at most 80 columns wide, laid out like Keras' summary. */
export function summary(model: Model): string {
  const { name, rows, total, trainable, nonTrainable, bytes } = summarize(model);
  const cells = rows.map((row) => [
    `${row.name} (${row.kind})`,
    `[${['batch', ...row.outputShape].join(', ')}]`,
    grouped(row.parameters),
  ]);
  const header = ['Layer (kind)', 'Output shape', 'Parameters'];
  const widths = columnWidths([header, ...cells]);
  const rule = (left: string, middle: string, right: string) =>
    left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right;
  const line = ([layer, shape, count]: readonly string[]) =>
    `│ ${fit(layer, widths[0])} │ ${fit(shape, widths[1])} │ ${count.padStart(widths[2])} │`;
  const bytesEach = total === 0 ? 0 : bytes / total;
  const totals = [
    ['Total', total],
    ['Trainable', trainable],
    ['Not trainable', nonTrainable],
  ] as const;
  return [
    `Model: ${name}, input [${['batch', ...model.inputShape].join(', ')}]`,
    rule('┌', '┬', '┐'),
    line(header),
    rule('├', '┼', '┤'),
    ...cells.map(line),
    rule('└', '┴', '┘'),
    ...totals.map(
      ([what, count]) =>
        `${what.padEnd(13)} ${grouped(count).padStart(grouped(total).length)} (${byteText(count * bytesEach)})`,
    ),
  ].join('\n');
}

function countNumbers(parameters: readonly Parameter[]): number {
  return parameters.reduce((count, { value }) => count + sizeOf(value.shape), 0);
}

/** As wide as the contents, the first two columns cut down where the table would be too wide. */
function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const [layer, shape, count] = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const room = COLUMNS - count - '│  │  │  │'.length;
  const shapeWidth = Math.min(shape, Math.max(room - layer, Math.floor(room / 2)));
  return [Math.min(layer, room - shapeWidth), shapeWidth, count];
}

function fit(text: string, width: number): string {
  return text.length <= width ? text.padEnd(width) : `${text.slice(0, width - 1)}…`;
}

/** 159010 as 159,010. */
function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function byteText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${unit === 0 ? value : value.toFixed(2)} ${units[unit]}`;
}
