/** Own digits: a folder of pictures that say in their names which digit they show. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { HandgradError } from '../tensor/error.js';
import { fileErrorText } from './atomic-file.js';
import { imageDataset, type ImageDataset } from './dataset.js';
import { decodePngToGrey } from './png.js';
import { prepareDigit, type PreparedDigit } from './prepare-digit.js';

/** A picture of a folder: where it lies, the digit it is said to show, and what was made of it. */
export interface FolderDigit extends PreparedDigit {
  /** Where the picture lies. */
  readonly path: string;
  /** The digit that its name says. */
  readonly label: number;
}

/** Own digits, as a data set and one by one. */
export interface ImageFolder {
  /** 28 x 28 x 1, in the order of `digits`. */
  readonly dataset: ImageDataset;
  /** Sorted by label, then by name. */
  readonly digits: readonly FolderDigit[];
}

const OTHER_PICTURES = ['.jpg', '.jpeg', '.gif', '.bmp', '.webp', '.tif', '.tiff', '.heic', '.avif'];
const NAMING = '<label>.png or <label>/<name>.png with a label from 0 to 9';

/** Reads one picture of a digit. @throws {HandgradError} when it cannot be read, is no sound 8-bit PNG, or is blank. */
export async function readDigit(path: string): Promise<PreparedDigit> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new HandgradError(`picture: cannot read ${path}: ${fileErrorText(error)}`, { cause: error });
  });
  return prepareDigit(decodePngToGrey(bytes, path), path);
}

/**
 * Reads the digits of a folder: `<label>.png` and `<label>/<name>.png`, label 0 to 9. Hidden files and files that are
 * no pictures are passed over; pictures of other formats or names are refused, so that none is left out unnoticed.
 * @throws {HandgradError} when the folder cannot be read or has no digits, or a picture is not as it should be.
 */
export async function readImageFolder(folder: string): Promise<ImageFolder> {
  const found = await listPictures(folder);
  if (found.length === 0) {
    throw new HandgradError(`folder: ${folder} holds no digits, expected ${NAMING}`);
  }
  found.sort((a, b) => a.label - b.label || (a.path < b.path ? -1 : 1));
  const digits: FolderDigit[] = [];
  for (const { path, label } of found) digits.push({ ...(await readDigit(path)), path, label });
  const images = new Uint8Array(digits.length * 28 * 28);
  digits.forEach(({ pixels }, i) => images.set(pixels, i * 28 * 28));
  const dataset = imageDataset({
    name: 'folder',
    description: `own digits from ${folder}`,
    images,
    labels: Uint8Array.from(digits, ({ label }) => label),
    height: 28,
    width: 28,
    channels: 1,
    classes: 10,
  });
  return { dataset, digits };
}

async function listPictures(folder: string): Promise<{ path: string; label: number }[]> {
  const found: { path: string; label: number }[] = [];
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const pictures = (await entriesOf(path)).map(({ name }) => join(path, name)).filter(isPng);
      if (pictures.length > 0 && !/^[0-9]$/.test(entry.name)) throw namesNoDigit(path);
      found.push(...pictures.map((picture) => ({ path: picture, label: Number(entry.name) })));
    } else if (isPng(path)) {
      const label = /^([0-9])\.png$/i.exec(entry.name)?.[1];
      if (label === undefined) {
        throw new HandgradError(`folder: the name of ${path} says no digit, expected ${NAMING}; rename it`);
      }
      found.push({ path, label: Number(label) });
    }
  }
  return found;
}

function namesNoDigit(path: string): HandgradError {
  return new HandgradError(`folder: the name of ${path} says no digit, expected ${NAMING}; rename it`);
}

async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new HandgradError(`folder: cannot read ${folder}: ${fileErrorText(error)}`, { cause: error });
  });
  return entries.filter(({ name }) => !name.startsWith('.'));
}

/** @throws {HandgradError} for a picture of another format. */
function isPng(path: string): boolean {
  const extension = extname(path).toLowerCase();
  if (OTHER_PICTURES.includes(extension)) {
    throw new HandgradError(
      `folder: ${path} is a ${extension.slice(1).toUpperCase()} file, expected PNG; convert it to PNG`,
    );
  }
  return extension === '.png';
}
