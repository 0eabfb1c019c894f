/**
 * IDX, the file format of MNIST: big-endian 32-bit words, then bytes.
 *
 *   images: 2051, count, rows, columns, then count * rows * columns pixels (0 background, 255 ink)
 *   labels: 2049, count, then count labels
 *
 * The magic number is 0x0800 (unsigned bytes) plus the number of axes. Files may be gzipped; that is seen from their
 * first bytes, not from their name. Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
 */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzipSync, type ZlibOptions } from 'node:zlib';
import { HandgradError } from '../tensor/error.js';
import { fileErrorText, writeFileAtomic } from './atomic-file.js';
import { bothInOrder } from './both-in-order.js';
import { imageDataset, type ImageDataset } from './dataset.js';

const IMAGES_MAGIC = 2051;
const LABELS_MAGIC = 2049;
const GET_IT_AGAIN = 'get the file again';

/** The images of an IDX file. */
export interface IdxImages {
  /** How many. */
  readonly count: number;
  /** In pixels. */
  readonly height: number;
  /** In pixels. */
  readonly width: number;
  /** [count, height, width] */
  readonly pixels: Uint8Array;
}

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

/** Whether bytes begin as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The images of an unpacked IDX file. `file` is for messages.
 * @throws {HandgradError} when the magic number is another, a size is 0, or there are fewer or more bytes than the
 *   header says.
 */
export function decodeIdxImages(bytes: Uint8Array, file: string): IdxImages {
  const [count, height, width] = header(bytes, file, 'images');
  for (const [what, size] of Object.entries({ images: count, rows: height, columns: width })) {
    if (size === 0) throw new HandgradError(`idx: ${file} has 0 ${what}, expected at least 1; ${GET_IT_AGAIN}`);
  }
  checkLength(bytes, file, 16, count * height * width, `${count} images of ${height} x ${width}`);
  return { count, height, width, pixels: bytes.subarray(16) };
}

/**
 * The labels of an unpacked IDX file. `file` is for messages.
 * @throws {HandgradError} as `decodeIdxImages`, and when a label is not in 0 .. classes - 1.
 */
export function decodeIdxLabels(bytes: Uint8Array, file: string, classes = 10): Uint8Array {
  const [count] = header(bytes, file, 'labels');
  if (count === 0) throw new HandgradError(`idx: ${file} has 0 labels, expected at least 1; ${GET_IT_AGAIN}`);
  checkLength(bytes, file, 8, count, `${count} labels`);
  const labels = bytes.subarray(8);
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new HandgradError(
      `idx: ${file}: label ${wrong} is ${labels[wrong]}, expected 0 to ${classes - 1}; correct the file or get it again`,
    );
  }
  return labels;
}

/** Bytes of an IDX file of images. */
export function encodeIdxImages(images: IdxImages): Uint8Array {
  return joined(idxImageParts(images));
}

/** Bytes of an IDX file of labels. */
export function encodeIdxLabels(labels: Uint8Array): Uint8Array {
  return joined(idxLabelParts(labels));
}

/** The same as its header and its pixels, which are not copied. */
export function idxImageParts({ count, height, width, pixels }: IdxImages): [header: Uint8Array, pixels: Uint8Array] {
  return [headerOf([IMAGES_MAGIC, count, height, width]), pixels];
}

/** The same as its header and its labels, which are not copied. */
export function idxLabelParts(labels: Uint8Array): [header: Uint8Array, labels: Uint8Array] {
  return [headerOf([LABELS_MAGIC, labels.length]), labels];
}

/**
 * A data set of ten classes from a file of images and one of labels, plain or gzipped.
 * @throws {HandgradError} as `readIdxFile`, `decodeIdxImages` and `decodeIdxLabels`, and when the two have different
 *   counts.
 */
export async function readIdxDataset(
  imagesPath: string,
  labelsPath: string,
  about: { name: string; description: string },
): Promise<ImageDataset> {
  const [imageBytes, labelBytes] = await bothInOrder(readIdxFile(imagesPath), readIdxFile(labelsPath));
  const images = decodeIdxImages(imageBytes, imagesPath);
  const labels = decodeIdxLabels(labelBytes, labelsPath);
  if (images.count !== labels.length) {
    throw new HandgradError(
      `idx: ${imagesPath} has ${images.count} images, ${labelsPath} has ${labels.length} labels, ` +
        'expected as many; take both files from the same place',
    );
  }
  const { height, width, pixels } = images;
  return imageDataset({ ...about, images: pixels, labels, height, width, channels: 1, classes: 10 });
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

/** The sizes after the magic number. */
function header(bytes: Uint8Array, file: string, kind: 'images' | 'labels'): number[] {
  const magic = kind === 'images' ? IMAGES_MAGIC : LABELS_MAGIC;
  const length = kind === 'images' ? 16 : 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = bytes.length >= 4 ? view.getUint32(0) : undefined;
  if (found !== undefined && found !== magic) {
    const other = { [IMAGES_MAGIC]: ': it holds images', [LABELS_MAGIC]: ': it holds labels' }[found] ?? '';
    throw new HandgradError(
      `idx: ${file} begins with ${found}, expected the magic number ${magic} of IDX ${kind}${other}; give the right file`,
    );
  }
  if (bytes.length < length) {
    throw new HandgradError(
      `idx: ${file} ends inside its header: ${bytes.length} bytes, expected at least ${length}; ${GET_IT_AGAIN}`,
    );
  }
  return Array.from({ length: length / 4 - 1 }, (_, i) => view.getUint32(4 * (i + 1)));
}

function checkLength(bytes: Uint8Array, file: string, headerLength: number, expected: number, what: string): void {
  const found = bytes.length - headerLength;
  if (found === expected) return;
  const how = found < expected ? 'is truncated' : 'has bytes left over';
  throw new HandgradError(
    `idx: ${file} ${how}: ${found} bytes after the header, expected ${expected} (${what}); ${GET_IT_AGAIN}`,
  );
}

function headerOf(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => view.setUint32(4 * i, word));
  return bytes;
}

function joined([header, content]: readonly [Uint8Array, Uint8Array]): Uint8Array {
  const bytes = new Uint8Array(header.length + content.length);
  bytes.set(header);
  bytes.set(content, header.length);
  return bytes;
}

/** The same bytes as a plain Uint8Array, not Node's Buffer. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
