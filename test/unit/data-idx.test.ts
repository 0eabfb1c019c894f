import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeFileAtomic } from '../../src/data/atomic-file.js';
import { decodeIdxImages, decodeIdxLabels, encodeIdxImages, encodeIdxLabels } from '../../src/data/idx-format.js';
import { readIdxDataset, readIdxFile, unpack, writeIdxDataset } from '../../src/data/idx.js';
import { smallDataset, temporaryFolders } from './data-fixtures.js';

const folder = temporaryFolders();
const dataset = smallDataset(3);
const imageBytes = encodeIdxImages({ ...dataset, pixels: dataset.images });
const labelBytes = encodeIdxLabels(dataset.labels);
const about = { name: 'three', description: 'made up' };

/** `bytes` with a big-endian word overwritten. */
function withWord(bytes: Uint8Array, at: number, word: number): Uint8Array {
  const changed = bytes.slice();
  new DataView(changed.buffer).setUint32(at, word);
  return changed;
}

/** `bytes` with something at the end. */
function followedBy(bytes: Uint8Array, ...more: number[]): Uint8Array {
  return Uint8Array.of(...bytes, ...more);
}

describe('IDX', () => {
  it('an image file is 2051, count, rows, columns, pixels; a label file 2049, count, labels; big-endian', () => {
    const bytes = encodeIdxImages({ count: 1, height: 1, width: 2, pixels: Uint8Array.of(7, 255) });
    expect(Array.from(bytes)).toEqual([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 7, 255]);
    expect(Array.from(encodeIdxLabels(Uint8Array.of(4, 9)))).toEqual([0, 0, 8, 1, 0, 0, 0, 2, 4, 9]);
  });

  it.each(['', '.gz'])('a data set written as "images%s" is read back the same', async (ending) => {
    const at = await folder();
    const [images, labels] = [join(at, `images${ending}`), join(at, `labels${ending}`)];
    await writeIdxDataset(dataset, images, labels);
    expect(await readIdxDataset(images, labels, about)).toEqual({ ...dataset, ...about });
  });

  it('gzip is recognised by content, whatever the name', async () => {
    const at = await folder({ plain: gzipSync(labelBytes), 'packed.gz': labelBytes });
    expect(await readIdxFile(join(at, 'plain'))).toEqual(labelBytes);
    expect(await readIdxFile(join(at, 'packed.gz'))).toEqual(labelBytes);
  });

  it('gzip of several members is read whole', async () => {
    const packed = Buffer.concat([gzipSync(labelBytes.subarray(0, 5)), gzipSync(labelBytes.subarray(5))]);
    expect(await unpack(packed, 'two members')).toEqual(labelBytes);
  });

  it('colour images are refused by the writer', async () => {
    const colour = { ...dataset, channels: 3 };
    await expect(writeIdxDataset(colour, 'i', 'l')).rejects.toThrow(
      'idx: small has 3 channels; an IDX file of images holds 1',
    );
  });
});

