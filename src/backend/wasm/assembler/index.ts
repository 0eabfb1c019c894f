export { F64x2 } from './doubles.js';
export { FunctionBuilder, type FunctionReference, type Local } from './function-builder.js';
export { ModuleBuilder, MOST_PAGES, type Signature } from './module-builder.js';
export { F32, F32x4, F64, I32, I32x4, Value, type Float, type Int } from './values.js';
