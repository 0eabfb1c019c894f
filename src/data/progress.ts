/** How far a download, or the drawing, reading or making of many pictures has come. */
export interface DataProgress {
  readonly activity: 'download' | 'draw' | 'read' | 'make';
  /** What it is done to: a file, a data set. */
  readonly item: string;
  readonly done: number;
  /** Undefined where a server does not say. */
  readonly total: number | undefined;
  readonly unit: 'bytes' | 'images';
}

export type OnDataProgress = (progress: DataProgress) => void;
