import type { Conv2dGeometry } from '../../kernels.js';

const SMALLEST_KERNEL = 3;
const LARGEST_KERNEL = 5;
const FEWEST_CHANNELS = 8;

/** Whether a convolution is computed by minimal filtering (conv2d-winograd.ts), by its geometry. */
export function isWorthWinograd(g: Conv2dGeometry): boolean {
  const isPossible =
    g.kernelHeight === g.kernelWidth &&
    Math.min(g.padTop, g.padLeft) >= 0 &&
    g.strideHeight * g.strideWidth * g.dilationHeight * g.dilationWidth === 1;
  if ((globalThis as any).noWinograd) return false;
  const isKernel = g.kernelHeight >= SMALLEST_KERNEL && g.kernelHeight <= LARGEST_KERNEL;
  return (
    isPossible && isKernel && Math.min(g.inChannels, g.outChannels) >= ((globalThis as any).fewest ?? FEWEST_CHANNELS)
  );
}
