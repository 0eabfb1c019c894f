import type { DType } from '../../../tensor/dtype.js';
import { sizeOf } from '../../../tensor/shape.js';
import type { KernelTable } from '../../backend.js';
import { F32x4, type I32, I32x4, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { requireDType } from './required-dtype.js';
import { forEachVector } from './vector-loop.js';

/**
 * y[i] = x[i], converted: towards zero into integers (of float32 beyond int32 the nearest int32, of NaN 0), the lowest 8 bits into
 * uint8. Four elements at a time, which are 16 bytes, or 4 where they are uint8.
 */
export function castKernel(launcher: Launcher): KernelTable['cast'] {
  return ([x], [y]) => {
    for (const operand of [x, y]) requireDType('cast', operand, ['float32', 'int32', 'uint8']);
    const size = sizeOf(y.shape);
    launcher.launch({
      code: `cast/${x.dtype}/${y.dtype}`,
      write: (k) => writeCast(k, x.dtype, y.dtype),
      operands: [x, y],
      scalars: [{ i32: size }],
      isParallel: isWorthThreads(size),
    });
  };
}

function writeCast(k: KernelBuilder, from: DType, to: DType): void {
  const [x, y] = [k.pointer(0), k.pointer(1)];
  forEachVector(k, k.integer(0), (at) => {
    const toInts = () => k.ints(loadInts(x, at, from));
    if (to === 'uint8') k.store(y.add(at.shiftRightUnsigned(2)), lowestBytes(toInts()));
    else if (to === 'int32') k.store(y.add(at), toInts());
    else k.store(y.add(at), from === 'float32' ? F32x4.load(x.add(at)) : toInts().toFloats());
  });
}

/** Four elements of any dtype. at: their offset, were they words. */
function loadInts(x: I32, at: I32, dtype: DType): I32x4 {
  if (dtype === 'uint8') return I32x4.loadBytes(x.add(at.shiftRightUnsigned(2)));
  return dtype === 'int32' ? I32x4.load(x.add(at)) : F32x4.load(x.add(at)).toInts();
}

/** The lowest bytes of four lanes as the bytes of one word. */
function lowestBytes(ints: Local<I32x4>): I32 {
  const byte = (lane: 0 | 1 | 2 | 3) =>
    ints
      .lane(lane)
      .and(0xff)
      .shiftLeft(8 * lane);
  return byte(0).or(byte(1)).or(byte(2)).or(byte(3));
}
