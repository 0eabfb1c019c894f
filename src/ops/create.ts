import type { Backend } from '../backend/backend.js';
import { currentBackend } from '../backend/current.js';
import { allocate, runInPlace } from '../backend/run.js';
import { isFloat, toTypedArray, type DType, type TypedArray } from '../tensor/dtype.js';
import { HandgradError } from '../tensor/error.js';
import { checkShape, shapeText, sizeOf, type Shape } from '../tensor/shape.js';
import { Tensor, type NestedArray } from '../tensor/tensor.js';

/** What a tensor is made with. */
export interface CreateOptions {
  /** Default float32. */
  dtype?: DType;
  /** Default: the backend in use (`setBackend`), at first the reference backend. */
  backend?: Backend;
  /** Whether `backward` should reach it. Default false. */
  requiresGrad?: boolean;
}

/** Anything an elementwise operation takes beside a tensor: a number stands for a scalar of the tensor's dtype. */
export type TensorLike = Tensor | number;

/**
 * A tensor from a number, nested arrays, or flat values with a shape.
 *
 *     tensor([[1, 2], [3, 4]])      tensor(new Float32Array(6), { shape: [2, 3] })      tensor(0.5, { requiresGrad: true })
 *
 * @throws {HandgradError} when nested arrays are ragged or the values do not fill the shape.
 */
export function tensor(values: NestedArray | TypedArray, options: CreateOptions & { shape?: Shape } = {}): Tensor {
  const isFlat = ArrayBuffer.isView(values);
  const inferred = isFlat ? [values.length] : nestedShape(values);
  const flat = isFlat ? values : flatten(values, inferred);
  const shape = options.shape ?? inferred;
  checkShape('tensor', shape);
  if (sizeOf(shape) !== flat.length) {
    throw new HandgradError(
      `tensor: shape ${shapeText(shape)} holds ${sizeOf(shape)} values, but ${flat.length} were given`,
    );
  }
  const made = empty(shape, options);
  made.device.write(made.buffer, toTypedArray(made.dtype, flat));
  return made;
}

/** A tensor of `shape` in which every element is `value`. */
export function full(shape: Shape, value: number, options: CreateOptions = {}): Tensor {
  checkShape('full', shape);
  const made = empty(shape, options);
  runInPlace('fill', [], [made], { value });
  return made;
}

/** All zeros. */
export function zeros(shape: Shape, options: CreateOptions = {}): Tensor {
  return full(shape, 0, options);
}

/** All ones. */
export function ones(shape: Shape, options: CreateOptions = {}): Tensor {
  return full(shape, 1, options);
}

/** `value` everywhere, with the shape, dtype and backend of `like`. */
export function fullLike(like: Tensor, value: number): Tensor {
  return full(like.shape, value, { dtype: like.dtype, backend: like.device as Backend });
}

/**
 * A number as a scalar beside `other`; a tensor as it is.
 * @throws {HandgradError} when the number is a fraction and `other` holds whole numbers.
 */
export function asTensor(value: TensorLike, other: Tensor): Tensor {
  if (value instanceof Tensor) return value;
  if (!isFloat(other.dtype) && !Number.isInteger(value)) {
    throw new HandgradError(
      `${value} beside the ${other.dtype} tensor ${shapeText(other.shape)} would lose its fraction; cast('float32') the tensor first`,
    );
  }
  return full([], value, { dtype: other.dtype, backend: other.device as Backend });
}

function empty(
  shape: Shape,
  { dtype = 'float32', backend = currentBackend(), requiresGrad = false }: CreateOptions,
): Tensor {
  if (requiresGrad && !isFloat(dtype)) {
    throw new HandgradError(`tensor: ${dtype} ${shapeText(shape)} cannot require a gradient (float32 and float64 can)`);
  }
  const made = allocate(backend, { shape, dtype });
  made.requiresGrad = requiresGrad;
  return made;
}

function nestedShape(values: NestedArray): number[] {
  const shape: number[] = [];
  for (let level: NestedArray = values; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  return shape;
}

function flatten(values: NestedArray, shape: Shape): number[] {
  const flat: number[] = [];
  const visit = (value: NestedArray, axis: number) => {
    if (axis === shape.length) {
      if (typeof value !== 'number') throw raggedError(shape);
      flat.push(value);
    } else {
      if (!Array.isArray(value) || value.length !== shape[axis]) throw raggedError(shape);
      for (const item of value) visit(item, axis + 1);
    }
  };
  visit(values, 0);
  return flat;
}

function raggedError(shape: Shape): HandgradError {
  return new HandgradError(
    `tensor: the nested arrays are ragged: they begin as ${shapeText(shape)}, but a part has another length or depth`,
  );
}
