import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writeFileAtomic } from '../data/atomic-file.js';
import { HandgradError } from '../tensor/error.js';
import type { GradientNormRecord } from '../train/callbacks/record-gradient-norms.js';
import { readJson } from './read-file.js';

const recordsSchema = z.array(
  z.object({ step: z.int().min(0), epoch: z.number().min(0), norms: z.record(z.string(), z.number().min(0)) }),
);

function pathIn(run: string): string {
  return join(run, 'gradient-norms.json');
}

/** Keeps gradient norms in the folder of a run. @throws {HandgradError} when the file cannot be written. */
export async function writeGradientNorms(run: string, records: readonly GradientNormRecord[]): Promise<void> {
  await writeFileAtomic(pathIn(run), `[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]\n`);
}

/** The gradient norms of a run; null where none were recorded. @throws {HandgradError} when the file is damaged. */
export async function readGradientNorms(run: string): Promise<GradientNormRecord[] | null> {
  const path = pathIn(run);
  if (!existsSync(path)) return null;
  const parsed = recordsSchema.safeParse(await readJson(path, 'the gradient norms of the run'));
  if (parsed.success) return parsed.data;
  throw new HandgradError(`${path}: it holds no gradient norms; the file is damaged or was edited`);
}
