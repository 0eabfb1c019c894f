import type { EpochRecord } from '../../train/history.js';

/** At most so many epochs have their number on the axis. */
const MOST_TICKS = 10;

/** The epochs from left to right, whole numbers only. */
export function epochAxis(epochs: readonly Pick<EpochRecord, 'epoch'>[]) {
  const last = epochs.reduce((largest, { epoch }) => Math.max(largest, epoch), 1);
  const step = Math.ceil(last / MOST_TICKS);
  const values = Array.from({ length: Math.floor(last / step) }, (_, i) => (i + 1) * step);
  return {
    field: 'epoch',
    type: 'quantitative' as const,
    title: 'epoch',
    scale: { domain: [1, Math.max(last, 2)], nice: false, padding: 8 },
    axis: { values, format: '~g', grid: false },
  };
}
