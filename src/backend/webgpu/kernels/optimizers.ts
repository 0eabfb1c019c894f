import type { Operand } from '../../../tensor/device.js';
import { sizeOf } from '../../../tensor/shape.js';
import type { KernelTable } from '../../backend.js';
import { linearDispatch, type Dispatch, type Launcher } from '../launch.js';

type OptimizerKernels = Pick<KernelTable, 'sgd' | 'adam' | 'nadam' | 'rmsprop' | 'movingAverage'>;

/**
 * Updates of parameters in place: kernels/sgd.wgsl, adam.wgsl, nadam.wgsl, rmsprop.wgsl, moving-average.wgsl. What changes from step
 * to step goes in as scalars, and differences from 1 are taken here: in float32, 1 - 0.999 is off by a part in 10,000.
 */
export function optimizerKernels(gpu: Launcher): OptimizerKernels {
  return {
    sgd([g], [w, velocity], { learningRate, momentum, nesterov }) {
      gpu.launch({
        kernel: 'sgd',
        entry: velocity ? 'withMomentum' : 'plain',
        constants: { NESTEROV: nesterov },
        include: ['linear-index'],
        reads: [g],
        writes: velocity ? [w, velocity] : [w],
        scalars: [learningRate, momentum],
        dispatch: perParameter(w),
      });
    },

    adam([g], [w, m, v], { stepSize, beta1, beta2, epsilon, decay }) {
      gpu.launch({
        kernel: 'adam',
        include: ['linear-index'],
        reads: [g],
        writes: [w, m, v],
        scalars: [stepSize, 1 - beta1, 1 - beta2, epsilon, decay],
        dispatch: gpu.limits.isSoftware ? inTurn(w) : perParameter(w),
      });
    },

    nadam([g], [w, m, v], { learningRate, beta1, beta2, epsilon, mScale, gScale, vScale }) {
      gpu.launch({
        kernel: 'nadam',
        include: ['linear-index'],
        reads: [g],
        writes: [w, m, v],
        scalars: [learningRate, 1 - beta1, 1 - beta2, epsilon, mScale, gScale, vScale],
        dispatch: perParameter(w),
      });
    },

    rmsprop([g], [w, v], { learningRate, rho, epsilon }) {
      gpu.launch({
        kernel: 'rmsprop',
        include: ['linear-index'],
        reads: [g],
        writes: [w, v],
        scalars: [learningRate, rho, 1 - rho, epsilon],
        dispatch: perParameter(w),
      });
    },

    movingAverage([value], [moving], { momentum }) {
      gpu.launch({
        kernel: 'moving-average',
        include: ['linear-index'],
        reads: [value],
        writes: [moving],
        scalars: [momentum, 1 - momentum],
        dispatch: perParameter(moving),
      });
    },
  };
}

function perParameter(parameters: Operand): Dispatch {
  return linearDispatch(sizeOf(parameters.shape), 256);
}

/** Enough workgroups to share among a CPU's cores; what a thread does only once then counts for nothing beside its parameters. */
const SOFTWARE_WORKGROUPS = 32;

function inTurn(parameters: Operand): Dispatch {
  return linearDispatch(Math.min(sizeOf(parameters.shape), SOFTWARE_WORKGROUPS), 1);
}
