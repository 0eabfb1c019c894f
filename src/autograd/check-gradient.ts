import type { TypedArray } from '../tensor/dtype.js';
import { isFloat } from '../tensor/dtype.js';
import { HandgradError } from '../tensor/error.js';
import { tidy } from '../tensor/lifetime.js';
import { normal, type Seed } from '../tensor/random.js';
import { shapeText } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { differentiate } from './backward.js';
import { dot, fromValues, relativeError, unit, valuesOf } from './host-values.js';

/** What is checked: a function of tensors, the same values for the same inputs each time it is called. */
export type Differentiable = (...inputs: Tensor[]) => Tensor;

/** How derivatives are compared with differences. */
export interface GradientCheckOptions {
  /**
   * `projection` (the default) compares directional derivatives d<r, f(x)>/dt along x + t v for random directions r and v: a
   * handful of evaluations whatever the size, and a wrong element is seen with probability 1.
   * `jacobian` compares every partial derivative: exact about which is wrong, for small shapes.
   */
  mode?: 'projection' | 'jacobian';
  /** 1 checks the derivative, 2 the derivative of the derivative. Default 1. */
  order?: 1 | 2;
  /** Where the random directions come from. Default 0. */
  seed?: Seed;
  /** h of the differences, in the units of the inputs. No kink of f may lie within 2h of an input. Default 1e-3. */
  step?: number;
}

/** How well derivative and differences agree. */
export interface GradientCheck {
  /** The worst of the inputs' errors. */
  readonly relativeError: number;
  /** The error of each input that can carry a gradient (float64), with its place among the arguments. */
  readonly inputs: readonly {
    /** Its place among the arguments, from 0. */
    readonly index: number;
    /** Its own. */
    readonly relativeError: number;
  }[];
  /** How many pairs of numbers were compared. */
  readonly compared: number;
}

/** Random directions in a check by projection. */
const PROJECTIONS = 4;

/**
 * Compares the derivative of f, as `backward` computes it, with central differences of fourth order:
 *
 *   f'(x) ~ (8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))) / 12h,     error h^4 f'''''/30 + about 1e-16 f/h
 *
 * (Abramowitz and Stegun, 25.3.6). At h = 1e-3 both parts are far below 1e-9 for values and derivatives of ordinary size.
 *
 *   relative error of an input = max |analytic - numeric| / max(max |analytic|, max |numeric|, 1e-3)
 *
 * over all numbers compared for that input. Inputs: float64; int32 and uint8 ones are passed on unchanged.
 * @throws {HandgradError} when an input is float32: rounding would hide what is looked for.
 */
export async function checkGradients(
  fn: Differentiable,
  inputs: readonly Tensor[],
  { mode = 'projection', order = 1, seed = 0, step = 1e-3 }: GradientCheckOptions = {},
): Promise<GradientCheck> {
  const differentiable = inputs.flatMap((input, index) => (isFloat(input.dtype) ? [index] : []));
  checkPrecision(inputs);
  const compare = mode === 'jacobian' ? compareJacobian : compareProjections;
  const functions = order === 1 ? [fn] : differentiable.map((index) => gradientFunction(fn, index, seed));
  const results = [];
  for (const index of differentiable) {
    const worst = { relativeError: 0, compared: 0 };
    for (const f of functions) {
      const [analytic, numeric] = await compare(f, inputs, index, { seed, step });
      worst.relativeError = Math.max(worst.relativeError, relativeError(analytic, numeric));
      worst.compared += analytic.length;
    }
    results.push({ index, ...worst });
  }
  return {
    relativeError: Math.max(0, ...results.map((result) => result.relativeError)),
    inputs: results.map(({ index, relativeError }) => ({ index, relativeError })),
    compared: results.reduce((total, result) => total + result.compared, 0),
  };
}

type Pairs = [analytic: number[], numeric: number[]];
type Settings = Required<Pick<GradientCheckOptions, 'seed' | 'step'>>;

/** All partial derivatives dy[j]/dx[i] for one input x. */
async function compareJacobian(
  fn: Differentiable,
  inputs: readonly Tensor[],
  index: number,
  { step }: Settings,
): Promise<Pairs> {
  const size = (await evaluate(fn, inputs)).length;
  const units = Array.from({ length: size }, (_, j) => unit(size, j));
  const rows = await analyticGradients(fn, inputs, index, units);
  const x = await valuesOf(inputs[index]);
  const [analytic, numeric]: Pairs = [[], []];
  for (let i = 0; i < x.length; i++) {
    const column = await differences(fn, inputs, index, x, unit(x.length, i), step);
    column.forEach((value) => numeric.push(value));
    rows.forEach((row) => analytic.push(row[i]));
  }
  return [analytic, numeric];
}

