/** How far something that takes a while has come. */
export interface DataProgress {
  readonly activity: 'download' | 'draw' | 'augment';
  /** What is being worked on: a file, a split, a data set. */
  readonly item: string;
  readonly done: number;
  /** Undefined where a server does not say. */
  readonly total: number | undefined;
  readonly unit: 'bytes' | 'images';
}

export type OnDataProgress = (progress: DataProgress) => void;
