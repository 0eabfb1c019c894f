import type { GradientNormRecord } from '../../train/callbacks/record-gradient-norms.js';

/** Above this factor from the last layer to the first one we speak of a vanishing gradient. */
const VANISHES_FROM = 100;

/**
 * How many times larger the gradient was in the last layer than in the first one: the median over the records. Infinite where the
 * first layer mostly had none. Null with fewer than two layers.
 */
export function shrinkingFactor(records: readonly GradientNormRecord[]): number | null {
  const layers = Object.keys(records[0]?.norms ?? {});
  if (layers.length < 2) return null;
  const [first, last] = [layers[0], layers[layers.length - 1]];
  const factors = records
    .filter(({ norms }) => norms[last] > 0)
    .map(({ norms }) => norms[last] / norms[first])
    .sort((a, b) => a - b);
  return factors.length === 0 ? null : factors[Math.floor((factors.length - 1) / 2)];
}

/** The same in words; null where there is nothing to say. */
export function shrinkingText(records: readonly GradientNormRecord[]): string | null {
  const factor = shrinkingFactor(records);
  if (factor === null) return null;
  const layers = Object.keys(records[0].norms);
  const [first, last] = [layers[0], layers[layers.length - 1]];
  if (factor === Infinity) return `No gradient reached ${first}: in float32 it was 0.`;
  const ratio =
    factor >= 1
      ? `${Number(factor.toPrecision(2))} times as large in ${last} as in ${first}`
      : `${Number((1 / factor).toPrecision(2))} times as large in ${first} as in ${last}`;
  const verdict =
    factor >= VANISHES_FROM
      ? 'It vanishes on its way back, and the first layers hardly learn.'
      : 'It arrives in all layers.';
  return `In the median the gradient was ${ratio}. ${verdict}`;
}
