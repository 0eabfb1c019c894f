/** How far a download or a drawing has come. */
export interface DataProgress {
  readonly activity: 'download' | 'draw';
  /** What is being fetched or drawn: a file, a split. */
  readonly item: string;
  readonly done: number;
  /** Undefined where a server does not say. */
  readonly total: number | undefined;
  readonly unit: 'bytes' | 'images';
}

export type OnDataProgress = (progress: DataProgress) => void;
