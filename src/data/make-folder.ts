import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HandgradError } from '../tensor/error.js';

/**
 * Makes a folder, with its parents, where there is none yet. (Node's own `recursive` never ends where a file system
 * answers ENOENT to any new folder, as /proc does.)
 * @throws the system's error, or {HandgradError} where no folder can be made.
 */
export async function makeFolder(path: string): Promise<void> {
  if (await tryToMake(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  if (!(await tryToMake(path))) throw new HandgradError(`no folder can be made in ${parent} (ENOENT)`);
}

/**
 * Makes a folder that is not there yet, and its parents. Of several that try at the same instant one only is told true.
 * @returns whether it was made; false where something of that name is there already.
 * @throws the system's error, or {HandgradError} where no folder can be made.
 */
export async function makeNewFolder(path: string): Promise<boolean> {
  await makeFolder(dirname(path));
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Whether the folder is there now; false where its parent seems to be missing. */
async function tryToMake(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    // What the system answers for a folder that is there depends on the system, and on where it is.
    if (await isFolder(path)) return true;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
