import { HandgradError } from '../../../tensor/error.js';
import { sizeOf } from '../../../tensor/shape.js';
import type { KernelTable } from '../../backend.js';
import type { UnaryFunction } from '../../kernels.js';
import { F32x4, I32x4 } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { isWorthThreads, type Launcher, type Scalar } from '../launch.js';
import { numberType } from './required-dtype.js';
import {
  costlyFunctions,
  integerFunctions,
  isIntegerFunction,
  unaryFloats,
  unaryInts,
  type IntegerFunction,
} from './unary-functions.js';
import { forEachVectorUnrolled } from './unrolled-loop.js';
import { forEachVector } from './vector-loop.js';

/** How many elements of another function take as long as one of a costly one. */
const COST_RATIO = 8;

/** y[i] = f(x[i]), four elements at a time. y may be x. */
export function unaryKernel(launcher: Launcher): KernelTable['unary'] {
  return ([x], [y], { function: f, alpha = 0, beta = 0 }) => {
    const dtype = numberType('unary', x);
    const size = sizeOf(y.shape);
    const launch = (write: (k: KernelBuilder) => void, parameters: readonly Scalar[]) =>
      launcher.launch({
        code: `unary/${f}/${dtype}`,
        write,
        operands: [x, y],
        scalars: [{ i32: size }, ...parameters],
        isParallel: isWorthThreads(costlyFunctions.includes(f) ? COST_RATIO * size : size),
      });

    if (dtype === 'float32') return launch((k) => writeFloats(k, f), [alpha, beta]);
    if (!isIntegerFunction(f)) {
      throw new HandgradError(
        `wasm: unary: ${f} of int32 is not defined (${integerFunctions.join(', ')} are); cast to float32`,
      );
    }
    const parameters = [alpha, beta].map((bound) => ({ i32: nearestInt32(bound) }));
    return launch((k) => writeInts(k, f), parameters);
  };
}

function writeFloats(k: KernelBuilder, f: UnaryFunction): void {
  const [x, y] = [k.pointer(0), k.pointer(1)];
  const [alpha, beta] = [1, 2].map((i) => k.floats(k.scalar(i).splat()));
  if (costlyFunctions.includes(f)) {
    forEachVector(k, k.integer(0), (at) => {
      k.store(y.add(at), unaryFloats(k, f, k.floats(F32x4.load(x.add(at))), { alpha, beta }));
    });
  } else {
    forEachVectorUnrolled(k, k.integer(0), (at, more) => {
      k.store(y.add(at), unaryFloats(k, f, k.floats(F32x4.load(x.add(at), more)), { alpha, beta }), more);
    });
  }
}

function writeInts(k: KernelBuilder, f: IntegerFunction): void {
  const [x, y] = [k.pointer(0), k.pointer(1)];
  const [alpha, beta] = [1, 2].map((i) => k.ints(k.integer(i).splat()));
  forEachVector(k, k.integer(0), (at) => {
    k.store(y.add(at), unaryInts(f, k.ints(I32x4.load(x.add(at))), { alpha, beta }));
  });
}

/** A bound of int32 values, which may be given as a fraction or an infinity. */
function nearestInt32(value: number): number {
  return Math.trunc(Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1));
}
