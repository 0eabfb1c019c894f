import type { RecordFormat } from './record-format.js';

/** One JSON object per line and epoch. A figure that is NaN or infinite, which JSON cannot say, is null. */
export const jsonLines: RecordFormat = {
  header: () => '',
  row: (record) => `${JSON.stringify(record)}\n`,
};
