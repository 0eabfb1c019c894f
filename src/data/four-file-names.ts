/** What the four IDX files are called that MNIST, and every data set in its format, consists of. */
export const FILE_NAMES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;

/** The name of one of MNIST's four files, unpacked. */
export type FileName = (typeof FILE_NAMES)[number];

/** How a file may be called: gzipped or not, and with the dot (`train-images.idx3-ubyte`) that some copies have. */
export function spellingsOf(name: FileName): string[] {
  const dotted = name.replace('-idx', '.idx');
  return [`${name}.gz`, name, `${dotted}.gz`, dotted];
}
