import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { classCounts } from '../../src/data/dataset.js';
import type { FileName } from '../../src/data/four-file-names.js';
import { checksumsOf, findFiles } from '../../src/data/four-files.js';
import { drawDigitData, type DrawnSet } from '../../src/data/drawn-digits.js';
import { encodeIdxImages } from '../../src/data/idx-format.js';
import { listData } from '../../src/data/inventory.js';
import { loadDigitData } from '../../src/data/load.js';
import { fetchMnist, findMnist, loadMnist, verifyMnist } from '../../src/data/mnist.js';
import type { DataProgress } from '../../src/data/progress.js';
import { localServers, smallMnist, temporaryFolders } from './data-fixtures.js';

const folder = temporaryFolders();
const serve = localServers();
const { contents, checksums } = smallMnist();
const names = Object.keys(contents) as FileName[];

/** The four files under a folder, gzipped. */
function files(under = ''): Record<string, Uint8Array> {
  return Object.fromEntries(names.map((name) => [`${under}${name}.gz`, gzipSync(contents[name])]));
}

/** The same without one file. */
function filesWithout(missing: FileName, under = ''): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(files(under)).filter(([name]) => name !== `${under}${missing}.gz`));
}

/** A mirror that has the four files. */
const mirror = () =>
  serve((request, response) => {
    const content = contents[(request.url ?? '').slice(1).replace('.gz', '') as FileName];
    if (content === undefined) response.writeHead(404).end();
    else response.end(gzipSync(content));
  });

const noNetwork: typeof fetch = () =>
  Promise.reject(
    new TypeError('fetch failed', { cause: Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }) }),
  );

const fewDigits: DrawnSet = {
  seed: 5,
  trainCount: 20,
  testCount: 10,
  checksums: checksumsOf(await drawDigitData({ seed: 5, trainCount: 20, testCount: 10 })),
};
const quick = { checksums, digits: fewDigits, env: {}, fetch: noNetwork };

describe('finding MNIST', () => {
  it('looks in mnist/ first, then in the folder itself', async () => {
    const both = await folder({ ...files(), ...files('mnist/') });
    expect((await findMnist(both)).folder).toBe(join(both, 'mnist'));
    const flat = await folder(files());
    expect((await findMnist(flat)).folder).toBe(flat);
  });

  it('takes unpacked files and names with a dot as well', async () => {
    const at = await folder({
      'train-images.idx3-ubyte': contents['train-images-idx3-ubyte'],
      'train-labels.idx1-ubyte.gz': gzipSync(contents['train-labels-idx1-ubyte']),
      't10k-images-idx3-ubyte': contents['t10k-images-idx3-ubyte'],
      't10k-labels-idx1-ubyte.gz': gzipSync(contents['t10k-labels-idx1-ubyte']),
    });
    const { train, test } = await loadMnist(await findMnist(at), checksums);
    expect([train.count, test.count]).toEqual([12, 5]);
    expect(Array.from(test.labels)).toEqual([3, 4, 5, 6, 7]);
  });

  it('names what is missing', async () => {
    const three = filesWithout('t10k-labels-idx1-ubyte');
    expect((await findMnist(await folder(three))).missing).toEqual(['t10k-labels-idx1-ubyte']);
  });
});

