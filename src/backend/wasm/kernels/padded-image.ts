import type { Conv2dGeometry } from '../../kernels.js';
import type { I32, Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';

/** An image [height, width, channels] with its padding, as the inner loops of a convolution see it: no window reaches out of it. */
export interface PaddedImage {
  readonly height: number;
  readonly width: number;
  /** Whether it has to be made: without padding the image itself will do. */
  readonly isCopied: boolean;
  /** Bytes of a copy, with room for a vector past its end; 0 if none is made. */
  readonly bytes: number;
}

/** The image that the windows of a convolution lie in. */
export function paddedImage(g: Conv2dGeometry): PaddedImage {
  const height = (g.outHeight - 1) * g.strideHeight + (g.kernelHeight - 1) * g.dilationHeight + 1;
  const width = (g.outWidth - 1) * g.strideWidth + (g.kernelWidth - 1) * g.dilationWidth + 1;
  const isCopied = g.padTop > 0 || g.padLeft > 0 || height > g.inHeight || width > g.inWidth;
  if (!isCopied) return { height: g.inHeight, width: g.inWidth, isCopied, bytes: 0 };
  return { height, width, isCopied, bytes: roomFor(height * width * g.inChannels) };
}

/** Bytes for so many floats and a vector past their end, in whole cache lines. */
export function roomFor(floats: number): number {
  return 64 * Math.ceil((4 * floats + 16) / 64);
}

/** Copies an image to the middle of its padded one, whose border is zero already. */
export function copyIntoPadding(k: KernelBuilder, g: Conv2dGeometry, padded: PaddedImage, to: I32, from: I32): void {
  const rows = Math.min(g.inHeight, padded.height - g.padTop);
  const columns = Math.min(g.inWidth, padded.width - g.padLeft);
  // The windows may all lie in the padding above or to the left.
  if (rows <= 0 || columns <= 0) return;
  const target = k.int(to.add(4 * g.inChannels * (g.padTop * padded.width + g.padLeft)));
  const source = k.int(from);
  k.times(rows, () => {
    k.copyBytes(target, source, 4 * g.inChannels * columns);
    k.increase(target, 4 * g.inChannels * padded.width);
    k.increase(source, 4 * g.inChannels * g.inWidth);
  });
}

/** Bytes of one image of the input and of the output. */
export function imageBytes(g: Conv2dGeometry): { input: number; output: number } {
  return {
    input: 4 * g.inHeight * g.inWidth * g.inChannels,
    output: 4 * g.outHeight * g.outWidth * g.outChannels,
  };
}

/** The image that a thread works on: where it lies in the input, or its padded copy in the thread's own memory. */
export function imageAt(
  k: KernelBuilder,
  g: Conv2dGeometry,
  padded: PaddedImage,
  { x, image, own }: { x: Local<I32>; image: Local<I32>; own: Local<I32> },
): Local<I32> {
  const from = k.int(x.add(image.mul(imageBytes(g).input)));
  if (!padded.isCopied) return from;
  copyIntoPadding(k, g, padded, own, from);
  return own;
}
