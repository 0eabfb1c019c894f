import type { KernelTable } from '../../backend.js';
import type { Conv2dGeometry } from '../../kernels.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { forwardScratch, writeForward } from './conv2d-forward.js';
import { inputGradientScratch, writeInputGradient } from './conv2d-input-gradient.js';
import { winogradScratch, writeWinograd } from './conv2d-winograd.js';
import { kernelGradientScratch, writeKernelGradient } from './conv2d-kernel-gradient.js';

type Conv2dKernels = Pick<KernelTable, 'conv2d' | 'conv2dInputGradient' | 'conv2dKernelGradient'>;

/** Convolutions as implicit products, specialised to their shapes. */
export function conv2dKernels(launcher: Launcher): Conv2dKernels {
  return {
    conv2d([x, w, bias], [y], { activation, ...geometry }) {
      const convolution = { geometry, hasBias: bias !== null, activation };
      const isFast = isWorthWinograd(geometry);
      const { kernel, perThread } = isFast ? winogradScratch(geometry, launcher.hasRelaxedSimd) : forwardScratch(geometry);
      launcher.launch({
        code: `conv2d ${JSON.stringify(convolution)}`,
        write: (k) => (isFast ? writeWinograd : writeForward)(k, convolution),
        operands: [x, w, bias, y],
        isParallel: isWorthThreads(operations(geometry)),
        scratchBytes: kernel + launcher.threads * perThread,
      });
    },
    conv2dInputGradient([dy, w], [dx], geometry) {
      const { kernel, perThread } = inputGradientScratch(geometry);
      launcher.launch({
        code: `conv2dInputGradient ${JSON.stringify(geometry)}`,
        write: (k) => writeInputGradient(k, geometry),
        operands: [dy, w, dx],
        isParallel: isWorthThreads(operations(geometry)),
        scratchBytes: kernel + launcher.threads * perThread,
      });
    },
    conv2dKernelGradient([x, dy], [dw], geometry) {
      const { groups, perThread } = kernelGradientScratch(geometry);
      launcher.launch({
        code: `conv2dKernelGradient ${JSON.stringify(geometry)}`,
        write: (k) => writeKernelGradient(k, geometry),
        operands: [x, dy, dw],
        isParallel: isWorthThreads(operations(geometry)),
        scratchBytes: groups + launcher.threads * perThread,
      });
    },
  };
}

/** Multiplications of a convolution, which its gradients have as many of. */
function operations(g: Conv2dGeometry): number {
  const pixels = g.batch * g.outHeight * g.outWidth;
  return pixels * g.outChannels * g.kernelHeight * g.kernelWidth * g.inChannels;
}

function isWorthWinograd(g: Conv2dGeometry): boolean {
  return !(globalThis as any).noWinograd && g.kernelHeight === g.kernelWidth && [3, 4, 5].includes(g.kernelHeight) && g.inChannels >= 8 && g.outChannels >= 8 && g.strideHeight * g.strideWidth * g.dilationHeight * g.dilationWidth === 1;
}
