import type { KernelName } from '../../src/backend/kernels.js';
import { augmentationCases } from './augmentation.js';
import { conv2dCases } from './convolutions.js';
import { countingCases } from './counting.js';
import { dropoutCases } from './dropout.js';
import { elementwiseCases } from './elementwise.js';
import type { KernelCase } from './kernel-case.js';
import { layoutCases } from './layout.js';
import { normalizationCases } from './normalization.js';
import { optimizerCases } from './optimizers.js';
import { poolingCases } from './pooling.js';
import { matmulCases } from './products.js';
import { reductionCases } from './reductions.js';
import { softmaxCases } from './softmax.js';

/** What is measured of every kernel, family by family. */
export const kernelCases = [
  ...matmulCases,
  ...conv2dCases,
  ...poolingCases,
  ...elementwiseCases,
  ...reductionCases,
  ...layoutCases,
  ...normalizationCases,
  ...softmaxCases,
  ...dropoutCases,
  ...augmentationCases,
  ...optimizerCases,
  ...countingCases,
] as const satisfies readonly KernelCase[];

/** Kernels of the contract that no case measures: a test holds this empty. */
export function unmeasuredKernels(kernels: readonly KernelName[]): KernelName[] {
  return kernels.filter((kernel) => !kernelCases.some((measured) => measured.kernel === kernel));
}
