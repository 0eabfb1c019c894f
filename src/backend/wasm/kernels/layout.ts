import { bytesPerElement } from '../../../tensor/dtype.js';
import { sizeOf } from '../../../tensor/shape.js';
import type { KernelTable } from '../../backend.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { writeContiguousCopy, writeRowCopy } from './copy.js';
import { asTransposition, writeTransposition } from './copy-transposition.js';
import { writeGather } from './gather.js';
import { writeOneHot } from './one-hot.js';
import { numberType, requireDType } from './required-dtype.js';
import { scatterScratchBytes, writeScatterAdd } from './scatter-add.js';
import { copyAxes, type CopyAxis } from './strided-loop.js';

type LayoutKernels = Pick<KernelTable, 'copy' | 'gather' | 'scatterAdd' | 'oneHot'>;

/** Moves of elements. Numbers of rows and offsets are scalars: they change from step to step, or with the last batch. */
export function layoutKernels(launcher: Launcher): LayoutKernels {
  return {
    copy([x], [y], { shape, inputOffset, inputStrides, outputOffset, outputStrides }) {
      requireDType('copy', x, [y.dtype]);
      const count = sizeOf(shape);
      if (count === 0) return;
      const bytes = bytesPerElement[x.dtype];
      const axes = copyAxes(
        shape.map((size, i) => ({ size, from: bytes * inputStrides[i], to: bytes * outputStrides[i] })),
      );
      launcher.launch({
        ...copyCode(axes, bytes),
        operands: [x, y],
        scalars: [inputOffset, outputOffset, count].map((elements) => ({ i32: bytes * elements })),
        isParallel: isWorthThreads(count),
      });
    },

    gather([x, indices], [y], { outer, length, inner, count, scale }) {
      requireDType('gather', indices, ['int32']);
      const dtype = x.dtype === 'uint8' ? 'uint8' : numberType('gather', x);
      requireDType('gather', y, [dtype === 'uint8' ? 'float32' : dtype]);
      if (outer * inner * count === 0) return;
      const isScaled = dtype === 'uint8' || scale !== 1;
      launcher.launch({
        code: `gather/${dtype}/${inner}/${isScaled}`,
        write: (k) => writeGather(k, { dtype, inner, isScaled }),
        operands: [x, indices, y],
        scalars: [{ i32: outer }, { i32: length }, { i32: count }, dtype === 'int32' ? { i32: scale } : scale],
        isParallel: isWorthThreads(outer * inner * count),
      });
    },

    scatterAdd([dy, indices], [dx], { outer, length, inner, count }) {
      requireDType('scatterAdd', dy, ['float32']);
      requireDType('scatterAdd', indices, ['int32']);
      if (outer * length * inner === 0) return;
      launcher.launch({
        code: `scatter-add/${inner}`,
        write: (k) => writeScatterAdd(k, inner),
        operands: [dy, indices, dx],
        scalars: [{ i32: outer }, { i32: length }, { i32: count }],
        isParallel: isWorthThreads(outer * (length + count) * inner),
        scratchBytes: scatterScratchBytes(outer, length, inner),
      });
    },

    oneHot([indices], [y], { depth, onValue, offValue }) {
      requireDType('oneHot', indices, ['int32']);
      requireDType('oneHot', y, ['float32']);
      const rows = sizeOf(indices.shape);
      launcher.launch({
        code: 'one-hot',
        write: writeOneHot,
        operands: [indices, y],
        scalars: [{ i32: rows }, { i32: depth }, onValue, offValue],
        isParallel: isWorthThreads(rows * depth),
      });
    },
  };
}

/** Neighbours into neighbours in one code for all lengths; transpositions and other walks each in their own. */
function copyCode(axes: readonly CopyAxis[], bytes: number): { code: string; write: (k: KernelBuilder) => void } {
  const [axis] = axes;
  if (!axis || (axes.length === 1 && axis.from === bytes && axis.to === bytes)) {
    return { code: 'copy', write: writeContiguousCopy };
  }
  const code = `copy/${bytes}/${axes.map(({ size, from, to }) => `${size}:${from}:${to}`).join('/')}`;
  const transposition = asTransposition(axes, bytes);
  if (transposition) return { code, write: (k) => writeTransposition(k, transposition) };
  return { code, write: (k) => writeRowCopy(k, axes, bytes) };
}
