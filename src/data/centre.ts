/** What `centreByMass` made: the bytes, and by how many pixels the ink was moved to the right and down. */
export interface Centred {
  readonly pixels: Uint8Array;
  readonly moved: readonly [right: number, down: number];
}

/**
 * Moves ink (values 0 to 1, [height, width]) by whole pixels so that its centre of mass comes to lie within half a
 * pixel of pixel (width / 2, height / 2), as MNIST's does, but never out of the picture. Returns bytes, 255 for 1.
 */
export function centreByMass(ink: Float64Array, width: number, height: number): Centred {
  const { left, top, right, bottom } = inkBox(ink, width, height);
  const [centreX, centreY] = centreOfMass(ink, width);
  const moveX = Math.min(width - 1 - right, Math.max(-left, wholePixels(width / 2 - centreX)));
  const moveY = Math.min(height - 1 - bottom, Math.max(-top, wholePixels(height / 2 - centreY)));
  const pixels = new Uint8Array(width * height);
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      pixels[(row + moveY) * width + column + moveX] = Math.round(255 * ink[row * width + column]);
    }
  }
  return { pixels, moved: [moveX, moveY] };
}

/** Rounded, a half downwards: MNIST's centres of mass lie in [13.5, 14.5). */
function wholePixels(distance: number): number {
  return Math.ceil(distance - 0.5);
}

/** First and last column and row with ink, inclusive. Without any ink: left > right. */
export function inkBox(
  ink: Float64Array,
  width: number,
  height: number,
): { left: number; top: number; right: number; bottom: number } {
  const box = { left: width, top: height, right: -1, bottom: -1 };
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (ink[row * width + column] === 0) continue;
      box.left = Math.min(box.left, column);
      box.right = Math.max(box.right, column);
      box.top = Math.min(box.top, row);
      box.bottom = row;
    }
  }
  return box;
}

/** The centre of mass as [column, row], a pixel's own place being its index. */
export function centreOfMass(ink: Float64Array, width: number): [number, number] {
  let [mass, momentX, momentY] = [0, 0, 0];
  for (let i = 0; i < ink.length; i++) {
    mass += ink[i];
    momentX += ink[i] * (i % width);
    momentY += ink[i] * Math.floor(i / width);
  }
  return [momentX / mass, momentY / mass];
}
