import type { ImageDataset } from '../../data/dataset.js';

/** Images whose labels may be unknown, as those of a competition's test. */
export type ExploredImages = Omit<ImageDataset, 'labels'> & { readonly labels: Uint8Array | null };

/** What is explored. */
export interface ExploredData {
  readonly train: ImageDataset;
  readonly test: ExploredImages;
  /** One line that says which data these are. */
  readonly source: string;
}
