import { HandgradError } from '../../../tensor/error.js';
import type { KernelTable } from '../../backend.js';
import type { BinaryFunction } from '../../kernels.js';
import { F32x4 } from '../assembler/index.js';
import type { Launcher } from '../launch.js';
import { binaryFloats, binaryInts, isDefinedForInts } from './binary-functions.js';
import { launchBroadcast, type Combination } from './broadcast.js';
import { numberType, requireDType } from './required-dtype.js';

/** y = f(a, b), a and b broadcast to y's shape. y may be an operand of its shape. */
export function binaryKernel(launcher: Launcher): KernelTable['binary'] {
  return ([a, b], [y], { function: f }) => {
    const dtype = numberType('binary', a);
    requireDType('binary', b, [dtype]);
    launchBroadcast(launcher, {
      code: `binary/${f}/${dtype}`,
      inputs: [a, b],
      y,
      isCostly: f === 'pow',
      combine: dtype === 'float32' ? floatCombination(f) : integerCombination(f),
    });
  };
}

function floatCombination(f: BinaryFunction): Combination {
  return (k, [a, b]) => binaryFloats(k, f, a, b);
}

function integerCombination(f: BinaryFunction): Combination {
  if (!isDefinedForInts(f)) throw new HandgradError(`wasm: binary: ${f} of int32 is not defined; cast to float32`);
  return (k, [a, b]) => {
    const result = binaryInts(k, f, k.ints(a.asInts()), k.ints(b.asInts()));
    return result instanceof F32x4 ? result : result.asFloats();
  };
}
