/**
 * handgrad's public face: runs in Node and in a browser.
 *
 *     import { tensor, sequential, dense, adam, fit } from 'handgrad';
 *
 * Layers have the short names (`dense`, `conv2d`, ...); operations are methods of `Tensor`, and functions under `ops`.
 * What needs a file system is in 'handgrad/node'.
 */
export * from './tensor/index.js';
export * from './backend/index.js';
export * from './autograd/index.js';
export * as ops from './ops/functions.js';
export { full, ones, tensor, zeros, type CreateOptions, type TensorLike } from './ops/create.js';
export { concat } from './ops/concat.js';
export { stack } from './ops/stack.js';
export { where } from './ops/where.js';
export { softmaxCrossEntropy } from './ops/losses/softmax-cross-entropy.js';
export { sigmoidCrossEntropy } from './ops/losses/sigmoid-cross-entropy.js';
export { meanSquaredError } from './ops/losses/mean-squared-error.js';
export { meanAbsoluteError } from './ops/losses/mean-absolute-error.js';
export { huber } from './ops/losses/huber.js';
export * from './nn/index.js';
export * from './optim/index.js';
export * from './train/index.js';