/** <r, dy/dx v> for random r and v: backward gives <J^T r, v>, the differences <r, J v>. */
async function compareProjections(
  fn: Differentiable,
  inputs: readonly Tensor[],
  index: number,
  { seed, step }: Settings,
): Promise<Pairs> {
  const size = (await evaluate(fn, inputs)).length;
  const draw = (what: string, count: number) =>
    Array.from({ length: PROJECTIONS }, (_, p) => normal(seed, `gradient check/${what} ${index}`, count, p * count));
  const sides = draw('output', size);
  const rows = await analyticGradients(fn, inputs, index, sides);
  const x = await valuesOf(inputs[index]);
  const directions = draw('input', x.length);
  const numeric = [];
  for (const [p, direction] of directions.entries()) {
    numeric.push(dot(await differences(fn, inputs, index, x, direction, step), sides[p]));
  }
  return [rows.map((row, p) => dot(row, directions[p])), numeric];
}

/** The derivative of fn along `direction` of one input, by differences. */
async function differences(
  fn: Differentiable,
  inputs: readonly Tensor[],
  index: number,
  x: TypedArray,
  direction: ArrayLike<number>,
  h: number,
): Promise<Float64Array> {
  const at = async (t: number) =>
    evaluate(fn, inputs, { index, values: Float64Array.from(x, (value, i) => value + t * direction[i]) });
  const [plus, minus, plus2, minus2] = [await at(h), await at(-h), await at(2 * h), await at(-2 * h)];
  return plus.map((value, j) => (8 * (value - minus[j]) - (plus2[j] - minus2[j])) / (12 * h));
}

/** fn at the inputs, one of them replaced. */
async function evaluate(
  fn: Differentiable,
  inputs: readonly Tensor[],
  replaced?: { index: number; values: Float64Array },
): Promise<Float64Array> {
  const y = tidy(() =>
    fn(
      ...inputs.map((input, i) =>
        leaf(i === replaced?.index ? fromValues(input, input.shape, replaced.values) : input),
      ),
    ),
  );
  const values = await valuesOf(y);
  y.dispose();
  return values;
}

/** dL/dx for one input x and each upstream gradient; zeros where y does not depend on x. */
async function analyticGradients(
  fn: Differentiable,
  inputs: readonly Tensor[],
  index: number,
  upstreams: readonly Float64Array[],
): Promise<Float64Array[]> {
  const found = tidy(() => {
    const leaves = inputs.map(leaf);
    const y = fn(...leaves);
    if (!y.requiresGrad) return upstreams.map(() => null);
    return upstreams.map((values) => {
      const upstream = fromValues(y, y.shape, values);
      return (
        differentiate('checkGradients', y, (tensor) => tensor === leaves[index], { upstream }).get(leaves[index]) ??
        null
      );
    });
  });
  const rows = await Promise.all(
    found.map(async (gradient) => (gradient ? valuesOf(gradient) : new Float64Array(inputs[index].size))),
  );
  found.forEach((gradient) => gradient?.dispose());
  return rows;
}

/** The function x -> <r, dfn/dx[index]> of second-order checks, r random but the same at every call. */
function gradientFunction(fn: Differentiable, index: number, seed: Seed): Differentiable {
  return (...leaves) => {
    const y = fn(...leaves);
    const x = leaves[index];
    const upstream = fromValues(y, y.shape, normal(seed, `gradient check/upstream ${index}`, y.size));
    const gradient = y.requiresGrad
      ? differentiate('checkGradients', y, (tensor) => tensor === x, { upstream, createGraph: true }).get(x)
      : undefined;
    return gradient ?? fromValues(x, x.shape, new Float64Array(x.size));
  };
}

/** The same values as a leaf of its own, so that whatever fn returns can be disposed of. */
function leaf(input: Tensor): Tensor {
  const own = input.detach();
  own.requiresGrad = isFloat(own.dtype);
  return own;
}

function checkPrecision(inputs: readonly Tensor[]): void {
  inputs.forEach(({ dtype, shape }, i) => {
    if (dtype === 'float32') {
      throw new HandgradError(
        `checkGradients: input ${i} ${shapeText(shape)} is float32; make the inputs float64 (the reference backend has it)`,
      );
    }
  });
}
