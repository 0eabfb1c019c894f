import { encode } from 'fast-png';
import { imageAt, type ImageDataset } from '../data/dataset.js';

/** Digits in a row, and pixels between them. */
const COLUMNS = 20;
const GAP = 2;
const PAPER = 64;

/** The first images of a data set (of one channel) side by side as a PNG, at most `count` of them. */
export function contactSheet(dataset: ImageDataset, count: number): Uint8Array {
  const shown = Math.min(count, dataset.count);
  const columns = Math.min(COLUMNS, shown);
  const rows = Math.ceil(shown / columns);
  const [cellWidth, cellHeight] = [dataset.width + GAP, dataset.height + GAP];
  const width = columns * cellWidth + GAP;
  const height = rows * cellHeight + GAP;
  const data = new Uint8Array(width * height).fill(PAPER);
  for (let index = 0; index < shown; index++) {
    const image = imageAt(dataset, index);
    const left = GAP + (index % columns) * cellWidth;
    const top = GAP + Math.floor(index / columns) * cellHeight;
    for (let row = 0; row < dataset.height; row++) {
      data.set(image.subarray(row * dataset.width, (row + 1) * dataset.width), (top + row) * width + left);
    }
  }
  return encode({ width, height, data, channels: 1, depth: 8 });
}
