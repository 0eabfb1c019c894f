/** Data in files that the user gives: the four IDX files of MNIST, or of anything in its format. */
import type { DigitData } from '../../../src/data/dataset.js';
import { FILE_NAMES, spellingsOf, type FileName } from '../../../src/data/four-file-names.js';
import { GET_IT_AGAIN, idxDataset, isGzip, type IdxContent } from '../../../src/data/idx-format.js';
import { HandgradError } from 'handgrad';

/**
 * The data in four files, which are known by their names; each may be gzipped.
 * @throws {HandgradError} when one is missing, is none of the four, is damaged, or they do not belong together.
 */
export async function readGivenFiles(files: readonly File[]): Promise<DigitData> {
  const byName = sortByName(files);
  const content = async (name: FileName): Promise<IdxContent> => {
    const file = byName.get(name)!;
    return { bytes: await unpacked(file), file: file.name };
  };
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all(FILE_NAMES.map(content));
  const about = { name: 'your files', description: 'from files on this machine' };
  const train = idxDataset(trainImages, trainLabels, about);
  const test = idxDataset(testImages, testLabels, about);
  if (train.height !== test.height || train.width !== test.width) {
    throw new HandgradError(
      `data: training images are ${train.height} x ${train.width}, test images ${test.height} x ${test.width}, ` +
        'expected the same; give four files of one set',
    );
  }
  const counts = [train, test].map(({ count }) => count.toLocaleString('en-US'));
  return { train, test, source: `${counts.join(' + ')} images from your files` };
}

function sortByName(files: readonly File[]): ReadonlyMap<FileName, File> {
  const named = (name: FileName) => files.find((file) => spellingsOf(name).includes(file.name));
  const strange = files.find((file) => !FILE_NAMES.some((name) => spellingsOf(name).includes(file.name)));
  if (strange) {
    throw new HandgradError(
      `data: ${strange.name} is none of MNIST's four files; give ${FILE_NAMES.join(', ')}, each plain or .gz`,
    );
  }
  const missing = FILE_NAMES.filter((name) => !named(name));
  if (missing.length > 0) {
    throw new HandgradError(`data: ${missing.join(', ')} missing; give all four files together, each plain or .gz`);
  }
  return new Map(FILE_NAMES.map((name) => [name, named(name)!]));
}

async function unpacked(file: File): Promise<Uint8Array> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!isGzip(bytes)) return bytes;
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  try {
    return new Uint8Array(await new Response(plain).arrayBuffer());
  } catch (error) {
    throw new HandgradError(`idx: ${file.name}: the gzip data are truncated or damaged; ${GET_IT_AGAIN}`, {
      cause: error,
    });
  }
}
