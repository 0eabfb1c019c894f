import type { Operand } from '../../../tensor/device.js';
import { sizeOf } from '../../../tensor/shape.js';
import type { KernelTable } from '../../backend.js';
import type { KernelAttributes } from '../../kernels.js';
import { linearDispatch, type Launcher } from '../launch.js';
import { collapseAxes } from './strided-axes.js';
import { requireDType, wgslType } from './wgsl-types.js';

type LayoutKernels = Pick<KernelTable, 'copy' | 'gather' | 'scatterAdd' | 'oneHot'>;

/** Moves of elements: kernels/copy.wgsl, gather.wgsl, scatter-add.wgsl, one-hot.wgsl. */
export function layoutKernels(gpu: Launcher): LayoutKernels {
  return {
    copy([x], [y], { shape, inputOffset, inputStrides, outputOffset, outputStrides }) {
      requireDType('copy', x, [y.dtype]);
      const axes = collapseAxes(shape, [inputStrides, outputStrides]);
      const count = sizeOf(shape);
      gpu.launch({
        kernel: 'copy',
        entry: x.dtype === 'uint8' ? 'bytes' : 'main',
        constants: {
          RANK: axes.shape.length,
          SHAPE: axes.shape,
          INPUT_STRIDES: { i32: axes.strides[0] },
          OUTPUT_STRIDES: { i32: axes.strides[1] },
        },
        include: ['linear-index'],
        reads: [x],
        writes: [y],
        scalars: [{ u32: count }, { i32: inputOffset }, { i32: outputOffset }],
        dispatch: linearDispatch(count, 256),
      });
    },

    gather([x, indices], [y], attributes) {
      launchGather(gpu, x, indices, y, attributes, 0);
    },

    scatterAdd([dy, indices], [dx], { length, inner, count }) {
      requireDType('scatterAdd', dy, ['float32']);
      requireDType('scatterAdd', indices, ['int32']);
      gpu.launch({
        kernel: 'scatter-add',
        constants: { LENGTH: length, INNER: inner, COUNT: count },
        include: ['linear-index'],
        reads: [dy, indices],
        writes: [dx],
        dispatch: linearDispatch(sizeOf(dx.shape), 256),
      });
    },

    oneHot([indices], [y], { depth, onValue, offValue }) {
      requireDType('oneHot', indices, ['int32']);
      requireDType('oneHot', y, ['float32']);
      gpu.launch({
        kernel: 'one-hot',
        constants: { DEPTH: depth },
        include: ['linear-index'],
        reads: [indices],
        writes: [y],
        scalars: [onValue, offValue],
        dispatch: linearDispatch(sizeOf(y.shape), 256),
      });
    },
  };
}

/** The kernel `gather` with those of the indices that begin at `firstIndex`. */
export function launchGather(
  gpu: Launcher,
  x: Operand,
  indices: Operand,
  y: Operand,
  { length, inner, count, scale }: KernelAttributes<'gather'>,
  firstIndex: number,
): void {
  requireDType('gather', indices, ['int32']);
  const fromBytes = x.dtype === 'uint8';
  requireDType('gather', y, [fromBytes ? 'float32' : x.dtype]);
  gpu.launch({
    kernel: 'gather',
    entry: fromBytes ? 'fromBytes' : 'main',
    constants: { LENGTH: length, INNER: inner, COUNT: count, SCALED: scale !== 1 },
    aliases: { T: wgslType('gather', y, ['float32', 'int32']) },
    include: ['linear-index'],
    reads: [x, indices],
    writes: [y],
    scalars: [scale, { u32: firstIndex }],
    dispatch: linearDispatch(sizeOf(y.shape), fromBytes && inner % 4 === 0 ? 4 * 256 : 256),
  });
}
