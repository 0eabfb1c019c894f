import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readGivenFiles } from '../../web/src/engine/given-files.js';
import { smallDataset, smallMnist } from './data-fixtures.js';
import { encodeIdxImages } from '../../src/data/idx-format.js';
import type { FileName } from '../../src/data/four-file-names.js';

/** The four files with some of their contents exchanged; of null, left out. */
function files(changed: Partial<Record<FileName, Uint8Array | null>> = {}): File[] {
  const contents = Object.entries({ ...smallMnist().contents, ...changed });
  return contents.flatMap(([name, bytes]) => (bytes ? [new File([Buffer.from(bytes)], name)] : []));
}

describe('the files that a user gives to the playground', () => {
  it('are read whether they are packed or not, in any order', async () => {
    const packed = files().map(async (file) => {
      const bytes = gzipSync(Buffer.from(await file.arrayBuffer()));
      return new File([bytes], `${file.name.replace('-idx', '.idx')}.gz`);
    });
    const [plain, unpacked] = [
      await readGivenFiles(files()),
      await readGivenFiles((await Promise.all(packed)).reverse()),
    ];
    expect(unpacked).toEqual(plain);
    expect(plain.source).toBe('12 + 5 images from your files');
    expect(plain.train.images).toEqual(smallDataset(12).images);
    expect(plain.test?.labels).toEqual(smallDataset(5, 3).labels);
  });

  it('are refused when one is missing, or is none of the four', async () => {
    await expect(readGivenFiles(files({ 't10k-labels-idx1-ubyte': null }))).rejects.toThrow(
      't10k-labels-idx1-ubyte missing; give all four files together',
    );
    await expect(readGivenFiles([...files(), new File([], 'cat.png')])).rejects.toThrow(
      "cat.png is none of MNIST's four files; give train-images-idx3-ubyte",
    );
  });

  it('are refused when one is damaged, or they do not belong together', async () => {
    const { contents } = smallMnist();
    const images = contents['train-images-idx3-ubyte'];
    await expect(readGivenFiles(files({ 'train-images-idx3-ubyte': images.subarray(0, 1000) }))).rejects.toThrow(
      'train-images-idx3-ubyte is truncated: 984 bytes after the header, expected 9408',
    );
    const cut = gzipSync(images).subarray(0, 60);
    await expect(readGivenFiles(files({ 'train-images-idx3-ubyte': cut }))).rejects.toThrow(
      'train-images-idx3-ubyte: the gzip data are truncated or damaged',
    );
    const fewer = encodeIdxImages({ count: 1, height: 28, width: 28, pixels: new Uint8Array(784) });
    await expect(readGivenFiles(files({ 't10k-images-idx3-ubyte': fewer }))).rejects.toThrow(
      't10k-images-idx3-ubyte has 1 images, t10k-labels-idx1-ubyte has 5 labels',
    );
    const smaller = encodeIdxImages({ count: 5, height: 14, width: 14, pixels: new Uint8Array(5 * 196) });
    await expect(readGivenFiles(files({ 't10k-images-idx3-ubyte': smaller }))).rejects.toThrow(
      'training images are 28 x 28, test images 14 x 14, expected the same',
    );
  });
});
