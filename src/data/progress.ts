/** How far a download, or the drawing, reading, making or varying of many pictures has come. */
export interface DataProgress {
  readonly activity: 'download' | 'draw' | 'read' | 'make' | 'augment';
  /** What it is done to: a file, a split, a data set. */
  readonly item: string;
  readonly done: number;
  /** Undefined where a server does not say. */
  readonly total: number | undefined;
  readonly unit: 'bytes' | 'images';
}

export type OnDataProgress = (progress: DataProgress) => void;
