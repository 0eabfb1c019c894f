/**
 * Resizes [height, width] values by area: each new pixel is the mean of the part of the old picture that it covers,
 * pixels that are covered in part counting by their share (OpenCV's INTER_AREA when shrinking). One axis after the
 * other.
 */
export function resizeByArea(
  values: Float64Array,
  width: number,
  height: number,
  newWidth: number,
  newHeight: number,
): Float64Array {
  const narrowed = new Float64Array(height * newWidth);
  for (let column = 0; column < newWidth; column++) {
    for (const [from, share] of coverage(column, width, newWidth)) {
      for (let row = 0; row < height; row++) narrowed[row * newWidth + column] += share * values[row * width + from];
    }
  }
  const resized = new Float64Array(newHeight * newWidth);
  for (let row = 0; row < newHeight; row++) {
    for (const [from, share] of coverage(row, height, newHeight)) {
      for (let column = 0; column < newWidth; column++) {
        resized[row * newWidth + column] += share * narrowed[from * newWidth + column];
      }
    }
  }
  return resized;
}

/** The old pixels that new pixel `index` covers along one axis, each with its share of the mean. */
function coverage(index: number, length: number, newLength: number): [from: number, share: number][] {
  const scale = length / newLength;
  const [begin, end] = [index * scale, (index + 1) * scale];
  const covered: [number, number][] = [];
  for (let from = Math.floor(begin); from < Math.min(length, Math.ceil(end)); from++) {
    covered.push([from, (Math.min(end, from + 1) - Math.max(begin, from)) / scale]);
  }
  return covered;
}
