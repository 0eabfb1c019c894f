import type { ImageDataset } from '../../data/dataset.js';
import type { Model } from '../../nn/model.js';
import type { GradientNormRecord } from '../../train/callbacks/record-gradient-norms.js';
import type { Examples } from '../../train/examples.js';
import type { EpochRecord } from '../../train/history.js';
import type { Loss } from '../../train/train-step.js';

/** A training that has ended: what a report is made from. */
export interface TrainedRun {
  readonly name: string;
  /** Which data these were, in a line. */
  readonly data: string;
  /** The backend that it was trained on. */
  readonly backend: string;
  readonly model: Model;
  readonly loss: Loss;
  readonly epochs: readonly EpochRecord[];
  /** Images in an epoch, and in a batch. */
  readonly trainingImages: number;
  readonly batchSize: number;
  /** What it is measured on. */
  readonly scored: ScoredImages;
  /** Null where they were not recorded. */
  readonly gradientNorms: readonly GradientNormRecord[] | null;
  /** How it was trained, in the order in which to show it. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

/** Images that tell what a network is worth. */
export interface ScoredImages {
  /** In the plural: 'test images'. */
  readonly what: string;
  /** As people see them, with their labels. */
  readonly pictures: ImageDataset;
  /** The same ones as the network takes them. */
  readonly examples: Examples;
  /** The network's mean loss on them, without penalties, if it has been measured already. */
  readonly meanLoss?: number | undefined;
}
