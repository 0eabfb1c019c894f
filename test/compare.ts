import { expect } from 'vitest';
import { Tensor, type NestedArray } from '../src/tensor/tensor.js';
import { dtypeOf, type TypedArray } from '../src/tensor/dtype.js';
import { sameShape, shapeText, sizeOf, type Shape } from '../src/tensor/shape.js';

/** Numbers on the host: flat, or nested as deep as there are axes. */
export type HostValues = TypedArray | readonly number[] | NestedArray;

export interface Tolerance {
  /** Allowed error of every element, as a share of the largest finite expected magnitude. Default 0. */
  relative?: number;
  /** Allowed error of every element, in addition. Default 0: with neither, the values must be equal. */
  absolute?: number;
  /** What is compared, for the message: the gradient of which input, which case. */
  what?: string;
}

/**
 * Fails unless the two agree in shape and every element is within `absolute + relative * max |expected|`. NaN agrees with NaN,
 * an infinity with itself. The message shows the worst element: its index, both values, the error also in ulps of the
 * precision in which `actual` is held. Give `await` when one of the two is a tensor.
 */
export function expectClose(actual: HostValues, expected: HostValues, tolerance?: Tolerance): void;
export function expectClose(
  actual: Tensor | HostValues,
  expected: Tensor | HostValues,
  tolerance?: Tolerance,
): Promise<void>;
export function expectClose(
  actual: Tensor | HostValues,
  expected: Tensor | HostValues,
  tolerance: Tolerance = {},
): void | Promise<void> {
  if (actual instanceof Tensor || expected instanceof Tensor) {
    return Promise.all([fetch(actual), fetch(expected)]).then(([a, e]) => compare(a, e, tolerance));
  }
  compare(flatten(actual), flatten(expected), tolerance);
}

/** The distance of two numbers, counted in representable numbers of the given precision; infinite when only one is NaN. */
export function ulpsBetween(a: number, b: number, precision: 'float32' | 'float64'): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  const distance = place(a, precision) - place(b, precision);
  return Number(distance < 0n ? -distance : distance);
}

interface Values {
  readonly values: ArrayLike<number>;
  /** Null where the values came flat: then only the number of elements is compared. */
  readonly shape: Shape | null;
  readonly precision: 'float32' | 'float64';
}

async function fetch(value: Tensor | HostValues): Promise<Values> {
  if (!(value instanceof Tensor)) return flatten(value);
  return {
    values: await value.data(),
    shape: value.shape,
    precision: value.dtype === 'float32' ? 'float32' : 'float64',
  };
}

function flatten(value: HostValues): Values {
  if (ArrayBuffer.isView(value)) {
    return { values: value, shape: null, precision: dtypeOf(value) === 'float32' ? 'float32' : 'float64' };
  }
  const shape: number[] = [];
  for (let level: NestedArray | readonly number[] = value; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
  }
  const values = typeof value === 'number' ? [value] : (value as unknown[]).flat(Infinity);
  if (values.length !== sizeOf(shape)) {
    throw new Error(`the nested array is ragged: ${values.length} numbers, but ${shapeText(shape)} by its first rows`);
  }
  return { values: values as number[], shape: shape.length === 1 ? null : shape, precision: 'float64' };
}

function compare(actual: Values, expected: Values, { relative = 0, absolute = 0, what = 'values' }: Tolerance): void {
  const found = actual.shape ?? [actual.values.length];
  const wanted = expected.shape ?? [expected.values.length];
  if (actual.shape && expected.shape && !sameShape(found, wanted)) {
    expect.fail(`${what}: the shape is ${shapeText(found)}, expected ${shapeText(wanted)}`);
  }
  const size = expected.values.length;
  if (actual.values.length !== size) {
    expect.fail(`${what}: ${actual.values.length} elements ${shapeText(found)}, expected ${size} ${shapeText(wanted)}`);
  }
  const allowed = absolute + relative * largestMagnitude(expected.values);
  let worst = -1;
  let worstError = 0;
  let failures = 0;
  for (let i = 0; i < size; i++) {
    const error = errorOf(actual.values[i], expected.values[i]);
    if (!(error <= allowed)) failures++;
    if (error > worstError) [worst, worstError] = [i, error];
  }
  const message = () => {
    const [a, e] = [actual.values[worst], expected.values[worst]];
    const index = shapeText(multiIndex(worst, actual.shape ?? wanted));
    const ulps = ulpsBetween(a, e, actual.precision);
    return (
      `${what}: ${failures} of ${size} elements are off; the worst is ${index}: ${a}, expected ${e} ` +
      `(error ${worstError.toExponential(2)}, ${ulps} ulps of ${actual.precision}; allowed ${allowed.toExponential(2)})`
    );
  };
  expect(failures, failures ? message() : what).toBe(0);
}

function errorOf(actual: number, expected: number): number {
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return 0;
  const error = Math.abs(actual - expected);
  return Number.isNaN(error) ? Infinity : error;
}

function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]);
    if (magnitude > largest && magnitude < Infinity) largest = magnitude;
  }
  return largest;
}

function multiIndex(at: number, shape: Shape): number[] {
  const index = new Array<number>(shape.length);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = at % shape[axis];
    at = Math.floor(at / shape[axis]);
  }
  return index;
}

/** The number's place in the order of all numbers of its precision: neighbours differ by one, and both zeros are 0. */
function place(value: number, precision: 'float32' | 'float64'): bigint {
  const view = new DataView(new ArrayBuffer(8));
  if (precision === 'float32') view.setFloat32(0, value);
  else view.setFloat64(0, value);
  const bits = precision === 'float32' ? BigInt(view.getInt32(0)) : view.getBigInt64(0);
  const lowest = precision === 'float32' ? -(2n ** 31n) : -(2n ** 63n);
  return bits < 0n ? lowest - bits : bits;
}
