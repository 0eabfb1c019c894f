/** What all PolyMNIST pictures have in common. */

/** Pictures are square: 28 x 28, like MNIST's. */
export const SIDE = 28;
/** Pixels of a picture. */
export const PIXELS = SIDE * SIDE;
/** Red, green and blue of every pixel. */
export const RGB_BYTES = 3 * PIXELS;

/** Each has its own background picture. */
export const MODALITIES = ['m0', 'm1', 'm2', 'm3', 'm4'] as const;

export const SPLITS = ['train', 'test'] as const;
export type Split = (typeof SPLITS)[number];
