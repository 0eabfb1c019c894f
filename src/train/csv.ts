import type { RecordFormat } from './record-format.js';

/**
 * Comma-separated values (RFC 4180, but with plain line feeds): a line of names, then one line per epoch. Numbers have
 * a decimal point and all their digits; a figure that the first epoch had and this one lacks is left empty.
 */
export const csv: RecordFormat = {
  header: (first) => line(Object.keys(first)),
  row: (record, first) =>
    line(Object.keys(first).map((name) => (record[name] as number | undefined)?.toString() ?? '')),
};

function line(fields: readonly string[]): string {
  return `${fields.map(quoted).join(',')}\n`;
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
