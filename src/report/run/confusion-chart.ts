import type { TopLevelSpec } from 'vega-lite';
import { chartConfig } from '../charts/theme.js';

/** What a confusion chart shows. */
export interface ConfusionChartInput {
  /** [label][prediction] */
  readonly counts: readonly (readonly number[])[];
  /** Numbers of images, or shares of a label's images. */
  readonly show: 'counts' | 'shares';
  /** Which images: 'test images'. */
  readonly what: string;
}

/**
 * Colour is the share of the row to this power: most rows are 98 % right, and the mistakes, a few in a thousand, are what one looks
 * for. Shares of 0.2 %, 2 % and 100 % come to 0.16, 0.31 and 1.
 */
const EMPHASIS = 0.3;
/** Colours above this are so bright that black is read better on them than white. */
const BRIGHT = 0.65;

/** How often each digit was read as each: true label down, prediction across. Cells without an image are left empty. */
export function confusionChart({ counts, show, what }: ConfusionChartInput): TopLevelSpec {
  const cells = counts.flatMap((row, label) => {
    const support = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, prediction) => {
      const share = support > 0 ? count / support : 0;
      return { label, prediction, count, shade: share ** EMPHASIS, text: textOf(count, share, show) };
    });
  });
  const x = { field: 'prediction', type: 'ordinal', title: 'read as' } as const;
  const y = { field: 'label', type: 'ordinal', title: 'is a' } as const;
  return {
    title: {
      text: show === 'counts' ? `Confusion: number of ${what}` : `Confusion: share of each digit's ${what}`,
      subtitle: show === 'counts' ? 'colour: share of the row' : 'in percent; each row adds up to 100',
    },
    width: { step: 42 },
    height: { step: 34 },
    data: { values: cells },
    layer: [
      {
        transform: [{ filter: 'datum.count > 0' }],
        mark: { type: 'rect' },
        encoding: {
          x: { ...x, axis: { orient: 'top', labelAngle: 0, domain: false, ticks: false } },
          y: { ...y, axis: { labelAngle: 0, domain: false, ticks: false, titleAngle: 0, titlePadding: 14 } },
          color: {
            field: 'shade',
            type: 'quantitative',
            legend: null,
            scale: { scheme: 'viridis', domain: [0, 1] },
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 11 },
        encoding: {
          x,
          y,
          text: { field: 'text', type: 'nominal' },
          color: {
            condition: [
              { test: `datum.count > 0 && datum.shade > ${BRIGHT}`, value: 'black' },
              { test: 'datum.count > 0', value: 'white' },
            ],
            value: 'currentColor',
          },
          opacity: { condition: { test: 'datum.count > 0', value: 1 }, value: 0.4 },
        },
      },
    ],
    config: chartConfig,
  };
}

function textOf(count: number, share: number, show: ConfusionChartInput['show']): string {
  if (count === 0) return '·';
  return show === 'counts' ? count.toLocaleString('en-US') : (100 * share).toFixed(1);
}
