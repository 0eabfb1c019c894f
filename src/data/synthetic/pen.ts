/**
 * Draws polylines with a round pen into a 28 x 28 picture as MNIST has them: ink 255 on background 0, anti-aliased, the
 * ink fitted into 20 x 20 with its proportions kept, its centre of mass at pixel (14, 14).
 */
import type { RandomStream } from '../../tensor/random.js';
import { centreByMass } from '../centre.js';
import { drawSegment } from './draw-segment.js';
import type { Point } from './glyphs.js';
import { bell } from './handwriting.js';

export const SIDE = 28;
const BODY = 20;

/**
 * The pen: `radius` in pixels at the beginning, middle and end of the digit, and the width of its soft edge in pixels.
 */
export interface Pen {
  readonly radius: readonly [number, number, number];
  readonly edge: number;
}

/** A pen as people use them: lines of 1.4 to 4 pixels, mostly about 2.5, the pressure changing a little on the way. */
export function choosePen(random: RandomStream): Pen {
  const radius = Math.max(0.7, 1.2 + 0.3 * bell(random) + 0.25 * Math.max(0, bell(random)));
  const pressed = (): number => radius * (1 + 0.09 * bell(random));
  return { radius: [pressed(), pressed(), pressed()], edge: random.uniform(1, 1.5) };
}

/** The picture, SIDE * SIDE bytes. `lines` in any unit and place, y down. */
export function draw(lines: readonly (readonly Point[])[], pen: Pen): Uint8Array {
  const fitted = fitIntoBody(lines, Math.max(...pen.radius) + pen.edge / 2);
  const sheet = { side: SIDE, ink: new Float64Array(SIDE * SIDE) };
  const count = fitted.reduce((sum, line) => sum + line.length, 0);
  let drawn = 0;
  for (const line of fitted) {
    for (let i = 1; i < line.length; i++) {
      drawSegment(sheet, line[i - 1], line[i], { radius: radiusAt(pen, (drawn + i) / count), edge: pen.edge });
    }
    drawn += line.length;
  }
  return centreByMass(sheet.ink, SIDE, SIDE).pixels;
}

/** Scales and moves the lines so that a pen of that reach fills 20 x 20 in the middle, in at least one direction. */
function fitIntoBody(lines: readonly (readonly Point[])[], reach: number): Point[][] {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (const [x, y] of line) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  const scale = (BODY - 2 * reach) / Math.max(right - left, bottom - top);
  const shiftX = SIDE / 2 - (scale * (left + right)) / 2;
  const shiftY = SIDE / 2 - (scale * (top + bottom)) / 2;
  return lines.map((line) => line.map(([x, y]): Point => [scale * x + shiftX, scale * y + shiftY]));
}

/** The pen's radius at a share of the way: linear from beginning to middle and from middle to end. */
function radiusAt({ radius: [begin, middle, end] }: Pen, share: number): number {
  return share < 0.5 ? begin + (middle - begin) * 2 * share : middle + (end - middle) * (2 * share - 1);
}
