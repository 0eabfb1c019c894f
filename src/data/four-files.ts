/** The four IDX files that MNIST, and every data set in its format, consists of. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HandgradError } from '../tensor/error.js';
import { fileErrorText } from './atomic-file.js';
import { bothInOrder } from './both-in-order.js';
import type { ImageDataset } from './dataset.js';
import { FILE_NAMES, spellingsOf, type FileName } from './four-file-names.js';
import { idxImageParts, idxLabelParts } from './idx-format.js';
import { readIdxDataset, readIdxFile } from './idx.js';

/** SHA-256 of each file's unpacked content, in hexadecimal. */
export type Checksums = Readonly<Record<FileName, string>>;

/** Where the files are that a folder has of the four. */
export interface FourFiles {
  /** Where they were looked for. */
  readonly folder: string;
  /** The path of each file that is there. */
  readonly paths: Readonly<Partial<Record<FileName, string>>>;
  /** The others. */
  readonly missing: readonly FileName[];
}

/**
 * The files of the four that lie in a folder: under any of their spellings. A folder that is missing has none.
 * @throws {HandgradError} when the folder cannot be read for another reason.
 */
export async function findFiles(folder: string): Promise<FourFiles> {
  const present = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw new HandgradError(`data: cannot read the folder ${folder}: ${fileErrorText(error)}`, { cause: error });
  });
  const paths: Partial<Record<FileName, string>> = {};
  for (const name of FILE_NAMES) {
    const file = spellingsOf(name).find((candidate) => present.includes(candidate));
    if (file !== undefined) paths[name] = join(folder, file);
  }
  return { folder, paths, missing: FILE_NAMES.filter((name) => paths[name] === undefined) };
}

/** The two data sets of four files. */
export interface TrainTest {
  /** The images to learn from. */
  readonly train: ImageDataset;
  /** The images to be scored on. */
  readonly test: ImageDataset;
}

/**
 * The two data sets of four files.
 * @throws {HandgradError} when a file is missing or bad, training and test images differ in size, or, with `checksums`,
 *   a file has another one.
 */
export async function readFourFiles(
  files: FourFiles,
  about: { name: string; description: string },
  checksums?: Checksums,
): Promise<TrainTest> {
  const path = (name: FileName): string => {
    const found = files.paths[name];
    if (found !== undefined) return found;
    throw new HandgradError(`data: ${files.folder} has no ${name}.gz (nor ${name}); put it there`);
  };
  const [train, test] = await bothInOrder(
    readIdxDataset(path('train-images-idx3-ubyte'), path('train-labels-idx1-ubyte'), about),
    readIdxDataset(path('t10k-images-idx3-ubyte'), path('t10k-labels-idx1-ubyte'), about),
  );
  if (train.height !== test.height || train.width !== test.width) {
    throw new HandgradError(
      `data: in ${files.folder} training images are ${train.height} x ${train.width}, ` +
        `test images ${test.height} x ${test.width}, expected the same; take all files from the same place`,
    );
  }
  if (checksums !== undefined) {
    // After reading: what is wrong inside a file says more than that its checksum is another.
    const found = checksumsOf({ train, test });
    for (const name of FILE_NAMES) compareChecksums(found[name], checksums[name], path(name));
  }
  return { train, test };
}

/** The checksums of two data sets of one channel, as the four files they make. */
export function checksumsOf({ train, test }: TrainTest): Checksums {
  return {
    'train-images-idx3-ubyte': sha256(...idxImageParts({ ...train, pixels: train.images })),
    'train-labels-idx1-ubyte': sha256(...idxLabelParts(train.labels)),
    't10k-images-idx3-ubyte': sha256(...idxImageParts({ ...test, pixels: test.images })),
    't10k-labels-idx1-ubyte': sha256(...idxLabelParts(test.labels)),
  };
}

/** What `checkFiles` found out about one file. */
export interface FileCheck {
  /** Which of the four it is. */
  readonly name: FileName;
  /** Where it lies; undefined where it is missing. */
  readonly path: string | undefined;
  /** Whether its checksum is the published one. */
  readonly status: 'ok' | 'missing' | 'wrong';
  /** For 'wrong': one line that says what was found and what was expected. */
  readonly problem: string | undefined;
}

/** Compares each of the four files with its checksum. Never throws because of what a file holds. */
export async function checkFiles(files: FourFiles, checksums: Checksums): Promise<FileCheck[]> {
  return Promise.all(
    FILE_NAMES.map(async (name): Promise<FileCheck> => {
      const path = files.paths[name];
      if (path === undefined) return { name, path, status: 'missing', problem: undefined };
      try {
        checkContent(await readIdxFile(path), checksums[name], path);
        return { name, path, status: 'ok', problem: undefined };
      } catch (error) {
        if (!(error instanceof HandgradError)) throw error;
        return { name, path, status: 'wrong', problem: error.message };
      }
    }),
  );
}

/** @throws {HandgradError} when the SHA-256 of `content` is another. `file` is for the message. */
export function checkContent(content: Uint8Array, expected: string, file: string): void {
  compareChecksums(sha256(content), expected, file);
}

function compareChecksums(found: string, expected: string, file: string): void {
  if (found === expected) return;
  throw new HandgradError(
    `data: ${file}: the SHA-256 of the content is ${found.slice(0, 16)}..., expected ${expected.slice(0, 16)}...; ` +
      'it is damaged or another data set: remove it and get it again',
  );
}

function sha256(...parts: Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
