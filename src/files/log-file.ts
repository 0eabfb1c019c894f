import { appendFile } from 'node:fs/promises';
import { fileErrorText, writeFileAtomic } from '../data/atomic-file.js';
import { HandgradError } from '../tensor/error.js';
import type { Callback } from '../train/callback.js';
import { recordLog } from '../train/callbacks/record-log.js';
import { csv } from '../train/csv.js';
import { jsonLines } from '../train/json-lines.js';
import type { RecordFormat } from '../train/record-format.js';

/**
 * A callback that appends one JSON object per epoch to a file. A new training replaces the file; a resumed one goes on
 * in it.
 */
export function jsonLinesFile(path: string): Callback {
  return logFile('jsonLinesFile', jsonLines, path);
}

/** As `jsonLinesFile`, as comma-separated values under a line of names. */
export function csvFile(path: string): Callback {
  return logFile('csvFile', csv, path);
}

/**
 * On a resume the file is written anew from the records in the checkpoint, so that epochs that are trained again appear
 * once, and a line that was cut off when the program was killed is whole again.
 */
function logFile(name: string, format: RecordFormat, path: string): Callback {
  return recordLog({
    name,
    format,
    start: (text) => writeFileAtomic(path, text),
    append: async (text) => {
      try {
        await appendFile(path, text);
      } catch (error) {
        throw new HandgradError(`cannot write ${path}: ${fileErrorText(error)}`, { cause: error });
      }
    },
  });
}
