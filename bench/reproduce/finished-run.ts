import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writeFileAtomic } from '../../src/data/atomic-file.js';
import { figureNames } from '../../src/recipe/schema/published.js';
import type { RecipeResult } from '../../src/recipe/result.js';
import { checkedJson } from './checked-json.js';
import { folderOf, type PlannedRun } from './plan.js';
import { trainingText } from './training-text.js';

const perFigure = z.partialRecord(z.enum(figureNames), z.number());

/** What is kept of `RecipeResult`. Numbers that JSON cannot hold (of a training that diverged) are null. */
const resultSchema = z.object({
  id: z.string(),
  seed: z.int().min(0),
  backend: z.string(),
  data: z.string(),
  figures: perFigure,
  losses: z.partialRecord(z.enum(figureNames), z.number().nullable()),
  counts: perFigure,
  parameters: z.object({ total: z.int(), trainable: z.int(), nonTrainable: z.int() }),
  epochs: z.array(z.record(z.string(), z.number().nullable())),
  trainingSeconds: z.number(),
  preparationSeconds: z.number(),
});

/** A training that ended, and what it was made with. */
export const finishedRunSchema = z.object({
  /** When it ended, ISO 8601. */
  date: z.string(),
  /** SHA-256 of the recipe, as far as it decides what comes out. */
  recipeSha256: z.string(),
  handgrad: z.string(),
  commit: z.object({ hash: z.string(), isModified: z.boolean() }).nullable(),
  machine: z.object({
    cpu: z.string(),
    cores: z.int(),
    memoryBytes: z.number(),
    node: z.string(),
    os: z.string(),
    loadBefore: z.number(),
  }),
  result: resultSchema,
});

export type FinishedRun = z.infer<typeof finishedRunSchema>;

/** Its presence in a run's folder says that the run has ended. */
const FILE = 'finished.json';

/** What identifies a training beyond its name. */
export function recipeSha256({ recipe }: Pick<PlannedRun, 'recipe'>): string {
  return createHash('sha256').update(trainingText(recipe)).digest('hex');
}

/** Writes down that a run has ended, and what came out. */
export async function keepFinished(
  root: string,
  run: PlannedRun,
  finished: Omit<FinishedRun, 'result'> & { readonly result: RecipeResult },
): Promise<void> {
  await writeFileAtomic(join(folderOf(root, run), FILE), `${JSON.stringify(finished, null, 1)}\n`);
}

/**
 * The run as it was kept; null when it has not ended.
 * @throws {Error} in one line when what was kept is damaged, or of another recipe.
 */
export async function readFinished(root: string, run: PlannedRun): Promise<FinishedRun | null> {
  const path = join(folderOf(root, run), FILE);
  if (!existsSync(path)) return null;
  const finished = checkedJson(await readFile(path, 'utf8'), finishedRunSchema, path);
  if (finished.recipeSha256 === recipeSha256(run)) return finished;
  throw new Error(`${path}: the run was made by another recipe than that of today; remove its folder`);
}

/** Whether a run was begun. */
export function wasBegun(root: string, run: PlannedRun): boolean {
  return existsSync(folderOf(root, run));
}
