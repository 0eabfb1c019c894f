import type { Point } from './glyphs.js';

/**
 * A smooth curve through `points` as a polyline: a uniform Catmull-Rom spline, `steps` pieces between neighbours. The
 * points before the first and after the last, which the spline needs, are mirrored. Two points give a straight line.
 * Source: Catmull and Rom, "A class of local interpolating splines", 1974.
 */
export function smoothCurve(points: readonly Point[], steps: number): Point[] {
  const last = points.length - 1;
  const at = (i: number): Point => {
    if (i < 0) return mirrored(points[0], points[1]);
    if (i > last) return mirrored(points[last], points[last - 1]);
    return points[i];
  };
  const curve: Point[] = [points[0]];
  for (let i = 0; i < last; i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let step = 1; step <= steps; step++) {
      const t = step / steps;
      curve.push([catmullRom(p0[0], p1[0], p2[0], p3[0], t), catmullRom(p0[1], p1[1], p2[1], p3[1], t)]);
    }
  }
  return curve;
}

/** `neighbour` reflected in `end`. */
function mirrored(end: Point, neighbour: Point): Point {
  return [2 * end[0] - neighbour[0], 2 * end[1] - neighbour[1]];
}

function catmullRom(p0: number, p1: number, p2: number, p3: number, t: number): number {
  const a = 2 * p1;
  const b = p2 - p0;
  const c = 2 * p0 - 5 * p1 + 4 * p2 - p3;
  const d = 3 * (p1 - p2) + p3 - p0;
  return 0.5 * (a + t * (b + t * (c + t * d)));
}
