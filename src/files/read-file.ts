import { readFile } from 'node:fs/promises';
import { fileErrorText } from '../data/atomic-file.js';
import { HandgradError } from '../tensor/error.js';

/**
 * All bytes of a file. @throws {HandgradError} when it cannot be read; `what` says in the message what it should hold.
 */
export async function readBytes(path: string, what: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new HandgradError(`cannot read ${what} ${path}: ${fileErrorText(error)}`, { cause: error });
  }
}

/** The JSON value in a file. @throws {HandgradError} when it cannot be read or is no JSON. */
export async function readJson(path: string, what: string): Promise<unknown> {
  const bytes = await readBytes(path, what);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    const reason = (error as Error).message.replace(/\s+/g, ' ');
    throw new HandgradError(`${path}: ${what} is no JSON: ${reason}; the file is damaged or was edited`, {
      cause: error,
    });
  }
}

/** Whether an error is the system's with this code: `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === code;
}
