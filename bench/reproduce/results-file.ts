import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { writeFileAtomic } from '../../src/data/atomic-file.js';
import { checkedJson } from './checked-json.js';
import { finishedRunSchema, type FinishedRun } from './finished-run.js';

/** All finished runs in one file: what RESULTS.md and the HTML report are written from. */
const reproductionSchema = z.object({
  format: z.literal('handgrad-reproduction 1'),
  /** Whether recipes were cut down to seconds: then no figure means anything. */
  isQuick: z.boolean(),
  /** When the file was written, ISO 8601. */
  date: z.string(),
  /** How it was made. */
  command: z.string(),
  runs: z.array(finishedRunSchema),
});

export type Reproduction = z.infer<typeof reproductionSchema>;

/** Finished runs with what is said about them together. */
export function reproductionOf(parts: Pick<Reproduction, 'isQuick' | 'command' | 'runs'>): Reproduction {
  return { format: 'handgrad-reproduction 1', date: new Date().toISOString(), ...parts };
}

export async function writeReproduction(path: string, reproduction: Reproduction): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(reproduction, null, 1)}\n`);
}

/** @throws {Error} in one line when the file cannot be read or is none of these. */
export async function readReproduction(path: string): Promise<Reproduction> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(`${path}: cannot be read (${(error as Error).message})`, { cause: error });
  });
  return checkedJson(text, reproductionSchema, path);
}

/**
 * One file of several, such as those of all shards; where a run is in more than one, the one that ended last.
 * @throws {Error} when some are quick and some are not.
 */
export function merged(parts: readonly Reproduction[], command: string): Reproduction {
  if (new Set(parts.map(({ isQuick }) => isQuick)).size > 1) {
    throw new Error('merge: some files are of --quick and some are not; merge the real ones alone');
  }
  const latest = new Map<string, FinishedRun>();
  for (const run of parts.flatMap(({ runs }) => runs)) {
    const key = `${run.result.id} ${run.result.seed}`;
    const known = latest.get(key);
    if (!known || known.date < run.date) latest.set(key, run);
  }
  return reproductionOf({ isQuick: parts[0].isQuick, command, runs: [...latest.values()] });
}
