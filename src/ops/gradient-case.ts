import { checkGradients, type GradientCheck, type GradientCheckOptions } from '../autograd/check-gradient.js';
import type { Backend } from '../backend/backend.js';
import { currentBackend } from '../backend/current.js';
import { isFloat } from '../tensor/dtype.js';
import { normal, randomInteger, uniform, type Seed } from '../tensor/random.js';
import { sizeOf, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { tensor } from './create.js';

/** One way to use an operation, on which its derivative is checked. */
export interface GradientCase {
  /** What is special about it: "b repeated along the rows". */
  readonly covers: string;
  readonly inputs: readonly InputSpecification[];
  apply(...inputs: Tensor[]): Tensor;
  /**
   * Which derivatives exist. `second` (the default): the derivative can itself be differentiated. `first`: it cannot, and
   * asking is an error. `none`: the result is constant but for jumps and requires no gradient.
   */
  readonly derivative?: 'none' | 'first' | 'second';
}

/** An input by its shape and where its values may lie; a derivative is checked away from the kinks of its function. */
export interface InputSpecification {
  readonly shape: Shape;
  readonly values:
    | 'normal' // standard normal
    | 'positive' // 0.5 and more
    | 'awayFromZero' // 0.5 and more in magnitude
    | 'distinct' // no two within 0.2 of each other: multiples of 0.2, in random order
    | 'between' // as distinct, but half-way between its values
    | { readonly indicesBelow: number }; // int32, 0 and more
}

export const anyValues = (...shape: number[]): InputSpecification => ({ shape, values: 'normal' });
export const positive = (...shape: number[]): InputSpecification => ({ shape, values: 'positive' });
export const awayFromZero = (...shape: number[]): InputSpecification => ({ shape, values: 'awayFromZero' });
export const distinct = (...shape: number[]): InputSpecification => ({ shape, values: 'distinct' });
export const between = (...shape: number[]): InputSpecification => ({ shape, values: 'between' });
export const indicesBelow = (bound: number, ...shape: number[]): InputSpecification => ({
  shape,
  values: { indicesBelow: bound },
});

/** The inputs of a case, float64 (indices int32), from a seed: on the backend in use unless another is given. */
export function inputsOf(
  { inputs }: Pick<GradientCase, 'inputs'>,
  seed: Seed = 0,
  backend: Backend = currentBackend(),
): Tensor[] {
  return inputs.map(({ shape, values }, i) => {
    const dtype = typeof values === 'object' ? 'int32' : 'float64';
    return tensor(draw(values, sizeOf(shape), seed, `gradient case/${i}`), { shape, dtype, backend });
  });
}

/**
 * Checks one derivative of a case, by `checkGradients`: the first unless options.order is 2.
 * Null means that the case has no such derivative, and that the result said so.
 * @throws when a case without derivative claims to have one.
 */
export async function checkGradientCase(
  gradientCase: GradientCase,
  options: GradientCheckOptions & { backend?: Backend } = {},
): Promise<GradientCheck | null> {
  const { derivative = 'second', apply } = gradientCase;
  const inputs = inputsOf(gradientCase, options.seed, options.backend);
  if (derivative === 'none') {
    const leaves = inputs.map((input) => input.detach());
    for (const leaf of leaves) leaf.requiresGrad = isFloat(leaf.dtype);
    if (!apply(...leaves).requiresGrad) return null;
    throw new Error(`${gradientCase.covers}: declared to have no derivative, but the result requires a gradient`);
  }
  if (derivative === 'first' && options.order === 2) return null;
  return checkGradients((...leaves) => apply(...leaves), inputs, options);
}

function draw(values: InputSpecification['values'], count: number, seed: Seed, stream: string): Float64Array {
  if (typeof values === 'object') {
    return Float64Array.from({ length: count }, (_, i) => randomInteger(seed, stream, i, values.indicesBelow));
  }
  switch (values) {
    case 'normal':
      return normal(seed, stream, count);
    case 'positive':
      return normal(seed, stream, count).map((value) => 0.5 + Math.abs(value));
    case 'awayFromZero':
      return normal(seed, stream, count).map((value) => value + 0.5 * Math.sign(value));
    case 'distinct':
      return multiples(count, seed, stream);
    case 'between':
      return multiples(count, seed, stream).map((value) => value + 0.1);
  }
}

/** The multiples of 0.2 around 0, in random order. */
function multiples(count: number, seed: Seed, stream: string): Float64Array {
  const keys = uniform(seed, stream, count);
  const order = Array.from(keys.keys()).sort((a, b) => keys[a] - keys[b]);
  return Float64Array.from(order, (place) => 0.2 * (place - Math.floor(count / 2)));
}
