import { bytesPerElement, toTypedArray } from '../../../tensor/dtype.js';
import type { Operand } from '../../../tensor/device.js';
import { sizeOf } from '../../../tensor/shape.js';
import type { KernelTable } from '../../backend.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { forEachVector } from './vector-loop.js';

/** y[i] = value, of any dtype: whole vectors of the word that holds it once, or four times as a uint8. */
export function fillKernel(launcher: Launcher): KernelTable['fill'] {
  return (_, [y], { value }) => {
    const words = Math.ceil((sizeOf(y.shape) * bytesPerElement[y.dtype]) / 4);
    const scalars = [{ i32: words }, { i32: wordOf(y, value) }];
    launcher.launch({ code: 'fill', write: writeFill, operands: [y], scalars, isParallel: isWorthThreads(words) });
  };
}

function writeFill(k: KernelBuilder): void {
  const y = k.pointer(0);
  const value = k.ints(k.integer(1).splat());
  forEachVector(k, k.integer(0), (at) => k.store(y.add(at), value));
}

/** The 32 bits that stand for `value` in an operand; typed arrays convert it as the host would. */
function wordOf({ dtype }: Operand, value: number): number {
  return new Int32Array(toTypedArray(dtype, [value, value, value, value]).buffer)[0];
}