describe('loadDigitData', () => {
  it('takes the folder of --data before all others, and says so', async () => {
    const [data, other] = [await folder(files()), await folder(files())];
    const { train, source } = await loadDigitData({ ...quick, data, env: { HANDGRAD_DATA: other } });
    expect(source).toBe(`mnist: 12 + 5 images from ${data} (given by --data)`);
    expect(train.description).toBe(`from ${data} (given by --data)`);
  });

  it('takes HANDGRAD_DATA before datasets/, and says so', async () => {
    const [named, root] = [await folder(files('mnist/')), await folder(files('datasets/mnist/'))];
    const { source } = await loadDigitData({ ...quick, root, env: { HANDGRAD_DATA: named } });
    expect(source).toBe(`mnist: 12 + 5 images from ${named}/mnist (given by HANDGRAD_DATA)`);
  });

  it('takes datasets/mnist where no folder is named; an empty HANDGRAD_DATA names none', async () => {
    const root = await folder(files('datasets/mnist/'));
    const { source } = await loadDigitData({ ...quick, root, env: { HANDGRAD_DATA: '' } });
    expect(source).toBe('mnist: 12 + 5 images from datasets/mnist');
  });

  it('downloads into datasets/mnist where nothing is there, shows progress, and finds it the next time', async () => {
    const [root, url] = [await folder(), await mirror()];
    const seen: DataProgress[] = [];
    const { source } = await loadDigitData({
      ...quick,
      root,
      fetch,
      mirrors: [url],
      onProgress: (progress) => seen.push(progress),
    });
    expect(source).toBe(`mnist: 12 + 5 images downloaded from ${new URL(url).host} into datasets/mnist`);
    expect(seen.map(({ item }) => item)).toEqual(names.map((name) => `${name}.gz`));
    for (const { activity, unit, done } of seen) {
      expect({ activity, unit }).toEqual({ activity: 'download', unit: 'bytes' });
      expect(done).toBeGreaterThan(0);
    }
    const again = await loadDigitData({ ...quick, root });
    expect(again.source).toBe('mnist: 12 + 5 images from datasets/mnist');
  });

  it('gives way to drawn digits where nothing can be downloaded, keeps them, and says why', async () => {
    const root = await folder();
    const mirrors = ['https://a.invalid/', 'https://b.invalid/'];
    const seen: DataProgress[] = [];
    const onProgress = (progress: DataProgress) => seen.push(progress);
    const first = await loadDigitData({ ...quick, root, mirrors, onProgress });
    const why = 'because datasets has no MNIST and no download worked: host not found (ENOTFOUND)';
    expect(first.source).toBe(`digits: 20 + 10 images drawn by handgrad (kept in datasets/digits), ${why}`);
    expect(seen.at(-1)).toEqual({ activity: 'draw', item: 'digits', done: 30, total: 30, unit: 'images' });
    const second = await loadDigitData({ ...quick, root, mirrors });
    expect(second.source).toBe(`digits: 20 + 10 images drawn by handgrad (read from datasets/digits), ${why}`);
    expect(second.train.images).toEqual(first.train.images);
  });

  it('draws again what lies damaged in datasets/digits', async () => {
    const root = await folder();
    const first = await loadDigitData({ ...quick, root, dataset: 'digits' });
    await writeFile(join(root, 'datasets/digits/train-labels-idx1-ubyte.gz'), 'damaged');
    const second = await loadDigitData({ ...quick, root, dataset: 'digits' });
    expect(second.source).toBe('digits: 20 + 10 images drawn by handgrad (kept in datasets/digits), as asked');
    expect(second.train.labels).toEqual(first.train.labels);
    expect((await loadDigitData({ ...quick, root, dataset: 'digits' })).source).toContain(
      '(read from datasets/digits)',
    );
  });

  it('serves drawn digits even where they cannot be kept, and says so', async () => {
    const root = await folder();
    await mkdir(join(root, 'datasets'));
    await symlink(join(root, 'nowhere', 'at', 'all'), join(root, 'datasets', 'digits'));
    const { train, source } = await loadDigitData({ ...quick, root, dataset: 'digits' });
    expect(train.count).toBe(20);
    expect(source).toMatch(/^digits: 20 \+ 10 images drawn by handgrad \(not kept: cannot write .+\), as asked$/);
  });

  it("'mnist' never gives way to drawn digits", async () => {
    const root = await folder();
    await expect(loadDigitData({ ...quick, root, dataset: 'mnist', mirrors: ['https://a.invalid/'] })).rejects.toThrow(
      'download: no mirror gave train-images-idx3-ubyte.gz (a.invalid: host not found (ENOTFOUND))',
    );
  });

  it("'idx' takes any data in the format, whatever their checksums", async () => {
    const data = await folder(files());
    const { source } = await loadDigitData({ env: {}, data, dataset: 'idx' });
    expect(source).toBe(`idx: 12 + 5 images from ${data} (given by --data)`);
  });
});

