/** How far a download, or the drawing, reading, making or varying of many pictures has come. */
export interface DataProgress {
  /** What is being done. */
  readonly activity: 'download' | 'draw' | 'read' | 'make' | 'augment';
  /** What it is done to: a file, a split, a data set. */
  readonly item: string;
  /** Bytes or images done. */
  readonly done: number;
  /** Undefined where a server does not say. */
  readonly total: number | undefined;
  /** What is counted. */
  readonly unit: 'bytes' | 'images';
}

/** Hears how far a long piece of work with data has come. */
export type OnDataProgress = (progress: DataProgress) => void;
