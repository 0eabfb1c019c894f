import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileErrorText, writeFileAtomic } from '../data/atomic-file.js';
import { HandgradError } from '../tensor/error.js';
import type { Checkpoint } from '../train/checkpoint.js';
import { decodeCheckpoint, encodeCheckpoint } from '../train/checkpoint-bytes.js';
import { readBytes } from './read-file.js';

/**
 * Writes a checkpoint, whole or not at all: whoever is killed meanwhile leaves the one that was there before.
 * @throws {HandgradError} when it cannot be written.
 */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  await writeFileAtomic(path, encodeCheckpoint(checkpoint));
}

/**
 * @throws {HandgradError} when the file cannot be read, is truncated, damaged or of another version, or is no
 * checkpoint.
 */
export async function loadCheckpoint(path: string): Promise<Checkpoint> {
  return decodeCheckpoint(await readBytes(path, 'the checkpoint'), path);
}

/**
 * The checkpoint of a folder that is furthest in its training, among the files `checkpoint*.safetensors`; null if there
 * is none.
 * @throws {HandgradError} when the folder or one of these files cannot be read.
 */
export async function latestCheckpoint(folder: string): Promise<{
  /** Where it lies. */
  path: string;
  /** What it holds. */
  checkpoint: Checkpoint;
} | null> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new HandgradError(`cannot look for checkpoints in ${folder}: ${fileErrorText(error)}`, { cause: error });
  });
  let latest: { path: string; checkpoint: Checkpoint } | null = null;
  for (const name of names.filter((candidate) => /^checkpoint.*\.safetensors$/.test(candidate)).sort()) {
    const path = join(folder, name);
    const checkpoint = await loadCheckpoint(path);
    if (!latest || checkpoint.position.step > latest.checkpoint.position.step) latest = { path, checkpoint };
  }
  return latest;
}
