import type { EpochRecord } from './history.js';

/** How epochs are written as lines of text. */
export interface RecordFormat {
  /** Lines before the first epoch, each with its line break; they may depend on which figures that epoch has. */
  header(first: EpochRecord): string;
  /** One epoch, with its line break. `first`: the first epoch of the training. */
  row(record: EpochRecord, first: EpochRecord): string;
}

/** All epochs as text; empty without epochs. */
export function recordsText(format: RecordFormat, records: readonly EpochRecord[]): string {
  if (records.length === 0) return '';
  return format.header(records[0]) + records.map((record) => format.row(record, records[0])).join('');
}
