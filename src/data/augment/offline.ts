import { imageDataset, type ImageDataset } from '../dataset.js';
import type { OnDataProgress } from '../progress.js';
import {
  checkPipelines,
  copyOfPipeline,
  varyImages,
  type AugmentationPipeline,
  type VariationPlace,
} from './variation.js';

/** Where copies are made, and who hears of it. */
export interface OfflineOptions extends VariationPlace {
  /** Called as copies are made. Default: nobody hears of it. */
  readonly onProgress?: OnDataProgress | undefined;
}

/**
 * A data set enlarged once, before training: its images, then a varied copy of all of them for each copy that each pipeline makes,
 * pipeline by pipeline (1, 1, 1, 2, 2, 2, ...), in the order of the originals and with their labels.
 *
 * Copy c of image i is a function of the seed, the pipeline, c and i: the same on every backend within rounding, and the same however
 * many images or copies there are.
 * @throws {HandgradError} when there is no pipeline, or one without layers or copies, or with an option out of its range.
 */
export async function augmentOffline(
  dataset: ImageDataset,
  pipelines: readonly AugmentationPipeline[],
  { backend, seed, onProgress }: OfflineOptions,
): Promise<ImageDataset> {
  checkPipelines(pipelines, dataset);
  const variations = pipelines.flatMap(({ copies }, pipeline) =>
    Array.from({ length: copies }, (_, copy) => copyOfPipeline(pipelines, pipeline, copy)),
  );
  const parts = 1 + variations.length;
  const images = new Uint8Array(parts * dataset.images.length);
  const labels = new Uint8Array(parts * dataset.count);
  for (let part = 0; part < parts; part++) labels.set(dataset.labels, part * dataset.count);

  images.set(dataset.images);
  const total = variations.length * dataset.count;
  let done = 0;
  for (const [i, variation] of variations.entries()) {
    const to = images.subarray((1 + i) * dataset.images.length, (2 + i) * dataset.images.length);
    const onImages = (count: number) => {
      done += count;
      onProgress?.({ activity: 'augment', item: dataset.name, done, total, unit: 'images' });
    };
    await varyImages(dataset, variation, to, { backend, seed, onImages });
  }
  const description = `${dataset.description}; with ${variations.length} varied copies of each image`;
  return imageDataset({ ...dataset, description, images, labels });
}