describe('IDX refuses with one line that names the file', () => {
  it.each([
    [
      'labels in place of images',
      labelBytes,
      'idx: f begins with 2049, expected the magic number 2051 of IDX images: it holds labels; give the right file',
    ],
    [
      'another magic number',
      withWord(imageBytes, 0, 1234),
      'idx: f begins with 1234, expected the magic number 2051 of IDX images; give the right file',
    ],
    [
      'a header cut short',
      imageBytes.slice(0, 10),
      'idx: f ends inside its header: 10 bytes, expected at least 16; get the file again',
    ],
    [
      'a file of three bytes',
      imageBytes.slice(0, 3),
      'idx: f ends inside its header: 3 bytes, expected at least 16; get the file again',
    ],
    [
      'missing pixels',
      imageBytes.slice(0, -1),
      'idx: f is truncated: 2351 bytes after the header, expected 2352 (3 images of 28 x 28); get the file again',
    ],
    [
      'more pixels than the header says',
      followedBy(imageBytes, 0),
      'idx: f has bytes left over: 2353 bytes after the header, expected 2352 (3 images of 28 x 28); get the file again',
    ],
    [
      'a count larger than the file',
      withWord(imageBytes, 4, 60000),
      'idx: f is truncated: 2352 bytes after the header, expected 47040000 (60000 images of 28 x 28); get the file again',
    ],
    [
      'a count that would overflow 32 bits',
      withWord(imageBytes, 4, 0xffffffff),
      'expected 3367254359280 (4294967295 images of 28 x 28); get the file again',
    ],
    ['no images', withWord(imageBytes, 4, 0), 'idx: f has 0 images, expected at least 1; get the file again'],
    ['no rows', withWord(imageBytes, 8, 0), 'idx: f has 0 rows, expected at least 1; get the file again'],
    ['no columns', withWord(imageBytes, 12, 0), 'idx: f has 0 columns, expected at least 1; get the file again'],
  ])('images: %s', (_, bytes, message) => {
    expect(() => decodeIdxImages(bytes, 'f')).toThrow(message);
  });

  it.each([
    [
      'images in place of labels',
      imageBytes,
      'idx: f begins with 2051, expected the magic number 2049 of IDX labels: it holds images; give the right file',
    ],
    [
      'a header cut short',
      labelBytes.slice(0, 7),
      'idx: f ends inside its header: 7 bytes, expected at least 8; get the file again',
    ],
    [
      'missing labels',
      labelBytes.slice(0, -1),
      'idx: f is truncated: 2 bytes after the header, expected 3 (3 labels); get the file again',
    ],
    [
      'labels left over',
      followedBy(labelBytes, 1),
      'idx: f has bytes left over: 4 bytes after the header, expected 3 (3 labels); get the file again',
    ],
    ['no labels', encodeIdxLabels(new Uint8Array(0)), 'idx: f has 0 labels, expected at least 1; get the file again'],
    [
      'a label of 10',
      encodeIdxLabels(Uint8Array.of(1, 10)),
      'idx: f: label 1 is 10, expected 0 to 9; correct the file or get it again',
    ],
  ])('labels: %s', (_, bytes, message) => {
    expect(() => decodeIdxLabels(bytes, 'f')).toThrow(message);
  });

  it.each([
    ['an empty file', new Uint8Array(0), 'idx: f is empty (0 bytes), expected an IDX file; get the file again'],
    [
      'a truncated gzip',
      gzipSync(imageBytes).subarray(0, 100),
      'idx: f: the gzip data are truncated or damaged (unexpected end of file); get the file again',
    ],
    [
      'a damaged gzip',
      gzipSync(imageBytes).fill(0x55, 20, 40),
      /^idx: f: the gzip data are truncated or damaged \(.+\); get the file again$/,
    ],
    [
      'zeros after the gzip data',
      followedBy(gzipSync(labelBytes), 0, 0, 0),
      'idx: f: 3 bytes follow the end of the gzip data, expected none; get the file again',
    ],
    [
      'other bytes after the gzip data',
      followedBy(gzipSync(labelBytes), 1, 2, 3),
      'idx: f: the gzip data are truncated or damaged (incorrect header check); get the file again',
    ],
  ])('files: %s', async (_, bytes, message) => {
    await expect(unpack(bytes, 'f')).rejects.toThrow(message);
  });

  it('of two missing files the one that is named first is reported', async () => {
    const root = await folder();
    const [images, labels] = ['images', 'labels'].map((name) => join(root, name));
    const about = { name: 'digits', description: '' };
    await expect(readIdxDataset(images, labels, about)).rejects.toThrow(`idx: cannot read ${images}`);
    await writeFileAtomic(images, imageBytes);
    await expect(readIdxDataset(images, labels, about)).rejects.toThrow(`idx: cannot read ${labels}`);
  });

  it('a missing file', async () => {
    const path = join(await folder(), 'nothing.gz');
    await expect(readIdxFile(path)).rejects.toThrow(`idx: cannot read ${path}: no such file or folder (ENOENT)`);
  });

  it('a folder in place of a file', async () => {
    const path = await folder();
    await expect(readIdxFile(path)).rejects.toThrow(`idx: cannot read ${path}: it is a folder, not a file (EISDIR)`);
  });

  it('different numbers of images and labels', async () => {
    const at = await folder({ images: imageBytes, labels: encodeIdxLabels(Uint8Array.of(1, 2)) });
    await expect(readIdxDataset(join(at, 'images'), join(at, 'labels'), about)).rejects.toThrow(
      `idx: ${at}/images has 3 images, ${at}/labels has 2 labels, expected as many; take both files from the same place`,
    );
  });
});

describe('writeFileAtomic', () => {
  it('makes the folder, replaces the file, and leaves nothing else behind', async () => {
    const at = await folder();
    const path = join(at, 'new', 'file.gz');
    await writeFileAtomic(path, 'first');
    await writeFileAtomic(path, gzipSync(labelBytes));
    expect(new Uint8Array(gunzipSync(await readFile(path)))).toEqual(labelBytes);
    expect(await readdir(join(at, 'new'))).toEqual(['file.gz']);
  });

  it('where a file is in the place of the folder, says so and touches nothing', async () => {
    const at = await folder({ taken: 'mine' });
    await expect(writeFileAtomic(join(at, 'taken', 'x'), 'new')).rejects.toThrow(
      /^cannot write .*taken.x: .+ \((ENOTDIR|EEXIST)\)$/,
    );
    expect(await readFile(join(at, 'taken'), 'utf8')).toBe('mine');
  });

  it('where the name is a folder, fails and removes what it had written', async () => {
    const at = await folder({ 'name/inside': 'mine' });
    await expect(writeFileAtomic(join(at, 'name'), 'new')).rejects.toThrow(/^cannot write /);
    expect(await readdir(at)).toEqual(['name']);
  });
});
