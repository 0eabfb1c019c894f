import type { KernelTable } from '../../backend.js';
import type { Launcher } from '../launch.js';
import { binaryKernel } from './binary.js';
import { castKernel } from './cast.js';
import { fillKernel } from './fill.js';
import { selectKernel } from './select.js';
import { unaryKernel } from './unary.js';

type ElementwiseKernels = Pick<KernelTable, 'fill' | 'cast' | 'unary' | 'binary' | 'select'>;

/** Functions of one element at a time. */
export function elementwiseKernels(launcher: Launcher): ElementwiseKernels {
  return {
    fill: fillKernel(launcher),
    cast: castKernel(launcher),
    unary: unaryKernel(launcher),
    binary: binaryKernel(launcher),
    select: selectKernel(launcher),
  };
}
