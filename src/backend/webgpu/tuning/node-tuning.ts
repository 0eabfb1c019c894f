import { HandgradError } from '../../../tensor/error.js';
import type { TuningMode } from './tuning.js';
import type { TuningStore, VariantTimes } from './tuning-store.js';

/** What of tuning only Node has: files and environment variables. */

// Asked of the process and not imported: a bundle for browsers carries this file, too, and must not name Node's modules.
const { getBuiltinModule } = globalThis.process;
const { randomUUID } = getBuiltinModule('node:crypto');
const { mkdir, readFile, rename, rm, writeFile } = getBuiltinModule('node:fs/promises');
const { homedir } = getBuiltinModule('node:os');
const { dirname, join } = getBuiltinModule('node:path');

const FORMAT = 'handgrad tiles 1';

/** A device's file, for people to read, and to delete. */
interface TuningFile {
  readonly format: typeof FORMAT;
  readonly device: string;
  readonly microseconds: Readonly<Record<string, VariantTimes>>;
}

/** HANDGRAD_TUNE; undefined where it is not set. @throws {HandgradError} when it is neither on, off nor auto. */
export function modeFromEnvironment(env: NodeJS.ProcessEnv = process.env): TuningMode | undefined {
  const mode = env['HANDGRAD_TUNE'] || undefined;
  if (mode === undefined || mode === 'on' || mode === 'off' || mode === 'auto') return mode;
  throw new HandgradError(`HANDGRAD_TUNE: found '${mode}', expected on, off or auto`);
}

/** Where a device's times are: in HANDGRAD_CACHE, else in handgrad/ of XDG_CACHE_HOME or ~/.cache (XDG Base Directory Specification). */
export function tuningPath(device: string, env: NodeJS.ProcessEnv = process.env): string {
  const folder = env['HANDGRAD_CACHE'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'handgrad');
  return join(folder, `tiles-${device.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') || 'unnamed'}.json`);
}

/** What was found for a device in its file. A file that is damaged, or another device's, counts as none, and is written anew. */
export function fileStore(device: string, path = tuningPath(device)): TuningStore {
  async function read(): Promise<ReadonlyMap<string, VariantTimes>> {
    try {
      const file: unknown = JSON.parse(await readFile(path, 'utf8'));
      return new Map(isTuningFile(file) && file.device === device ? Object.entries(file.microseconds) : []);
    } catch {
      return new Map();
    }
  }
  return {
    read,
    async add(found) {
      // Read again: another process may have added its own.
      const all = new Map(await read());
      for (const [product, times] of found) all.set(product, { ...all.get(product), ...times });
      const content = { format: FORMAT, device, microseconds: Object.fromEntries(all) };
      await writeAtomic(path, `${JSON.stringify(content, null, 2)}\n`).catch(() => undefined);
    },
  };
}

function isTuningFile(value: unknown): value is TuningFile {
  if (!isRecord(value) || value.format !== FORMAT || !isRecord(value.microseconds)) return false;
  return Object.values(value.microseconds).every((times) => isRecord(times) && Object.values(times).every(isTime));
}

function isTime(value: unknown): boolean {
  return value === null || (typeof value === 'number' && value > 0);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Writes beside the file, then renames: whoever reads it sees the old content or the new one. */
async function writeAtomic(path: string, content: string): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(partial, content, { flag: 'wx' });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
