/** A place on the pad: shares of its width and height, from the upper left corner. */
export type Point = readonly [x: number, y: number];

/** What the pen drew without being lifted; a single point is a dot. */
export type Stroke = readonly Point[];

/** Closer than this share of the pad's side, a point adds nothing that can be seen. */
const LEAST_DISTANCE = 0.004;

/** A new stroke from `point`. */
export function beginStroke(strokes: readonly Stroke[], point: Point): readonly Stroke[] {
  return [...strokes, [onPad(point)]];
}

/** The last stroke drawn on to `points`, a new one where there is none; the same strokes where that would change nothing. */
export function extendStroke(strokes: readonly Stroke[], points: readonly Point[]): readonly Stroke[] {
  if (strokes.length === 0) return [points.map(onPad)];
  const last = [...strokes[strokes.length - 1]];
  for (const point of points.map(onPad)) {
    const [x, y] = last[last.length - 1];
    if (Math.hypot(point[0] - x, point[1] - y) >= LEAST_DISTANCE) last.push(point);
  }
  return last.length === strokes[strokes.length - 1].length ? strokes : [...strokes.slice(0, -1), last];
}

/** The nearest place on the pad. */
export function onPad([x, y]: Point): Point {
  return [clamp(x), clamp(y)];
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
