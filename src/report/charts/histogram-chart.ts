import type { TopLevelSpec } from 'vega-lite';
import { chartConfig, palette, panelTitle } from './theme.js';

/** Counts of whole numbers, in a panel of their own. */
export interface HistogramPanel {
  readonly title: string;
  /** Entry k: how often k (or a number from k up to k + 1) occurs. */
  readonly counts: readonly number[];
  /** Logarithmic: few and many can be seen side by side; what never occurs has no bar. Default linear. */
  readonly scale?: 'linear' | 'log';
}

export interface Histogram {
  readonly title: string;
  readonly subtitle?: string | readonly string[];
  readonly xTitle: string;
  readonly yTitle: string;
  /** One below the other. */
  readonly panels: readonly HistogramPanel[];
}

/** Where a bar begins on a logarithmic axis: below a count of 1, so that 1 can be seen. */
const LOG_FLOOR = 0.5;

/** Histograms with a bar for each whole number. */
export function histogramChart({ title, subtitle, xTitle, yTitle, panels }: Histogram): TopLevelSpec {
  return {
    title: { text: title, ...(subtitle !== undefined && { subtitle: [subtitle].flat() }) },
    vconcat: panels.map(({ title: name, counts, scale = 'linear' }) => ({
      title: panelTitle(name),
      width: 640,
      height: 170,
      data: {
        values: counts.flatMap((count, from) => {
          return count === 0 ? [] : { from, to: from + 1, count, floor: scale === 'log' ? LOG_FLOOR : 0 };
        }),
      },
      mark: { type: 'bar', color: palette[0], binSpacing: counts.length > 100 ? 0 : 1 },
      encoding: {
        x: {
          field: 'from',
          type: 'quantitative',
          bin: { binned: true },
          title: xTitle,
          scale: { domain: [0, counts.length], nice: false },
          axis: { tickMinStep: 1, grid: false },
        },
        x2: { field: 'to' },
        y: {
          field: 'count',
          type: 'quantitative',
          title: scale === 'log' ? `${yTitle} (logarithmic)` : yTitle,
          scale: scale === 'log' ? { type: 'log', domainMin: LOG_FLOOR } : { zero: true },
          // As an expression: the axis' own format would write 0 as 0M.
          axis: { tickCount: 5, labelExpr: "format(datum.value, '~s')" },
        },
        y2: { field: 'floor' },
      },
    })),
    config: chartConfig,
  };
}
