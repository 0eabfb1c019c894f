import type { ImageDataset } from '../../data/dataset.js';

/** What can be done to images before training and is shown before and after. What is missing here is not shown. */
export interface Preparations {
  /** Colour to shades of grey: [N, H, W, 3] to [N, H, W, 1]. */
  readonly grey?: (images: ImageDataset) => ImageDataset;
  /** Images of one channel, blurred. */
  readonly blur?: (images: ImageDataset) => ImageDataset;
  /** Ways to vary training images at random, a chart for each. */
  readonly augmentations?: readonly PreviewedAugmentation[];
}

/** A way to vary images at random. */
export interface PreviewedAugmentation {
  /** Names the chart: `augmentation-<name>`. */
  readonly name: string;
  /** In a line, how images are varied. */
  readonly what: string;
  /** Each of the images with so many variants of it. */
  readonly preview: (images: ImageDataset, variants: number) => Promise<readonly AugmentedImage[]>;
}

/** An image and what augmentation makes of it: [height, width, channels] each, bytes. */
export interface AugmentedImage {
  readonly label: number;
  readonly original: Uint8Array;
  readonly variants: readonly Uint8Array[];
}
