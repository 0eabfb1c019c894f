import type { EpochRecord } from '../../train/history.js';
import type { Interval } from '../statistics/interval.js';
import { wilsonInterval } from '../statistics/wilson-interval.js';

/** A run as it is compared with others. */
export interface ComparedRun {
  readonly name: string;
  readonly seed: number;
  /** Equal for runs that differ in nothing but the seed. */
  readonly sameButSeed: string;
  readonly epochs: readonly EpochRecord[];
  readonly parameters: number;
  /** Which images it was measured on: runs are comparable where this is equal. */
  readonly scoredOn: string;
  readonly images: number;
  readonly right: number;
  readonly loss: number;
}

/** Its row in the table. */
export interface ComparedFigures {
  readonly name: string;
  readonly seed: number;
  readonly scoredOn: string;
  readonly images: number;
  readonly accuracy: number;
  /** 95 % interval of the accuracy, for images drawn at random: Wilson's. */
  readonly interval: Interval;
  readonly loss: number;
  readonly parameters: number;
  readonly epochs: number;
  /** Of all epochs with their validations. */
  readonly seconds: number;
}

/** The figures of each run, in the order given. */
export function comparedFigures(runs: readonly ComparedRun[]): ComparedFigures[] {
  return runs.map(({ name, seed, scoredOn, images, right, loss, parameters, epochs }) => ({
    name,
    seed,
    scoredOn,
    images,
    accuracy: right / images,
    interval: wilsonInterval(right, images),
    loss,
    parameters,
    epochs: epochs.length,
    seconds: epochs.reduce((sum, record) => sum + record.seconds, 0),
  }));
}
