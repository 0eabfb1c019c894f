import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { checkedJson } from '../reproduce/checked-json.js';
import { finishedRunSchema } from '../reproduce/finished-run.js';

/** What became of all challenges in one file: what findings are written from. */
const challengeResultsSchema = z.object({
  format: z.literal('handgrad-challenges 1'),
  /** When the file was written, ISO 8601. */
  date: z.string(),
  command: z.string(),
  challenges: z.array(
    z.object({
      name: z.string(),
      /** Of every candidate, measured on validation images; the test images are not scored. */
      candidates: z.array(finishedRunSchema),
      /** The id of the candidate with the highest validation accuracy. */
      chosen: z.string(),
      /** Of the chosen one with several seeds, trained on all training images, scored on the test images. */
      runs: z.array(finishedRunSchema),
    }),
  ),
});

export type ChallengeResults = z.infer<typeof challengeResultsSchema>;
export type ChallengeResult = ChallengeResults['challenges'][number];

/** @throws {Error} in one line when the file cannot be read or is none of these. */
export async function readChallengeResults(path: string): Promise<ChallengeResults> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(`${path}: cannot be read (${(error as Error).message}); npm run challenges writes it`, {
      cause: error,
    });
  });
  return checkedJson(text, challengeResultsSchema, path);
}
