import type { Callback } from '../callback.js';
import { recordsText, type RecordFormat } from '../record-format.js';

/** Where a log goes. */
export interface RecordLogOptions {
  /** Unique among the callbacks. */
  readonly name: string;
  /** `jsonLines`, `csv`. */
  readonly format: RecordFormat;
  /**
   * Begins the log: `text` is all of it so far. Empty, or the epochs before a resume; whatever an earlier run logged of
   * epochs that are trained again now is to be replaced.
   */
  readonly start: (text: string) => void | Promise<void>;
  /** Adds text at the end, once per epoch. */
  readonly append: (text: string) => void | Promise<void>;
}

/** Writes down what every epoch came to. */
export function recordLog({ name, format, start, append }: RecordLogOptions): Callback {
  return {
    name,
    onTrainBegin: ({ records }) => start(recordsText(format, records)),
    onEpochEnd({ records }, record) {
      const [first] = records;
      return append((record === first ? format.header(first) : '') + format.row(record, first));
    },
  };
}
