import type { KernelTable } from '../../backend.js';
import type { Conv2dGeometry } from '../../kernels.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { forwardScratch, writeForward, type Convolution } from './conv2d-forward.js';
import { inputGradientScratch, writeInputGradient } from './conv2d-input-gradient.js';
import { kernelGradientScratch, writeKernelGradient } from './conv2d-kernel-gradient.js';
import {
  inputGradientGeometry,
  winogradInputGradientScratch,
  winogradScratch,
  writeWinogradForward,
  writeWinogradInputGradient,
} from './conv2d-winograd.js';
import { winogradRowsScratch, writeWinogradRows } from './conv2d-winograd-rows.js';
import { saturates } from './fused-activation.js';
import { isWorthWinograd, isWorthWinogradRows } from './winograd-choice.js';

type Conv2dKernels = Pick<KernelTable, 'conv2d' | 'conv2dInputGradient' | 'conv2dKernelGradient'>;

/** Convolutions as implicit products, specialised to their shapes. */
export function conv2dKernels(launcher: Launcher): Conv2dKernels {
  return {
    conv2d([x, w, bias], [y], { activation, keepsZeros = false, ...geometry }) {
      const convolution = { geometry, hasBias: bias !== null, activation };
      const { write, kernel, perThread } = forwardKernel(convolution, keepsZeros, launcher.hasRelaxedSimd);
      launcher.launch({
        code: `conv2d ${JSON.stringify({ ...convolution, keepsZeros })}`,
        write: (k) => write(k, convolution),
        operands: [x, w, bias, y],
        isParallel: isWorthThreads(operations(geometry)),
        scratchBytes: kernel + launcher.threads * perThread,
      });
    },
    conv2dInputGradient([dy, w], [dx], geometry) {
      const isWinograd = isWorthWinograd(inputGradientGeometry(geometry));
      const { kernel, perThread } = isWinograd
        ? winogradInputGradientScratch(geometry, launcher.hasRelaxedSimd)
        : inputGradientScratch(geometry);
      launcher.launch({
        code: `conv2dInputGradient ${JSON.stringify(geometry)}`,
        write: (k) => (isWinograd ? writeWinogradInputGradient : writeInputGradient)(k, geometry),
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

/** The kernel for a convolution, and the bytes of scratch that it takes, shared and of each thread. */
function forwardKernel(convolution: Convolution, keepsZeros: boolean, hasRelaxedSimd: boolean) {
  const { geometry: g, activation } = convolution;
  // Of sums of zeros minimal filtering makes rounding errors, for it adds and subtracts what is beside them.
  if (!keepsZeros && !saturates(activation)) {
    if (isWorthWinograd(g)) return { write: writeWinogradForward, ...winogradScratch(g, hasRelaxedSimd) };
    if (isWorthWinogradRows(g)) return { write: writeWinogradRows, ...winogradRowsScratch(g) };
  }
  return { write: writeForward, ...forwardScratch(g) };
}

/** Multiplications of a convolution, which its gradients have as many of. */
function operations(g: Conv2dGeometry): number {
  const pixels = g.batch * g.outHeight * g.outWidth;
  return pixels * g.outChannels * g.kernelHeight * g.kernelWidth * g.inChannels;
}
