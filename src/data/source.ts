/** How the line that says which data these are is worded. */
import { relative } from 'node:path';
import type { DigitData, ImageDataset } from './dataset.js';
import type { DataPlace } from './place.js';

/** Both parts described by `where`, with the line: 'mnist: 60,000 + 10,000 images from datasets/mnist'. */
export function withSource(
  { train, test }: { readonly train: ImageDataset; readonly test: ImageDataset },
  name: string,
  where: string,
): DigitData {
  const describe = (part: ImageDataset): ImageDataset => ({ ...part, description: where });
  return { train: describe(train), test: describe(test), source: `${name}: ${countsText(train, test)} ${where}` };
}

/** '60,000 + 10,000 images'. */
export function countsText(train: { readonly count: number }, test: { readonly count: number }): string {
  return `${train.count.toLocaleString('en-US')} + ${test.count.toLocaleString('en-US')} images`;
}

/** A folder, and who named it. */
export function placeText({ folder, givenBy }: DataPlace): string {
  return givenBy === undefined ? folder : `${folder} (given by ${givenBy})`;
}

/** A folder as it is shown: relative to the root where it lies in it. */
export function shown(folder: string, root: string): string {
  const inside = relative(root, folder);
  return inside === '' || inside.startsWith('..') ? folder : inside;
}