describe('loadDigitData refuses', () => {
  it.each([
    ['--data', (at: string) => ({ data: at })],
    ['HANDGRAD_DATA', (at: string) => ({ env: { HANDGRAD_DATA: at } })],
  ])('a folder given by %s that has no MNIST', async (name, where) => {
    const at = await folder({ 'notes.txt': 'nothing here' });
    await expect(loadDigitData({ ...quick, ...where(at) })).rejects.toThrow(
      `data: no MNIST in ${at} (given by ${name}): found none of its four files there or in ${at}/mnist, expected ` +
        'train-images-idx3-ubyte.gz and its three companions; give the right folder, or none to have it downloaded',
    );
  });

  it('a folder given by --data that is not there', async () => {
    const at = join(await folder(), 'missing');
    await expect(loadDigitData({ ...quick, data: at })).rejects.toThrow(`data: no MNIST in ${at} (given by --data)`);
  });

  it('a file given as --data', async () => {
    const at = join(await folder({ file: 'x' }), 'file');
    await expect(loadDigitData({ ...quick, data: at })).rejects.toThrow(
      `data: cannot read the folder ${at}/mnist: a part of the path is a file, not a folder (ENOTDIR)`,
    );
  });

  it('a named folder in which one file is missing', async () => {
    const three = filesWithout('train-labels-idx1-ubyte');
    const at = await folder(three);
    await expect(loadDigitData({ ...quick, data: at })).rejects.toThrow('found no train-labels-idx1-ubyte there or in');
  });

  it('files of the format that are not MNIST', async () => {
    const at = await folder(files());
    await expect(loadDigitData({ data: at, env: {} })).rejects.toThrow(
      `data: ${at}/train-images-idx3-ubyte.gz: the SHA-256 of the content is ` +
        `${checksums['train-images-idx3-ubyte'].slice(0, 16)}..., expected ba891046e6505d7a...; ` +
        'it is damaged or another data set: remove it and get it again',
    );
  });

  it('a damaged file in datasets/mnist, which it does not replace', async () => {
    const root = await folder({ ...files('datasets/mnist/'), 'datasets/mnist/t10k-labels-idx1-ubyte.gz': 'damaged' });
    await expect(loadDigitData({ ...quick, root })).rejects.toThrow(
      /t10k-labels-idx1-ubyte\.gz begins with \d+, expected the magic/,
    );
    expect(await readFile(join(root, 'datasets/mnist/t10k-labels-idx1-ubyte.gz'), 'utf8')).toBe('damaged');
  });

  it('training and test images of different sizes', async () => {
    const test = encodeIdxImages({ count: 5, height: 2, width: 2, pixels: new Uint8Array(20) });
    const at = await folder({ ...files(), 't10k-images-idx3-ubyte.gz': gzipSync(test) });
    await expect(loadDigitData({ data: at, env: {}, dataset: 'idx' })).rejects.toThrow(
      `data: in ${at} training images are 28 x 28, test images 2 x 2, expected the same; take all files from the same place`,
    );
  });

  it("an 'idx' folder in which a file is missing", async () => {
    const at = await folder();
    await expect(loadDigitData({ data: at, env: {}, dataset: 'idx' })).rejects.toThrow(
      `data: ${at} has no train-images-idx3-ubyte.gz (nor train-images-idx3-ubyte); put it there`,
    );
  });

  it('a data set that does not exist', async () => {
    await expect(loadDigitData({ ...quick, dataset: 'cifar' as 'auto' })).rejects.toThrow(
      'data: no data set cifar, expected one of auto, mnist, digits, idx, kaggle, polymnist',
    );
  });
});

