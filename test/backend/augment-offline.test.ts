import { describe, expect, it } from 'vitest';
import { augmentOffline } from '../../src/data/augment/offline.js';
import { previewAugmentation } from '../../src/data/augment/preview.js';
import type { AugmentationPipeline } from '../../src/data/augment/variation.js';
import { imageDataset, range, take } from '../../src/data/dataset.js';
import type { DataProgress } from '../../src/data/progress.js';
import { augmentImages, tensor, type AugmentationLayer } from '../../src/index.js';
import { randomBits } from '../../src/tensor/random.js';
import { openWasm } from './adapter.js';

const backend = await openWasm(2);
const place = { backend, seed: 11 };
const shift: AugmentationLayer = { kind: 'randomTranslation', height: 0.1, width: 0.1 };
const rotation: AugmentationLayer = { kind: 'randomRotation', turns: 0.1 };
const zoom: AugmentationLayer = { kind: 'randomZoom', height: 0.15, width: 0.15 };
const pipelines: AugmentationPipeline[] = [
  { copies: 2, layers: [shift, rotation] },
  { copies: 1, layers: [shift, zoom, rotation] },
];

/** Images of 28 x 28 of random bytes: as many as do not fit the device at once. */
const images = imageDataset({
  ...{ name: 'noise', description: 'made up', height: 28, width: 28, channels: 1, classes: 10 },
  images: Uint8Array.from({ length: 1400 * 784 }, (_, i) => randomBits(1, 'offline/pixels', i) % 256),
  labels: Uint8Array.from({ length: 1400 }, (_, i) => i % 10),
});

/** A copy made in one piece: each layer resamples what the one before has made, and what comes out is rounded. */
async function copyOf({ layers }: AugmentationPipeline, pipeline: number, step: number): Promise<Uint8Array> {
  const shape = [images.count, 28, 28, 1];
  let varied = tensor(Float32Array.from(images.images), { shape, backend });
  layers.forEach((layer, i) => {
    varied = augmentImages(varied, layer, { seed: 11, stream: `augment/${pipeline}/${i}`, step });
  });
  return Uint8Array.from(await varied.data(), Math.round);
}

describe('augmentOffline', () => {
  it('gives the originals, then the copies pipeline by pipeline, with their labels, however they are divided', async () => {
    const seen: DataProgress[] = [];
    const all = await augmentOffline(images, pipelines, {
      ...place,
      onProgress: (progress) => void seen.push(progress),
    });
    expect(all.count).toBe(4 * 1400);
    const part = (i: number) => range(all, 1400 * i, 1400 * (i + 1));
    const expected = [
      images.images,
      await copyOf(pipelines[0], 0, 0),
      await copyOf(pipelines[0], 0, 1),
      await copyOf(pipelines[1], 1, 0),
    ];
    expected.forEach((bytes, i) => {
      expect(Buffer.compare(part(i).images, bytes)).toBe(0);
      expect(part(i).labels).toEqual(images.labels);
    });
    expect(seen.map(({ done }) => done)).toEqual([1337, 1400, 2737, 2800, 4137, 4200]);
    expect(seen[0]).toMatchObject({ activity: 'augment', item: 'noise', total: 4200, unit: 'images' });
    expect(all.description).toBe('made up; with 3 varied copies of each image');
  });

  it('is a function of the seed', async () => {
    const few = take(images, 5);
    const [first, again, other] = await Promise.all(
      [11, 11, 12].map((seed) => augmentOffline(few, pipelines, { backend, seed })),
    );
    expect(again.images).toEqual(first.images);
    expect(other.images).not.toEqual(first.images);
  });

  it.each<[string, AugmentationPipeline[], string]>([
    ['no pipeline', [], 'augment: no pipeline is given; expected at least one'],
    [
      'no copy',
      [{ copies: 0, layers: [shift] }],
      'augment, pipeline 1: copies is 0, expected a whole number from 1 up',
    ],
    ['no layer', [pipelines[0], { copies: 1, layers: [] }], 'augment, pipeline 2: it has no layers; expected at least'],
    [
      'a turn too many in the last pipeline',
      [pipelines[0], { copies: 1, layers: [{ kind: 'randomRotation', turns: 1.5 }] }],
      'randomRotation: turns is 1.5, expected 0 <= value < 1',
    ],
  ])('refuses %s before it begins', async (_, wrong, message) => {
    let begun = false;
    const made = augmentOffline(take(images, 2), wrong, { ...place, onProgress: () => (begun = true) });
    await expect(made).rejects.toThrow(message);
    expect(begun).toBe(false);
  });
});

describe('previewAugmentation', () => {
  it('shows of pipelines, each in turn, the copies that augmentOffline makes', async () => {
    const few = take(images, 3);
    const all = await augmentOffline(few, pipelines, place);
    const preview = await previewAugmentation(few, pipelines, { ...place, variants: 3 });
    expect(preview.map(({ label }) => label)).toEqual([0, 1, 2]);
    const imageOf = (part: number, i: number) => range(all, 3 * part + i, 3 * part + i + 1).images;
    preview.forEach(({ original, variants }, i) => {
      expect(original).toEqual(imageOf(0, i));
      // Copies lie as 1, 1, 2; variants are 1, 2, 1.
      expect(variants).toEqual([imageOf(1, i), imageOf(3, i), imageOf(2, i)]);
    });
  });

  it('shows of a generator what its first steps make of a batch', async () => {
    const generator = { kind: 'generator', rotationDegrees: 15, zoom: 0.1 } as const;
    const preview = await previewAugmentation(take(images, 2), generator, { ...place, variants: 2 });
    const batch = tensor(Float32Array.from(take(images, 2).images), { shape: [2, 28, 28, 1], backend });
    const steps = await Promise.all(
      [0, 1].map(async (step) =>
        Uint8Array.from(await augmentImages(batch, generator, { seed: 11, step }).data(), Math.round),
      ),
    );
    expect(preview.map(({ variants }) => variants)).toEqual(
      [0, 1].map((i) => steps.map((varied) => varied.subarray(784 * i, 784 * (i + 1)))),
    );
    await expect(previewAugmentation(images, generator, { ...place, variants: 0 })).rejects.toThrow('variants is 0');
  });
});
