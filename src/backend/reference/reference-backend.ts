import { toTypedArray } from '../../tensor/dtype.js';
import { HandgradError } from '../../tensor/error.js';
import type { DeviceBuffer } from '../../tensor/device.js';
import type { HostBackend, KernelTable } from '../backend.js';
import { affineMaps } from './affine-maps.js';
import { conv2d, conv2dInputGradient, conv2dKernelGradient } from './conv2d.js';
import { confusionMatrix, countNonFinite } from './counting.js';
import { dropout } from './dropout.js';
import { binary, cast, fill, select, unary } from './elementwise.js';
import { copy, gather, oneHot, scatterAdd } from './layout.js';
import { matmul } from './matmul.js';
import { batchNormalize, batchNormGradient, moments } from './normalization.js';
import { adam, movingAverage, nadam, rmsprop, sgd } from './optimizers.js';
import { averagePool2d, averagePool2dGradient, maxPool2d, maxPool2dGradient } from './pool2d.js';
import { argMax, reduce } from './reduce.js';
import { ReferenceBuffer } from './reference-buffer.js';
import { resample } from './resample.js';
import { softmax, softmaxCrossEntropy, softmaxCrossEntropyGradient } from './softmax.js';

const kernels: KernelTable = {
  fill,
  cast,
  unary,
  binary,
  select,
  reduce,
  argMax,
  copy,
  gather,
  scatterAdd,
  oneHot,
  matmul,
  conv2d,
  conv2dInputGradient,
  conv2dKernelGradient,
  maxPool2d,
  maxPool2dGradient,
  averagePool2d,
  averagePool2dGradient,
  moments,
  batchNormalize,
  batchNormGradient,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  dropout,
  affineMaps,
  resample,
  sgd,
  adam,
  nadam,
  rmsprop,
  movingAverage,
  countNonFinite,
  confusionMatrix,
};

/**
 * The backend that shows what every kernel means, and that the others are measured against: plain loops on one CPU core, in
 * float32 or float64. Arithmetic is done in double precision and rounded once, when a result is stored; sums are kept in double
 * precision. NaN goes through every function, maxima included. Kernels run at once, so that there is nothing to wait for.
 */
export function referenceBackend(): HostBackend {
  return {
    name: 'reference',
    description: 'plain loops on one CPU core',
    dtypes: ['float32', 'float64', 'int32', 'uint8'],
    kernels,
    allocate: (dtype, size) => new ReferenceBuffer(dtype, size),
    view: (buffer, part) => (buffer as ReferenceBuffer).view(part),
    write(buffer, values) {
      if (values.length !== buffer.size) {
        throw new HandgradError(`write: ${values.length} values for a buffer of ${buffer.size} elements`);
      }
      arrayOf(buffer).set(toTypedArray(buffer.dtype, values));
    },
    read: async (buffer) => arrayOf(buffer).slice(),
    hostValues: arrayOf,
    release: (buffer) => (buffer as ReferenceBuffer).release(),
    finish: async () => {},
    destroy: () => {},
  };
}

function arrayOf(buffer: DeviceBuffer) {
  return (buffer as ReferenceBuffer).values;
}
