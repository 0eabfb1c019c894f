import type { Backend } from '../backend/backend.js';
import { tensor } from '../ops/create.js';
import { toTypedArray, type FloatDType, type TypedArray } from '../tensor/dtype.js';
import { HandgradError } from '../tensor/error.js';
import { checkHostAccess } from '../tensor/host-access.js';
import { initialValues, type Initializer } from '../tensor/initializers.js';
import { keep } from '../tensor/lifetime.js';
import type { Seed } from '../tensor/random.js';
import { sameShape, shapeText, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Penalty } from './penalty.js';

/** A named value that a model keeps from step to step: learnt by an optimiser, or followed (moving statistics). */
export interface Parameter {
  /** Unique in its model: `dense/kernel`, `batchNorm_1/movingMean`. */
  readonly name: string;
  /** Changed in place by optimisers and by loading. Requires a gradient exactly if it is trainable. */
  readonly value: Tensor;
  /** Whether optimisers change it; moving statistics are followed instead. */
  readonly trainable: boolean;
  /** What its size adds to the loss (`regularizationLoss`), if anything. */
  readonly penalty: Penalty | null;
}

/** A tensor's values on the host, under a name: what files hold. */
export interface NamedArray {
  /** As `Parameter.name`. */
  readonly name: string;
  /** The sizes of all axes. */
  readonly shape: Shape;
  /** Row-major, as many as the shape says. */
  readonly values: TypedArray;
}

/** What a parameter is made of. */
export interface ParameterSpecification {
  /** Within the layer: `kernel`, `bias`, `gamma`. */
  readonly name: string;
  /** The sizes of all axes. */
  readonly shape: Shape;
  /** Where its first values come from. */
  readonly initializer: Initializer;
  /** Default true. */
  readonly trainable?: boolean;
  /** Default null. */
  readonly penalty?: Penalty | null;
}

/** Where a model's parameters live and where their first values come from. */
export interface ParameterOrigin {
  readonly seed: Seed;
  readonly dtype: FloatDType;
  readonly backend: Backend;
}

/**
 * A parameter with its first values: a pure function of the seed and the name (random stream `initializer/<name>`), computed in
 * float64 on the host and rounded once, so the same on every backend. It outlives every `tidy`.
 */
export function createParameter(
  { name, shape, initializer, trainable = true, penalty = null }: ParameterSpecification,
  { seed, dtype, backend }: ParameterOrigin,
): Parameter {
  const values = initialValues(initializer, shape, seed, `initializer/${name}`);
  const value = tensor(toTypedArray(dtype, values), { shape, dtype, backend, requiresGrad: trainable });
  return { name, value: keep(value), trainable, penalty };
}

/** A tensor of one's own as a parameter, for training without a model. It must require a gradient to be learnt. */
export function parameter(name: string, value: Tensor): Parameter {
  return { name, value: keep(value), trainable: value.requiresGrad, penalty: null };
}

/** The values of all parameters, copied to the host. */
export async function readParameters(parameters: readonly Parameter[]): Promise<NamedArray[]> {
  return Promise.all(
    parameters.map(async ({ name, value }) => ({ name, shape: value.shape, values: await value.data() })),
  );
}

/**
 * Overwrites the parameters with values of the same names and shapes, in any order. All or nothing: whatever does not fit is
 * found before anything is written.
 * @throws {HandgradError} when a value is missing, left over, or of another shape.
 */
export function writeParameters(parameters: readonly Parameter[], arrays: readonly NamedArray[]): void {
  const found = matchByName('the weights are of another model', parameters, arrays);
  parameters.forEach(({ value }, i) => writeTensor(value, found[i]));
}

/** Overwrites a tensor in place with values of its shape, converted to its dtype. */
export function writeTensor(target: Tensor, { values }: NamedArray): void {
  checkHostAccess();
  target.device.write(target.buffer, toTypedArray(target.dtype, values));
  target.storage.version++;
}

/**
 * The array of each target's name. `complaint` opens the message when they do not fit.
 * @throws {HandgradError} when one is missing, left over, or of another shape.
 */
export function matchByName(
  complaint: string,
  targets: readonly { readonly name: string; readonly value: Tensor }[],
  arrays: readonly NamedArray[],
): NamedArray[] {
  const byName = new Map(arrays.map((array) => [array.name, array]));
  const matched = targets.map(({ name, value }) => {
    const array = byName.get(name);
    if (!array) {
      throw new HandgradError(`${complaint}: '${name}' ${shapeText(value.shape)} is missing (found ${listed(arrays)})`);
    }
    if (!sameShape(array.shape, value.shape)) {
      throw new HandgradError(
        `${complaint}: '${name}' is ${shapeText(array.shape)}, expected ${shapeText(value.shape)}`,
      );
    }
    byName.delete(name);
    return array;
  });
  if (byName.size > 0) {
    throw new HandgradError(`${complaint}: nothing is called ${listed([...byName.values()])} here`);
  }
  return matched;
}

function listed(arrays: readonly NamedArray[]): string {
  const shown = arrays.slice(0, 4).map(({ name, shape }) => `'${name}' ${shapeText(shape)}`);
  const more = arrays.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ') || 'nothing';
}
