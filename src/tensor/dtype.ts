/**
 * What one element of a tensor is.
 *
 * float32: values and gradients. float64: the same in double precision (reference backend only; gradient checks need it).
 * int32: labels, indices, counts. uint8: images as they lie in a file; `gather` cuts batches from them.
 */
export type DType = 'float32' | 'float64' | 'int32' | 'uint8';

/** Dtypes that carry gradients. */
export type FloatDType = 'float32' | 'float64';

/** The typed array that holds elements of a dtype on the host. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

const arrayTypes = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const;

/** Bytes that one element takes. */
export const bytesPerElement: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, uint8: 1 };

/** A zeroed host array for `size` elements. */
export function newArray(dtype: DType, size: number): TypedArray {
  return new arrayTypes[dtype](size);
}

/** The memory of `size` elements from byte `offset` of `memory` on, as the host array of a dtype. */
export function arrayOver(dtype: DType, memory: ArrayBuffer, offset: number, size: number): TypedArray {
  return new arrayTypes[dtype](memory, offset, size);
}

/** `values` as the host array of a dtype: the same array if it is one already, else a converted copy. */
export function toTypedArray(dtype: DType, values: ArrayLike<number>): TypedArray {
  const type = arrayTypes[dtype];
  return values instanceof type ? values : type.from(values);
}

/** The dtype whose host array `values` is. */
export function dtypeOf(values: TypedArray): DType {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  if (values instanceof Int32Array) return 'int32';
  return 'uint8';
}

/** Whether elements of this dtype can carry a gradient. */
export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype === 'float32' || dtype === 'float64';
}
