import type { ImageDataset } from '../../data/dataset.js';

/** What can be done to images before training and is shown before and after. What is missing here is not shown. */
export interface Preparations {
  /** Colour to shades of grey: [N, H, W, 3] to [N, H, W, 1]. */
  readonly grey?: (images: ImageDataset) => ImageDataset;
  /** Images of one channel, blurred. */
  readonly blur?: (images: ImageDataset) => ImageDataset;
  /**
   * Random variants: for each image itself, then `copies` of them; `copies + 1` times as many images, those of one image
   * next to each other. `what` says in a phrase how they are made.
   */
  readonly augment?: {
    readonly what: string;
    readonly preview: (images: ImageDataset, copies: number, seed: number) => Promise<ImageDataset>;
  };
}