describe('fetchMnist', () => {
  it('keeps sound files, fetches missing ones, replaces damaged ones', async () => {
    const at = await folder({ ...files(), 't10k-labels-idx1-ubyte.gz': 'damaged' });
    const url = await mirror();
    const fetched = await fetchMnist(at, { checksums, mirrors: [url] });
    expect(fetched.map(({ from }) => from)).toEqual([undefined, undefined, undefined, new URL(url).host]);
    await expect(loadMnist(await findFiles(at), checksums)).resolves.toBeDefined();
  });

  it('packs what a mirror sends unpacked, so that a file is what its name says', async () => {
    const url = await serve((request, response) =>
      response.end(contents[(request.url ?? '').slice(1).replace('.gz', '') as FileName]),
    );
    const at = join(await folder(), 'mnist');
    await fetchMnist(at, { checksums, mirrors: [url] });
    expect((await readFile(join(at, 't10k-labels-idx1-ubyte.gz'))).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  });

  it('refuses content with another checksum, names the mirror, and writes nothing', async () => {
    const url = await serve((_, response) => response.end(gzipSync(contents['t10k-labels-idx1-ubyte'])));
    const at = await folder();
    await expect(fetchMnist(at, { checksums, mirrors: [url] })).rejects.toThrow(
      /^download: no mirror gave train-images-idx3-ubyte\.gz \(127\.0\.0\.1:\d+: data: .*the SHA-256 of the content is /,
    );
    expect(await readdir(at)).toEqual([]);
  });

  it('a failed download does not touch the damaged file that it was to replace', async () => {
    const at = await folder({ ...files(), 't10k-labels-idx1-ubyte.gz': 'damaged' });
    await expect(fetchMnist(at, { checksums, mirrors: ['https://a.invalid/'], fetch: noNetwork })).rejects.toThrow(
      'ENOTFOUND',
    );
    expect(await readFile(join(at, 't10k-labels-idx1-ubyte.gz'), 'utf8')).toBe('damaged');
  });
});

describe('verifyMnist and listData', () => {
  it('verify says for each file whether it is missing, wrong and why', async () => {
    const at = await folder({
      'train-labels-idx1-ubyte': contents['train-labels-idx1-ubyte'],
      't10k-images-idx3-ubyte.gz': '',
    });
    const checks = await verifyMnist(at);
    expect(checks.map(({ status }) => status)).toEqual(['missing', 'wrong', 'wrong', 'missing']);
    expect(checks[1].problem).toContain('expected 65a50cbbf4e906d7...');
    expect(checks[2].problem).toBe(
      `idx: ${at}/t10k-images-idx3-ubyte.gz is empty (0 bytes), expected an IDX file; get the file again`,
    );
  });

  it('the list says of each data set where it belongs and whether it is there', async () => {
    const three = filesWithout('t10k-labels-idx1-ubyte', 'datasets/mnist/');
    const root = await folder(three);
    const states = async () =>
      (await listData({ root, env: {} })).map(({ name, folder: at, state }) => [name, at, state]);
    const at = (name: string) => join(root, 'datasets', name);
    expect(await states()).toEqual([
      ['mnist', at('mnist'), 'incomplete'],
      ['digits', at('digits'), 'absent'],
      ['kaggle', at('kaggle'), 'absent'],
      ['polymnist', at('polymnist'), 'absent'],
    ]);
    await loadDigitData({ ...quick, root, dataset: 'digits' });
    expect((await states())[1]).toEqual(['digits', at('digits'), 'complete']);
  });
});

const shared = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/datasets');

describe.skipIf(!existsSync(join(shared, 'mnist')))(
  'the real MNIST (skipped where ../shared/datasets/mnist is absent)',
  () => {
    it('has the published counts of each class, and its pixels survive the reader', async () => {
      const { train, test, source } = await loadDigitData({ data: shared, env: {} });
      expect(source).toBe(`mnist: 60,000 + 10,000 images from ${shared}/mnist (given by --data)`);
      expect(classCounts(train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
      expect(classCounts(test!)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
      expect(Array.from(train.labels.subarray(0, 10))).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    });

    it('is found sound by verify', async () => {
      expect((await verifyMnist(shared)).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
    });
  },
);
