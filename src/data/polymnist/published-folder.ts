/** The published layout: `train/m0` .. `train/m4` and `test/m0` .. `test/m4`, pictures named `<number>.<digit>.png`. */
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HandgradError } from '../../tensor/error.js';
import { fileErrorText } from '../atomic-file.js';
import { MODALITIES, SPLITS, type Split } from './picture.js';

/** The names that the folder has been given, inside of a data folder. */
const FOLDER_NAMES = ['', 'polymnist', 'PolyMNIST', 'MMNIST'];
/** 2^32 / 50: what fits into a key. */
const MOST_NUMBER = 85_899_344;

/** The pictures of one split, in their order: by number, then by digit, then by modality. */
export interface ListedSplit {
  readonly folder: string;
  /** (number * 10 + digit) * 5 + modality of each picture, ascending. */
  readonly keys: Uint32Array;
}

export interface PublishedFolder {
  readonly folder: string;
  readonly train: ListedSplit;
  readonly test: ListedSplit;
  /** SHA-256 that tells a folder that was changed; see `fingerprintOf`. */
  readonly fingerprint: string;
}

/** The folder of pictures in a data folder: itself, or one in it; undefined where there is none. */
export function findPublishedFolder(data: string): string | undefined {
  return FOLDER_NAMES.map((name) => join(data, name)).find((folder) => existsSync(join(folder, 'train', 'm0')));
}

/**
 * Lists the pictures of a folder without opening them.
 * @throws {HandgradError} when a modality is missing or empty, or a file is not named as a picture.
 */
export async function listPublishedFolder(folder: string): Promise<PublishedFolder> {
  const [train, test] = await Promise.all(SPLITS.map((split) => listSplit(folder, split)));
  return { folder, train, test, fingerprint: await fingerprintOf([train, test]) };
}

/** Where picture `index` of a split lies. */
export function picturePath({ folder, keys }: ListedSplit, index: number): string {
  const key = keys[index];
  const [sample, modality] = [Math.floor(key / MODALITIES.length), key % MODALITIES.length];
  return join(folder, MODALITIES[modality], `${Math.floor(sample / 10)}.${sample % 10}.png`);
}

/** The digit that each picture of a split shows. */
export function labelsOf({ keys }: ListedSplit): Uint8Array {
  return Uint8Array.from(keys, (key) => Math.floor(key / MODALITIES.length) % 10);
}

async function listSplit(root: string, split: Split): Promise<ListedSplit> {
  const folder = join(root, split);
  const keys = await Promise.all(
    MODALITIES.map(async (name, modality) => {
      const path = join(folder, name);
      const names = (await namesIn(path)).filter((file) => !file.startsWith('.'));
      if (names.length === 0) throw new HandgradError(`polymnist: ${path} holds no pictures; get the data set again`);
      return names.map((file) => sampleOf(join(path, file), file) * MODALITIES.length + modality);
    }),
  );
  return { folder, keys: Uint32Array.from(keys.flat()).sort() };
}

/** number * 10 + digit of a picture's name. */
function sampleOf(path: string, name: string): number {
  const [, number, digit] = /^(0|[1-9]\d*)\.([0-9])\.png$/.exec(name) ?? [];
  if (number !== undefined && Number(number) <= MOST_NUMBER) return Number(number) * 10 + Number(digit);
  throw new HandgradError(`polymnist: ${path} is not named <number>.<digit>.png; move it elsewhere`);
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    throw new HandgradError(
      `polymnist: cannot read ${folder}: ${fileErrorText(error)}; expected m0 to m4 in train and in test`,
      { cause: error },
    );
  });
}

/** Pictures of each split whose size and time are looked at. */
const SAMPLED = 100;

/**
 * What tells whether the pictures are still those that were read, without opening 350,000 files: all names, when each
 * folder was last changed (a file was added, removed, renamed or replaced), and size and time of a hundred pictures of
 * each split. A few pictures that were overwritten in place are not noticed.
 */
async function fingerprintOf(splits: readonly ListedSplit[]): Promise<string> {
  const hash = createHash('sha256');
  for (const split of splits) {
    hash.update(split.keys);
    for (const modality of MODALITIES) hash.update(`${statSync(join(split.folder, modality)).mtimeMs};`);
    for (let i = 0; i < SAMPLED; i++) {
      const { size, mtimeMs } = await stat(picturePath(split, Math.floor((i * split.keys.length) / SAMPLED)));
      hash.update(`${size} ${mtimeMs};`);
    }
  }
  return hash.digest('hex');
}
