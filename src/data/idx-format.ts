/**
 * IDX, the file format of MNIST: big-endian 32-bit words, then bytes.
 *
 *   images: 2051, count, rows, columns, then count * rows * columns pixels (0 background, 255 ink)
 *   labels: 2049, count, then count labels
 *
 * The magic number is 0x0800 (unsigned bytes) plus the number of axes. Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
 */
import { HandgradError } from '../tensor/error.js';
import { imageDataset, type ImageDataset } from './dataset.js';

const IMAGES_MAGIC = 2051;
const LABELS_MAGIC = 2049;
/** What to do about a file that is not as it should be. */
export const GET_IT_AGAIN = 'get the file again';

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

/** The unpacked content of an IDX file. */
export interface IdxContent {
  readonly bytes: Uint8Array;
  /** Where it is from, for messages. */
  readonly file: string;
}

/**
 * A data set of ten classes from unpacked images and labels.
 * @throws {HandgradError} as `decodeIdxImages` and `decodeIdxLabels`, and when the two have different counts.
 */
export function idxDataset(
  imageContent: IdxContent,
  labelContent: IdxContent,
  about: { name: string; description: string },
): ImageDataset {
  const images = decodeIdxImages(imageContent.bytes, imageContent.file);
  const labels = decodeIdxLabels(labelContent.bytes, labelContent.file);
  if (images.count !== labels.length) {
    throw new HandgradError(
      `idx: ${imageContent.file} has ${images.count} images, ${labelContent.file} has ${labels.length} labels, ` +
        'expected as many; take both files from the same place',
    );
  }
  const { height, width, pixels } = images;
  return imageDataset({ ...about, images: pixels, labels, height, width, channels: 1, classes: 10 });
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
