/**
 * Finds the digits to train on: a folder that was named, else `datasets/`, else a download, else digits that we draw
 * ourselves; and says which it took and why.
 */
import { join } from 'node:path';
import { HandgradError } from '../tensor/error.js';
import type { DigitData } from './dataset.js';
import { DownloadError } from './download.js';
import { loadDrawnDigits, STANDARD_DIGITS, type DrawnSet } from './drawn-digits.js';
import { findFiles, readFourFiles } from './four-files.js';
import { dataPlace, type DataPlace, type PlaceOptions } from './place.js';
import { fetchMnist, findMnist, loadMnist, type FetchMnistOptions } from './mnist.js';
import { loadKaggle } from './kaggle/load-kaggle.js';
import { loadPolymnist } from './polymnist/load-polymnist.js';
import { placeText, shown, withSource } from './source.js';

/**
 * auto: MNIST, or, where it cannot be had, the drawn digits. mnist: MNIST or an error. digits: the drawn digits.
 * idx: whatever digits lie in the folder in MNIST's format, unchecked (another set, or a part of MNIST).
 * kaggle: the Digit Recognizer competition's train.csv and test.csv, or MNIST cut like them.
 * polymnist: digits on five backgrounds in colour, as published, or made from MNIST.
 */
export const DATASET_NAMES = ['auto', 'mnist', 'digits', 'idx', 'kaggle', 'polymnist'] as const;
/** The name of a data set, as `--dataset` and recipes take it. */
export type DatasetName = (typeof DATASET_NAMES)[number];

/** Which data, and where they are looked for. */
export interface LoadOptions extends PlaceOptions, FetchMnistOptions {
  /** Default 'auto'. */
  readonly dataset?: DatasetName;
  /** What 'digits' are. Default: `STANDARD_DIGITS`. */
  readonly digits?: DrawnSet;
  /** Colour pictures (polymnist) as the greys of `greyOf`, in a third of the memory. Default: as they are. */
  readonly grey?: boolean;
}

/**
 * Loads digits as `options.dataset` says.
 * @throws {HandgradError} when a folder that was named has no sound data, when files in `datasets/` are bad, or, except
 *   under 'auto' and 'digits', when there are none and they cannot be downloaded.
 */
export async function loadDigitData(options: LoadOptions = {}): Promise<DigitData> {
  const { dataset = 'auto', root = '.' } = options;
  const place = dataPlace(options);
  switch (dataset) {
    case 'idx':
      return loadAnyIdx(place);
    case 'digits':
      return loadDigits(join(options.data ?? join(root, 'datasets'), 'digits'), 'as asked', options);
    case 'mnist':
    case 'auto': {
      const files = await findMnist(place.folder);
      if (files.missing.length === 0 || place.givenBy !== undefined) {
        checkNamedFolder(place, files);
        const folder =
          place.givenBy === undefined ? shown(files.folder, root) : placeText({ ...place, folder: files.folder });
        return withSource(await loadMnist(files, options.checksums), 'mnist', `from ${folder}`);
      }
      return dataset === 'mnist' ? downloadMnist(options) : mnistOrDigits(options);
    }
    case 'kaggle':
      return loadKaggle(place, () => loadDigitData({ ...options, dataset: 'mnist' }));
    case 'polymnist':
      return loadPolymnist(place, () => loadDigitData({ ...options, dataset: 'mnist' }), options);
    default:
      throw new HandgradError(`data: no data set ${String(dataset)}, expected one of ${DATASET_NAMES.join(', ')}`);
  }
}

function checkNamedFolder({ folder, givenBy }: DataPlace, { missing }: { missing: readonly string[] }): void {
  if (missing.length === 0) return;
  const found = missing.length === 4 ? 'none of its four files' : `no ${missing.join(', no ')}`;
  throw new HandgradError(
    `data: no MNIST in ${folder} (given by ${givenBy}): found ${found} there or in ${join(folder, 'mnist')}, expected ` +
      'train-images-idx3-ubyte.gz and its three companions; give the right folder, or none to have it downloaded',
  );
}

async function loadAnyIdx(place: DataPlace): Promise<DigitData> {
  const { folder } = place;
  const data = await readFourFiles(await findFiles(folder), { name: 'idx', description: `from ${folder}` });
  return withSource(data, 'idx', `from ${placeText(place)}`);
}

async function downloadMnist(options: LoadOptions): Promise<DigitData> {
  const { root = '.' } = options;
  const folder = join(root, 'datasets', 'mnist');
  const hosts = new Set((await fetchMnist(folder, options)).flatMap(({ from }) => from ?? []));
  const data = await loadMnist(await findFiles(folder), options.checksums);
  return withSource(data, 'mnist', `downloaded from ${[...hosts].join(' and ')} into ${shown(folder, root)}`);
}

async function mnistOrDigits(options: LoadOptions): Promise<DigitData> {
  const { root = '.' } = options;
  try {
    return await downloadMnist(options);
  } catch (error) {
    if (!(error instanceof HandgradError)) throw error;
    const why = error instanceof DownloadError ? error.reasons.join(', ') : error.message;
    const reason = `because ${shown(join(root, 'datasets'), root)} has no MNIST and no download worked: ${why}`;
    return loadDigits(join(root, 'datasets', 'digits'), reason, options);
  }
}

async function loadDigits(folder: string, reason: string, options: LoadOptions): Promise<DigitData> {
  const { root = '.', digits = STANDARD_DIGITS, onProgress } = options;
  const { how, notKept, ...data } = await loadDrawnDigits(folder, digits, onProgress);
  const where = how === 'read' ? `read from ${shown(folder, root)}` : `kept in ${shown(folder, root)}`;
  const kept = notKept === undefined ? where : `not kept: ${notKept}`;
  return withSource(data, 'digits', `drawn by handgrad (${kept}), ${reason}`);
}
