import type { GreyImage } from '../../../src/data/png.js';
import { drawSegment, type Sheet } from '../../../src/data/synthetic/draw-segment.js';
import type { Stroke } from '../draw/strokes.js';

/** Fine enough that shrinking it to 28 x 28 loses no shape. */
const SIDE = 140;
/** Of the pad's side: a digit of two thirds of its height then has lines as broad as MNIST's. */
const LINE_WIDTH = 0.085;
const NIB = { radius: (LINE_WIDTH / 2) * SIDE, edge: 1.5 };

/** The pad as a picture of 140 x 140 greys, ink 255 on 0: what a scanner would make of it. */
export function inkStrokes(strokes: readonly Stroke[]): GreyImage {
  const sheet: Sheet = { side: SIDE, ink: new Float64Array(SIDE * SIDE) };
  for (const stroke of strokes) {
    const points = stroke.map(([x, y]) => [x * SIDE, y * SIDE] as const);
    points.forEach((point, i) => drawSegment(sheet, points[Math.max(0, i - 1)], point, NIB));
  }
  const pixels = Uint8Array.from(sheet.ink, (value) => Math.round(255 * value));
  return { width: SIDE, height: SIDE, pixels, colours: 'grey' };
}
