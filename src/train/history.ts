/** What one epoch came to. Means over its examples; validation figures where there was validation data. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean training loss, penalties included, as the weights moved. */
  readonly loss: number;
  /** Rate that the epoch's last step used. */
  readonly learningRate: number;
  /** How long it took, validation included. */
  readonly seconds: number;
  /** Further figures by name: accuracy, validationLoss, validationAccuracy, ... */
  readonly [metric: string]: number;
}

/** How a training ended. */
export interface History {
  /** The finished epochs, those before a resume included. */
  readonly epochs: readonly EpochRecord[];
  /** `completed`: all epochs; `stopped`: a callback ended it, see `reason`; `interrupted`: the signal did, it can be resumed. */
  readonly outcome: 'completed' | 'stopped' | 'interrupted';
  /** Why a callback ended it; null where none did. */
  readonly reason: string | null;
}
