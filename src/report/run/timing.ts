import type { EpochRecord } from '../../train/history.js';

/** How long a training took: measured when it ran, on the machine that it ran on. */
export interface Timing {
  /** Of all epochs with their validations. */
  readonly totalSeconds: number;
  readonly secondsPerEpoch: number;
  /** Training images, over the whole time of the epochs. */
  readonly imagesPerSecond: number;
  readonly stepsPerEpoch: number;
  readonly msPerStep: number;
}

/** Sums and means over the epochs. Null where there are none. */
export function timingOf(
  epochs: readonly EpochRecord[],
  { trainingImages, batchSize }: { readonly trainingImages: number; readonly batchSize: number },
): Timing | null {
  if (epochs.length === 0) return null;
  const totalSeconds = epochs.reduce((sum, { seconds }) => sum + seconds, 0);
  const stepsPerEpoch = Math.ceil(trainingImages / batchSize);
  return {
    totalSeconds,
    secondsPerEpoch: totalSeconds / epochs.length,
    imagesPerSecond: (trainingImages * epochs.length) / totalSeconds,
    stepsPerEpoch,
    msPerStep: (1000 * totalSeconds) / (stepsPerEpoch * epochs.length),
  };
}
