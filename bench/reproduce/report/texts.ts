/** How figures are written, in Markdown as in HTML. */
import type { Interval } from '../../../src/report/statistics/interval.js';

/** What stands where there is nothing. */
export const NOTHING = '–';

/** A share from 0 to 1 in per cent: `97.39 %`. */
export function percentText(share: number | null | undefined): string {
  return share === null || share === undefined ? NOTHING : `${(100 * share).toFixed(2)} %`;
}

/** `97.31 to 97.52 %`. */
export function intervalText(interval: Interval | null): string {
  return interval === null ? NOTHING : `${(100 * interval.low).toFixed(2)} to ${(100 * interval.high).toFixed(2)} %`;
}

/** The difference of two shares in percentage points: `+0.12`. */
export function pointsText(difference: number | null): string {
  if (difference === null) return NOTHING;
  const text = (100 * difference).toFixed(2);
  if (Number(text) === 0) return '0.00';
  return difference < 0 ? text.replace('-', '−') : `+${text}`;
}

/** `9.2 s`, `36 s`, `27 min`, `3.1 h`. */
export function secondsText(seconds: number | null): string {
  if (seconds === null) return NOTHING;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  return seconds < 7200 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** How many times faster: `3.4 x`, `12 x`. */
export function ratioText(ratio: number | null): string {
  return ratio === null ? NOTHING : `${ratio.toFixed(ratio < 10 ? 1 : 0)} x`;
}

/** `204,906`. */
export function countText(count: number | null): string {
  return count === null ? NOTHING : count.toLocaleString('en-US');
}
