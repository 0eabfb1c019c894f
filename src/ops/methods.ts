import { backward, type BackwardOptions } from '../autograd/backward.js';
import { Tensor } from '../tensor/tensor.js';
import { add } from './add.js';
import { asTensor, type TensorLike } from './create.js';
import { mul } from './mul.js';

/**
 * Operations as methods, so that a formula reads from left to right: `x.matmul(w).add(b).relu()`.
 *
 * A number beside a tensor is a scalar of its dtype. A method declared here without an implementation below does not compile.
 */
export interface TensorMethods {
  /** this + b, broadcast. */
  add(b: TensorLike): Tensor;
  /** this * b, broadcast. */
  mul(b: TensorLike): Tensor;
  /** Fills `grad` of every leaf this value was computed from; see src/autograd/backward.ts. */
  backward(options?: BackwardOptions): void;
}

declare module '../tensor/tensor.js' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging the methods into the class is the point
  interface Tensor extends TensorMethods {}
}

type Implementations = {
  [K in keyof TensorMethods]: (this: Tensor, ...args: Parameters<TensorMethods[K]>) => ReturnType<TensorMethods[K]>;
};

const methods: Implementations = {
  add(b) {
    return add([this, asTensor(b, this)], {});
  },
  mul(b) {
    return mul([this, asTensor(b, this)], {});
  },
  backward(options) {
    backward(this, options);
  },
};

Object.assign(Tensor.prototype, methods);
