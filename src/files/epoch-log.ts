import * as z from 'zod';
import { HandgradError } from '../tensor/error.js';
import type { EpochRecord } from '../train/history.js';
import { readBytes } from './read-file.js';

const recordSchema = z
  .object({ epoch: z.int().min(1), loss: z.number(), learningRate: z.number(), seconds: z.number() })
  .catchall(z.number());

/**
 * The epochs in the `log.jsonl` of a run.
 * @throws {HandgradError} when it cannot be read, or a line is no record of an epoch.
 */
export async function readEpochLog(path: string): Promise<EpochRecord[]> {
  const text = new TextDecoder().decode(await readBytes(path, 'the log of the run'));
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line, i) => {
    const parsed = recordSchema.safeParse(jsonOrNull(line));
    if (parsed.success) return parsed.data;
    throw new HandgradError(`${path}: line ${i + 1} is no record of an epoch; the file is damaged or was edited`);
  });
}

function jsonOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
