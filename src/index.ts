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
export * as ops from './ops/index.js';
export * from './nn/index.js';
export * from './optim/index.js';
export * from './train/index.js';
