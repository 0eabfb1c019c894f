import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileErrorText } from '../data/atomic-file.js';
import { makeFolder } from '../data/make-folder.js';
import { HandgradError } from '../tensor/error.js';
import { hasCode } from './read-file.js';

/** Files by their paths in a folder: `charts/labels.svg`. */
export type FolderContents = ReadonlyMap<string, Uint8Array | string>;

/**
 * Refuses a folder that holds anything, before much is computed for it.
 * @throws {HandgradError} when there is something of that name, other than an empty folder.
 */
export async function checkNewFolder(path: string): Promise<void> {
  let present: string[] = [];
  try {
    present = await readdir(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw new HandgradError(`cannot write ${path}: ${fileErrorText(error)}`, { cause: error });
  }
  if (present.length > 0) {
    throw new HandgradError(`${path} is there already and not empty; choose another folder, or remove it`);
  }
}

/**
 * Writes a folder whole or not at all: under another name beside it, then renamed.
 * @throws {HandgradError} as `checkNewFolder`, and when it cannot be written; nothing is then left behind.
 */
export async function writeNewFolder(path: string, contents: FolderContents): Promise<void> {
  await checkNewFolder(path);
  const whole = resolve(path);
  const partial = join(dirname(whole), `.${basename(whole)}.${randomUUID()}.partial`);
  try {
    for (const [name, content] of contents) {
      await makeFolder(dirname(join(partial, name)));
      await writeFile(join(partial, name), content);
    }
    await rmdir(whole).catch(() => undefined);
    await rename(partial, whole);
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw new HandgradError(`cannot write ${path}: ${fileErrorText(error)}`, { cause: error });
  }
}
