import type { TopLevelSpec } from 'vega-lite';
import type { LabelShare } from '../../data/statistics/label-distribution.js';
import { chartConfig, palette, panelTitle } from './theme.js';

/** A part of a data set and its labels. */
export interface LabelledPart {
  readonly name: string;
  readonly labels: readonly LabelShare[];
}

/** Room for the number to the right of a bar, as a share of the longest bar. */
const ROOM_FOR_TEXT = 0.55;

/** How many images each label has, as bars with the count and the percentage; a panel for each part. */
export function labelDistributionChart(title: string, parts: readonly LabelledPart[]): TopLevelSpec {
  return {
    title,
    hconcat: parts.map(({ name, labels }) => {
      const longest = Math.max(...labels.map(({ count }) => count));
      const y = { field: 'label', type: 'ordinal', title: 'label' } as const;
      const x = {
        field: 'count',
        type: 'quantitative',
        title: 'images',
        scale: { domainMin: 0, domainMax: longest * (1 + ROOM_FOR_TEXT), nice: false },
        axis: { tickCount: 4, format: ',d', grid: false },
      } as const;
      return {
        title: panelTitle(name),
        width: 300,
        height: { step: 22 },
        data: { values: labels.map((one) => ({ ...one, text: countAndShare(one) })) },
        layer: [
          { mark: { type: 'bar', color: palette[0] }, encoding: { y, x } },
          {
            mark: { type: 'text', align: 'left', dx: 4, fontSize: 10 },
            encoding: { y, x, text: { field: 'text' } },
          },
        ],
      };
    }),
    spacing: 40,
    config: { ...chartConfig, view: { stroke: null } },
  };
}

/** `5,923 · 9.87 %` */
function countAndShare({ count, share }: LabelShare): string {
  return `${count.toLocaleString('en-US')} · ${(100 * share).toFixed(2)} %`;
}
