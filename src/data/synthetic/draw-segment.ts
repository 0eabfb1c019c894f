import type { Point } from './glyphs.js';

/** A square sheet of paper. */
export interface Sheet {
  /** In pixels. */
  readonly side: number;
  /** [side, side], 0 paper to 1 ink. */
  readonly ink: Float64Array;
}

/** A round nib: its radius, and the width of its soft edge, in pixels. */
export interface Nib {
  readonly radius: number;
  readonly edge: number;
}

/**
 * Darkens every pixel by how much of it the line from `a` to `b` covers, a dot where they are one; where lines cross, the darker one
 * stays. The points are in pixels, y down, from the sheet's upper left corner.
 */
export function drawSegment({ side, ink }: Sheet, [ax, ay]: Point, [bx, by]: Point, { radius, edge }: Nib): void {
  const reach = radius + edge / 2;
  const firstColumn = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
  const lastColumn = Math.min(side - 1, Math.floor(Math.max(ax, bx) + reach));
  const firstRow = Math.max(0, Math.floor(Math.min(ay, by) - reach));
  const lastRow = Math.min(side - 1, Math.floor(Math.max(ay, by) + reach));
  const [dx, dy] = [bx - ax, by - ay];
  const lengthSquared = dx * dx + dy * dy;
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const px = column + 0.5 - ax;
      const py = row + 0.5 - ay;
      const along = lengthSquared > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / lengthSquared)) : 0;
      const offX = px - along * dx;
      const offY = py - along * dy;
      const distance = Math.sqrt(offX * offX + offY * offY);
      const covered = Math.min(1, (reach - distance) / edge);
      const index = row * side + column;
      if (covered > ink[index]) ink[index] = covered;
    }
  }
}
