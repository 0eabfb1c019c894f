import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HandgradError } from '../tensor/error.js';
import { makeFolder } from './make-folder.js';

/** A file could not be written: no permission, as a rule, or no space. */
export class WriteError extends HandgradError {
  override readonly name = 'WriteError';
}

/**
 * Writes a file whole or not at all: into a file of another name beside it, flushed to the disk, then renamed. Whoever
 * reads `path` sees the old content or the new one, never a part. Makes the folder if it is missing.
 * @throws {WriteError} when it cannot be written; what was there is then untouched.
 */
export async function writeFileAtomic(path: string, content: Uint8Array | string): Promise<void> {
  await writeAtomic(path, (file) => file.writeFile(content));
}

/** A file that is being written, from its beginning on. */
export interface FileInProgress {
  /** Adds content at the end. */
  writeFile(content: Uint8Array | string): Promise<unknown>;
  /** Overwrites `length` bytes from `position` on with those of `content` from `offset` on. */
  write(content: Uint8Array, offset: number, length: number, position: number): Promise<unknown>;
}

/**
 * As `writeFileAtomic`, for what is written piece by piece.
 * @throws {WriteError} when it cannot be written, and any HandgradError of `write`; what was there is then untouched.
 */
export async function writeAtomic(path: string, write: (file: FileInProgress) => Promise<unknown>): Promise<void> {
  const partial = join(dirname(path), `.${basename(path)}.${randomUUID()}.partial`);
  let isCalling = false;
  try {
    await makeFolder(dirname(path));
    const file = await open(partial, 'wx');
    try {
      isCalling = true;
      await write(file);
      isCalling = false;
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    if (isCalling && error instanceof HandgradError) throw error;
    throw new WriteError(`cannot write ${path}: ${fileErrorText(error)}`, { cause: error });
  }
}

/** What went wrong with a file, in words and with the system's code: `permission denied (EACCES)`. */
export function fileErrorText(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const words: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'not permitted',
    ENOENT: 'no such file or folder',
    ENOTDIR: 'a part of the path is a file, not a folder',
    EISDIR: 'it is a folder, not a file',
    EEXIST: 'a file of that name is in the way',
    ENOSPC: 'no space left on the disk',
    EROFS: 'the file system is read-only',
  };
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  return words[code] === undefined ? code : `${words[code]} (${code})`;
}
