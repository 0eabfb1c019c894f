import type { DigitData } from '../../../src/data/dataset.js';
import { drawDigits, STANDARD_SEED } from '../../../src/data/synthetic/digits.js';
import type { DigitCounts, Tell } from './protocol.js';

/** The first digits of the set that the command line draws where there is no MNIST. Tells `preparing`. @throws {HandgradError} for a count below 1. */
export async function drawDigitData({ train, test }: DigitCounts, tell: Tell): Promise<DigitData> {
  const total = train + test;
  const told = (before: number) => (drawn: number) =>
    tell('preparing', { what: 'Drawing digits', done: before + drawn, total });
  return {
    train: await drawDigits(STANDARD_SEED, 'train', train, told(0)),
    test: await drawDigits(STANDARD_SEED, 'test', test, told(train)),
    source: `${train.toLocaleString('en-US')} + ${test.toLocaleString('en-US')} digits that handgrad draws`,
  };
}
