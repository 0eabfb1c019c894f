/** Files in IDX, the format of MNIST (idx-format.ts). Files may be gzipped; that is seen from their first bytes, not from their name. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzipSync, type ZlibOptions } from 'node:zlib';
import { HandgradError } from '../tensor/error.js';
import { fileErrorText, writeFileAtomic } from './atomic-file.js';
import { bothInOrder } from './both-in-order.js';
import type { ImageDataset } from './dataset.js';
import { encodeIdxImages, encodeIdxLabels, GET_IT_AGAIN, idxDataset, isGzip } from './idx-format.js';

/**
 * Reads a file, unpacked if it is gzipped. @throws {HandgradError} when it cannot be read, is empty, or its gzip is
 * damaged.
 */
export async function readIdxFile(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new HandgradError(`idx: cannot read ${path}: ${fileErrorText(error)}`, { cause: error });
  });
  return unpack(bytes, path);
}

/** What `gunzip` gives with `info`: also how much of its input it used, which its types do not know. */
type Unpacked = { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } };

/** What is unpacked at a time: each piece goes through the event loop, and 16 KiB, Node's default, would be 3,000 of them. */
const CHUNK_BYTES = 2 ** 22;

const gunzipWithInfo = promisify(gunzip) as unknown as (bytes: Uint8Array, options: ZlibOptions) => Promise<Unpacked>;

/** The content of a file's bytes: unpacked where they are gzip, on another thread, else themselves. `file` is for messages. */
export async function unpack(bytes: Uint8Array, file: string): Promise<Uint8Array> {
  if (bytes.length === 0)
    throw new HandgradError(`idx: ${file} is empty (0 bytes), expected an IDX file; ${GET_IT_AGAIN}`);
  if (!isGzip(bytes)) return plain(bytes);
  const unpacked = await gunzipWithInfo(bytes, { info: true, chunkSize: CHUNK_BYTES }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HandgradError(`idx: ${file}: the gzip data are truncated or damaged (${reason}); ${GET_IT_AGAIN}`, {
      cause: error,
    });
  });
  const used = unpacked.engine.bytesWritten;
  if (used < bytes.length) {
    throw new HandgradError(
      `idx: ${file}: ${bytes.length - used} bytes follow the end of the gzip data, expected none; ${GET_IT_AGAIN}`,
    );
  }
  return plain(unpacked.buffer);
}

/**
 * A data set of ten classes from a file of images and one of labels, plain or gzipped.
 * @throws {HandgradError} as `readIdxFile` and `idxDataset`.
 */
export async function readIdxDataset(
  imagesPath: string,
  labelsPath: string,
  about: { name: string; description: string },
): Promise<ImageDataset> {
  const [imageBytes, labelBytes] = await bothInOrder(readIdxFile(imagesPath), readIdxFile(labelsPath));
  return idxDataset({ bytes: imageBytes, file: imagesPath }, { bytes: labelBytes, file: labelsPath }, about);
}

/**
 * Writes a data set of one channel as two IDX files, each whole or not at all; gzipped where the name ends in `.gz`.
 */
export async function writeIdxDataset(dataset: ImageDataset, imagesPath: string, labelsPath: string): Promise<void> {
  if (dataset.channels !== 1) {
    throw new HandgradError(`idx: ${dataset.name} has ${dataset.channels} channels; an IDX file of images holds 1`);
  }
  await write(imagesPath, encodeIdxImages({ ...dataset, pixels: dataset.images }));
  await write(labelsPath, encodeIdxLabels(dataset.labels));
}

async function write(path: string, content: Uint8Array): Promise<void> {
  // Level 1: 60,000 images in half a second instead of three, for a file a tenth larger.
  await writeFileAtomic(path, path.endsWith('.gz') ? gzipSync(content, { level: 1 }) : content);
}

/** The same bytes as a plain Uint8Array, not Node's Buffer. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
