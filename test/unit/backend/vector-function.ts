import { F32x4, I32, ModuleBuilder, type FunctionBuilder } from '../../../src/backend/wasm/assembler/index.js';

/** Emits a function of four float32 at a time, of one argument or two. */
export type VectorFunction = (k: FunctionBuilder, x: F32x4, y: F32x4) => F32x4;

const MOST = 1 << 16;

/** The function as one of arrays of at most 65,536 elements. The result is overwritten by the next call. */
export function compiled(write: VectorFunction): (x: Float32Array, y?: Float32Array) => Float32Array {
  const memory = new WebAssembly.Memory({ initial: (3 * 4 * MOST) / 65_536 });
  const module = new ModuleBuilder({ isShared: false });
  const [xAt, yAt, resultAt] = [0, 4 * MOST, 8 * MOST];
  module.function('run', { parameters: [I32.const(0)] }, (f) => {
    f.for(0, f.parameter<I32>(0).mul(4), 16, (at) => {
      f.store(at, write(f, F32x4.load(at, xAt), F32x4.load(at, yAt)), resultAt);
    });
  });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
  const run = instance.exports.run as (count: number) => void;
  return (x, y = x) => {
    new Float32Array(memory.buffer, xAt, x.length).set(x);
    new Float32Array(memory.buffer, yAt, y.length).set(y);
    run(x.length);
    return new Float32Array(memory.buffer, resultAt, x.length);
  };
}

/** The largest error, and where it is. */
export interface WorstError {
  readonly ulps: number;
  readonly x: number;
  readonly y: number;
}

/** The largest error over the arguments, against the same function in double precision. */
export function worstError(
  actual: Float32Array,
  exact: (x: number, y: number) => number,
  x: Float32Array,
  y: Float32Array = x,
): WorstError {
  let worst: WorstError = { ulps: 0, x: NaN, y: NaN };
  for (let i = 0; i < x.length; i++) {
    const ulps = errorInUlps(actual[i], exact(x[i], y[i]));
    if (ulps > worst.ulps) worst = { ulps, x: x[i], y: y[i] };
  }
  return worst;
}

/** The error of a float32 in units of the last place that the exact value has as a float32 (denormal, infinite and NaN too). */
export function errorInUlps(actual: number, exact: number): number {
  const rounded = Math.fround(exact);
  if (Number.isFinite(rounded) && Number.isFinite(actual)) return Math.abs(actual - exact) / lastPlace(exact);
  return Object.is(actual, rounded) ? 0 : Infinity;
}

function lastPlace(x: number): number {
  return 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), -126) - 23);
}

/** Calls `visit` with arrays of float32 whose bits are those of every `stride`-th number there is, negative and denormal too. */
export function forBitPatterns(stride: number, visit: (x: Float32Array) => void): void {
  const bits = new Uint32Array(MOST);
  let next = 0;
  while (next < 2 ** 32) {
    let count = 0;
    for (; count < MOST && next < 2 ** 32; next += stride) bits[count++] = next;
    visit(new Float32Array(bits.buffer, 0, count));
  }
}
