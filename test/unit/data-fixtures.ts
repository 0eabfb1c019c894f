/** Files and data sets that the data tests make for themselves. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import { imageDataset, type ImageDataset } from '../../src/data/dataset.js';
import type { FileName } from '../../src/data/four-file-names.js';
import { checksumsOf, type Checksums } from '../../src/data/four-files.js';
import { encodeIdxImages, encodeIdxLabels } from '../../src/data/idx-format.js';

/** A data set of `count` images of 28 x 28 in which no two images are alike; labels go round. */
export function smallDataset(count: number, first = 0): ImageDataset {
  const images = Uint8Array.from(
    { length: count * 784 },
    (_, i) => (first + Math.floor(i / 784) * 7 + (i % 784)) % 256,
  );
  const labels = Uint8Array.from({ length: count }, (_, i) => (first + i) % 10);
  return imageDataset({
    name: 'small',
    description: 'made up',
    images,
    labels,
    height: 28,
    width: 28,
    channels: 1,
    classes: 10,
  });
}

/** Four small files in MNIST's format: their contents by name, and their checksums. */
export function smallMnist(): { contents: Record<FileName, Uint8Array>; checksums: Checksums } {
  const train = smallDataset(12);
  const test = smallDataset(5, 3);
  return {
    contents: {
      'train-images-idx3-ubyte': encodeIdxImages({ ...train, pixels: train.images }),
      'train-labels-idx1-ubyte': encodeIdxLabels(train.labels),
      't10k-images-idx3-ubyte': encodeIdxImages({ ...test, pixels: test.images }),
      't10k-labels-idx1-ubyte': encodeIdxLabels(test.labels),
    },
    checksums: checksumsOf({ train, test }),
  };
}

/** Makes folders for a test file's tests; all are removed at its end. */
export function temporaryFolders(): (files?: Record<string, Uint8Array | string>) => Promise<string> {
  const made: string[] = [];
  afterAll(async () => {
    for (const folder of made) await rm(folder, { recursive: true, force: true });
  });
  return async (files = {}) => {
    const folder = await mkdtemp(join(tmpdir(), 'handgrad-data-'));
    made.push(folder);
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    return folder;
  };
}

/** Starts HTTP servers on this machine for a test file's tests; each is closed after its test. Returns the address with a final /. */
export function localServers(): (listener: RequestListener) => Promise<string> {
  const running: Server[] = [];
  afterEach(() => {
    for (const server of running.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });
  return async (listener) => {
    const server = createServer(listener);
    running.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };
}
