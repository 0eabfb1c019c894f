/** What one epoch came to. Means over its examples; validation figures where there was validation data. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean training loss, penalties included, as the weights moved. */
  readonly loss: number;
  /** Rate that the epoch's last step used. */
  readonly learningRate: number;
  readonly seconds: number;
  /** Further figures by name: accuracy, validationLoss, validationAccuracy, ... */
  readonly [metric: string]: number;
}

/** How a training ended. */
export interface History {
  readonly epochs: readonly EpochRecord[];
  /** `completed`: all epochs; `stopped`: a callback ended it, see `reason`; `interrupted`: the signal did, it can be resumed. */
  readonly outcome: 'completed' | 'stopped' | 'interrupted';
  readonly reason: string | null;
}
