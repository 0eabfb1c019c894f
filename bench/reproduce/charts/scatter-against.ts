import { notebookScales } from './notebook-scales.js';

/** A published figure and ours. */
export interface Pair {
  readonly notebook: string;
  readonly published: number;
  readonly ours: number;
}

/**
 * Ours against published, both axes logarithmic, with a line for each ratio published / ours.
 * `what`: the quantity with its unit, `time, s`.
 */
export function scatterAgainst(values: readonly Pair[], what: string, ratios: readonly number[]) {
  const x = axis('published', `published ${what}`, extentOf(values.map(({ published }) => published)));
  const y = axis('ours', `our ${what}`, extentOf(values.map(({ ours }) => ours)));
  const lines = ratios.flatMap((ratio) => lineWithin(ratio, x.scale.domain, y.scale.domain));
  // A little before their ends, so that labels stay inside of the picture.
  const labels = lines
    .filter(({ isEnd }) => isEnd && ratios.length > 1)
    .map((end) => ({ ...end, published: end.published / 1.1, ours: end.ours / 1.1 }));
  return {
    width: 420,
    height: 340,
    layer: [
      {
        data: { values: lines },
        mark: { type: 'line' as const, strokeDash: [4, 3], opacity: 0.5, color: 'currentColor' },
        encoding: { x, y, detail: { field: 'ratio', type: 'nominal' as const } },
      },
      {
        data: { values: labels },
        mark: { type: 'text' as const, align: 'right' as const, dx: -6, dy: -4 },
        encoding: { x, y, text: { field: 'ratio', type: 'nominal' as const } },
      },
      {
        data: { values },
        mark: { type: 'point' as const, filled: true, size: 55, opacity: 0.85 },
        encoding: { x, y, ...notebookScales },
      },
    ],
  };
}

function axis(field: string, title: string, domain: readonly [number, number]) {
  const scale = { type: 'log' as const, domain: [...domain], nice: false };
  return { field, type: 'quantitative' as const, title, scale, axis: { grid: true, format: '~g' } };
}

/** From the smallest to the largest with a fifth of room. */
function extentOf(values: readonly number[]): [number, number] {
  if (values.length === 0) return [1, 10];
  return [Math.min(...values) / 1.2, Math.max(...values) * 1.2];
}

/**
 * Both ends of the line of a ratio within the picture; none where it does not cross it. (Cut here, not by a clip path: resvg fails on
 * a line that is wholly outside of the picture.)
 */
function lineWithin(ratio: number, [left, right]: readonly number[], [bottom, top]: readonly number[]) {
  const begin = Math.max(left, bottom * ratio);
  const end = Math.min(right, top * ratio);
  if (begin >= end) return [];
  return [begin, end].map((published) => ({
    ratio: `${ratio} x`,
    published,
    ours: published / ratio,
    isEnd: published === end,
  }));
}
