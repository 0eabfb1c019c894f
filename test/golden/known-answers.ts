import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Numbers from outside of the project. They lie beside the repository and are not part of it. */
const folder = new URL('../../../shared/golden/', import.meta.url);

/** Whether the numbers are there; tests against them are skipped where they are not. */
export const haveKnownAnswers = existsSync(folder);

/** For the name of what is skipped. */
export const reasonToSkip = haveKnownAnswers ? '' : ` (skipped: there is no ${fileURLToPath(folder)})`;

/** The content of a file of known answers, `pytorch/conv2d.json` for example; `absent` where the folder is missing. */
export function readKnownAnswers<T>(path: string, absent: T): T {
  if (!haveKnownAnswers) return absent;
  return JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as T;
}

/** A tensor as PyTorch's files hold it: row-major. */
export interface Known {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
