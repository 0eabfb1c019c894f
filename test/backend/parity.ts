import type { Backend } from '../../src/backend/backend.js';
import type { KernelAttributes, KernelName } from '../../src/backend/kernels.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import type { Operand } from '../../src/tensor/device.js';
import { bytesPerElement, dtypeOf, newArray, type DType, type TypedArray } from '../../src/tensor/dtype.js';
import { randomBits, uniform } from '../../src/tensor/random.js';
import { sizeOf, type Shape } from '../../src/tensor/shape.js';
import { expectClose, type Tolerance } from '../compare.js';

/** An operand's content; as an output that is not updated in place, only its shape and dtype. */
export interface Values {
  readonly shape: Shape;
  readonly values: TypedArray;
}

/** An output that the kernel has to write completely. */
export interface Output {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** What a kernel is run with: `Values` among the outputs are those that are updated in place. */
export interface Launch<K extends KernelName> {
  readonly kernel: K;
  readonly inputs: readonly (Values | null)[];
  readonly outputs: readonly (Values | Output | null)[];
  readonly attributes: KernelAttributes<K>;
}

const reference = referenceBackend();

/**
 * Runs a kernel on `backend` and on the reference, and expects the same of every output: integers exactly, floats within 1e-5 of
 * the largest element unless `tolerance` tells otherwise. Outputs are filled with nonsense first, so that an element left out shows.
 */
export async function expectParity<K extends KernelName>(
  backend: Backend,
  launch: Launch<K>,
  tolerance: Tolerance = { relative: 1e-5 },
): Promise<void> {
  const expected = await run(reference, launch);
  const actual = await run(backend, launch);
  expected.forEach((values, index) => {
    const isFloat = values instanceof Float32Array;
    const what = `${launch.kernel} ${JSON.stringify(launch.attributes)}, output ${index}`;
    expectClose(actual[index], values, { ...(isFloat && tolerance), what });
  });
}

/** The outputs of one kernel on one backend. */
export async function run<K extends KernelName>(backend: Backend, launch: Launch<K>): Promise<TypedArray[]> {
  const inputs = launch.inputs.map((input) => input && operand(backend, input));
  const outputs = launch.outputs.map(
    (output) => output && operand(backend, 'values' in output ? output : nonsense(output)),
  );
  const kernel = backend.kernels[launch.kernel] as (...operands: unknown[]) => void;
  kernel(inputs, outputs, launch.attributes);
  const results = await Promise.all(outputs.filter((o) => o !== null).map(({ buffer }) => backend.read(buffer)));
  for (const used of [...inputs, ...outputs]) if (used) backend.release(used.buffer);
  return results;
}

/** Puts values onto a backend. */
export function operand(backend: Backend, { shape, values }: Values): Operand {
  const dtype = dtypeOf(values);
  const buffer = backend.allocate(dtype, values.length);
  backend.write(buffer, values);
  return { buffer, shape, dtype };
}

/** Floats in [low, high), the same for the same seed. */
export function floats(shape: Shape, seed: number, low = -1, high = 1): Values {
  const values = Float32Array.from(uniform(seed, 'parity', sizeOf(shape)), (value) => low + (high - low) * value);
  return { shape, values };
}

/**
 * Floats whose sums of `terms` products with numbers in [-1, 1) have a variance of one: no sigmoid or tanh of them is saturated,
 * and an absolute tolerance stands beside the terms that were rounded, also where few sums come out near zero.
 */
export function factors(shape: Shape, seed: number, terms: number): Values {
  // Uniform numbers in [-1, 1) have a variance of 1/3, and the products of two of them one of 1/9.
  const range = 3 / Math.sqrt(Math.max(terms, 1));
  return floats(shape, seed, -range, range);
}

/** Whole numbers in [low, high), int32 unless given otherwise. */
export function integers(shape: Shape, seed: number, low: number, high: number, dtype: DType = 'int32'): Values {
  const values = newArray(dtype, sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = low + (randomBits(seed, 'parity', i) % (high - low));
  return { shape, values };
}

function nonsense({ shape, dtype }: Output): Values {
  const values = newArray(dtype, sizeOf(shape));
  new Uint8Array(values.buffer, 0, values.length * bytesPerElement[dtype]).fill(0x7f);
  return { shape, values };
}
