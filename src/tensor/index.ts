export { HandgradError } from './error.js';
export type { BufferPart, Device, DeviceBuffer, Operand } from './device.js';
export type { DType, FloatDType, TypedArray } from './dtype.js';
export type { Shape } from './shape.js';
export { Tensor, type NestedArray, type Producer } from './tensor.js';
export { keep, memory, tidy } from './lifetime.js';
export type { Seed, Stream } from './random.js';
