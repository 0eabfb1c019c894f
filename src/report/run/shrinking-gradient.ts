import type { GradientNormRecord } from '../../train/callbacks/record-gradient-norms.js';

/** From this factor on between the last layer and the first one we speak of a vanishing gradient. */
const VANISHES_FROM = 100;

/**
 * How many times larger the gradient is in the last layer than in the first one; infinite where none reaches the first. Null with
 * fewer than two layers, or where there is none at all.
 */
export function shrinkingFactor({ norms }: GradientNormRecord): number | null {
  const layers = Object.keys(norms);
  const last = norms[layers[layers.length - 1]];
  return layers.length < 2 || last === 0 ? null : last / norms[layers[0]];
}

/** In words, how the gradient arrives in the first layer at the beginning and at the end; null where there is nothing to say. */
export function shrinkingText(records: readonly GradientNormRecord[]): string | null {
  if (records.length === 0) return null;
  const [begin, end] = [records[0], records[records.length - 1]];
  const factor = shrinkingFactor(begin);
  const factorAtEnd = shrinkingFactor(end);
  if (factor === null) return null;
  const verdict =
    factor >= VANISHES_FROM
      ? 'it vanishes on its way back, and the first layers learn slowly at first, if at all'
      : 'it reaches all layers';
  const atEnd = factorAtEnd === null || end === begin ? '' : ` At the end: ${ratioText(factorAtEnd, end)}.`;
  return `Before the first step the gradient is ${ratioText(factor, begin)}: ${verdict}.${atEnd}`;
}

function ratioText(factor: number, { norms }: GradientNormRecord): string {
  const layers = Object.keys(norms);
  const [first, last] = [layers[0], layers[layers.length - 1]];
  if (factor === Infinity) return `0 in ${first}`;
  return factor >= 1
    ? `${rounded(factor)} times as large in ${last} as in ${first}`
    : `${rounded(1 / factor)} times as large in ${first} as in ${last}`;
}

function rounded(factor: number): string {
  return Number(factor.toPrecision(2)).toLocaleString('en-US');
}
