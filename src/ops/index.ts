import { provideGradientArithmetic } from '../autograd/arithmetic.js';
import './methods.js';
import { activationGradient } from './activation-gradient.js';
import { add } from './add.js';
import { broadcastTo } from './broadcast-to.js';
import { fullLike } from './create.js';
import { matmul } from './matmul.js';
import { mul } from './mul.js';
import { relu } from './relu.js';
import { reshape } from './reshape.js';
import { sigmoid } from './sigmoid.js';
import { sumTo } from './sum-to.js';
import { sum } from './sum.js';

/**
 * Every operation of the engine by name. Gradient checks and parity tests are tables over these names, so an operation
 * without a check does not compile.
 */
export const operations = { activationGradient, add, broadcastTo, matmul, mul, relu, reshape, sigmoid, sum } as const;

export type OperationName = keyof typeof operations;

provideGradientArithmetic({
  add: (a, b) => add([a, b], {}),
  sumTo,
  onesLike: (x) => fullLike(x, 1),
});
