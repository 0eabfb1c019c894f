/**
 * MNIST: 60,000 training and 10,000 test images of handwritten digits, 28 x 28, one byte a pixel (LeCun, Cortes, Burges
 * 1998). Found in a folder, or fetched; what is read is compared with the published content by checksum.
 */
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeFileAtomic } from './atomic-file.js';
import { download, type DownloadOptions } from './download.js';
import type { FileName } from './four-file-names.js';
import {
  checkContent,
  checkFiles,
  findFiles,
  readFourFiles,
  type Checksums,
  type FileCheck,
  type FourFiles,
  type TrainTest,
} from './four-files.js';
import { isGzip } from './idx-format.js';
import { unpack } from './idx.js';
import type { OnDataProgress } from './progress.js';

/** SHA-256 of the unpacked files; packed ones differ from mirror to mirror. */
export const MNIST_CHECKSUMS: Checksums = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
};

/** Folders on the web that hold `<file>.gz`, in the order they are asked. */
export const MNIST_MIRRORS: readonly string[] = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://raw.githubusercontent.com/fgnt/mnist/master/',
];

/** MNIST's files in `folder/mnist` if any is there, else in `folder` itself. */
export async function findMnist(folder: string): Promise<FourFiles> {
  const inside = await findFiles(join(folder, 'mnist'));
  return Object.keys(inside.paths).length > 0 ? inside : findFiles(folder);
}

/**
 * The data sets of four files that `findMnist` found.
 * @throws {HandgradError} when a file is missing, is no sound IDX file, or is not MNIST's by its checksum.
 */
export async function loadMnist(files: FourFiles, checksums: Checksums = MNIST_CHECKSUMS): Promise<TrainTest> {
  return readFourFiles(files, { name: 'mnist', description: `from ${files.folder}` }, checksums);
}

/** Compares the files in a folder (as `findMnist` looks for them) with the published checksums. */
export async function verifyMnist(folder: string): Promise<FileCheck[]> {
  return checkFiles(await findMnist(folder), MNIST_CHECKSUMS);
}

/** From where MNIST is downloaded, and how patiently. */
export interface FetchMnistOptions extends Pick<DownloadOptions, 'fetch' | 'beginWithinMs' | 'stallAfterMs'> {
  /** Folders on the web, asked in this order. Default `MNIST_MIRRORS`. */
  readonly mirrors?: readonly string[];
  /** What the unpacked files have to be. Default `MNIST_CHECKSUMS`. */
  readonly checksums?: Checksums;
  /** Called as bytes arrive. Default: nobody hears of it. */
  readonly onProgress?: OnDataProgress;
}

/** What `fetchMnist` did about one file. `from`: the mirror's host; undefined for a file that was there and sound. */
export interface FetchedFile {
  /** Where the file lies now. */
  readonly path: string;
  /** The host that it came from; undefined where it was there already. */
  readonly from: string | undefined;
}

/**
 * Brings MNIST into `folder`: keeps the files that are there and sound, downloads the others, checks them, writes each
 * whole or not at all (a file that is there and bad is replaced only by a good one).
 * @throws {DownloadError} when no mirror gives a file. @throws {HandgradError} when one cannot be written.
 */
export async function fetchMnist(folder: string, options: FetchMnistOptions = {}): Promise<FetchedFile[]> {
  const { checksums = MNIST_CHECKSUMS, mirrors = MNIST_MIRRORS } = options;
  const fetched: FetchedFile[] = [];
  let order = mirrors;
  for (const { name, path, status } of await checkFiles(await findFiles(folder), checksums)) {
    if (status === 'ok') {
      fetched.push({ path: path as string, from: undefined });
      continue;
    }
    const { bytes, url } = await downloadFile(name, order, checksums[name], options);
    const target = join(folder, `${name}.gz`);
    await writeFileAtomic(target, isGzip(bytes) ? bytes : gzipSync(bytes));
    fetched.push({ path: target, from: new URL(url).host });
    // The mirror that answered first is asked first for the files that follow.
    order = [...order].sort((a, b) => Number(url.startsWith(b)) - Number(url.startsWith(a)));
  }
  return fetched;
}

function downloadFile(name: FileName, mirrors: readonly string[], checksum: string, options: FetchMnistOptions) {
  const item = `${name}.gz`;
  const urls = mirrors.map((mirror) => mirror + item);
  const check = async (bytes: Uint8Array, url: string): Promise<void> =>
    checkContent(await unpack(bytes, basename(url)), checksum, basename(url));
  return download(item, urls, check, {
    ...options,
    onProgress: (done, total) => options.onProgress?.({ activity: 'download', item, done, total, unit: 'bytes' }),
  });
}
