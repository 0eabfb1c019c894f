import fc from 'fast-check';
import type { Backend } from '../../src/backend/backend.js';
import { augmentImages, gradients, ops, tensor, type Tensor } from '../../src/index.js';
import type { Shape } from '../../src/tensor/shape.js';

/** A computation that chance has put together: from an input, by operations that fit each other, to a tensor. */
export interface RandomProgram {
  readonly shape: Shape;
  readonly values: Float32Array;
  readonly choices: readonly Choice[];
  /** Whether the result is followed by the gradient of its sum with respect to the input. */
  readonly differentiate: boolean;
}

/** What picks an operation, and an operand among the tensors so far. */
interface Choice {
  readonly operation: number;
  readonly operand: number;
}

export const randomPrograms: fc.Arbitrary<RandomProgram> = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      values: fc.float32Array({
        minLength: shape.reduce((a, b) => a * b, 1),
        maxLength: shape.reduce((a, b) => a * b, 1),
        min: -2,
        max: 2,
        noNaN: true,
      }),
      choices: fc.array(fc.record({ operation: fc.nat(1000), operand: fc.nat(1000) }), { minLength: 1, maxLength: 10 }),
      differentiate: fc.boolean(),
    }),
  );

type Operation = (x: Tensor, other: Tensor) => Tensor;

/** Every one takes any shape and keeps it. `other`: a tensor of the same shape. */
const operations: readonly Operation[] = [
  (x) => x.relu(),
  (x) => x.tanh(),
  (x) => x.sigmoid(),
  (x) => x.neg().exp().clip(0, 5),
  (x) => x.mul(0.5).add(1),
  (x) => x.square().sub(x),
  (x, other) => x.add(other),
  (x, other) => x.mul(other),
  (x, other) => x.maximum(other),
  (x, other) => ops.where(x.greater(0), other, x),
  (x) => x.sub(x.mean(-1, { keepDims: true })),
  (x) => x.softmax(-1),
  (x) => x.transpose().tanh().transpose(),
  (x) => x.flatten().reshape(x.shape),
  (x) => rowsOf(x).matmul(rowsOf(x).transpose()).sum(-1).mean().add(x),
  (x) => ops.concat([x, x.mul(2)]).slice([x.shape[0]], [x.shape[0]]),
  (x) => ops.dropout(x, { rate: 0.3, seed: 4, stream: 'program' }),
  (x) => augmentImages(imageOf(x.detach()), { kind: 'generator', zoom: 0.5 }, { seed: 5 }).reshape(x.shape).add(x),
  (x) => x.gather(backwards(x), { axis: 0 }),
  (x) => ops.layerNorm(x, constantLike(x, 1.5), constantLike(x, -0.5)),
  (x) => ops.batchNorm(rowsOf(x), constantLike(x, 2), constantLike(x, 0.25)).reshape(x.shape),
  // Memory that starts with values of the host, or of another tensor, and is then changed in place.
  (x) => {
    const own = constantLike(x, 3);
    ops.movingAverage(own, rowsOf(x.detach()).mean(0), 0.5);
    return x.add(own);
  },
  (x, other) => {
    const own = x.detach().mul(1);
    ops.movingAverage(own, other.detach(), 0.9);
    return x.mul(own);
  },
];

/** x as a matrix of its last axis' rows. */
function rowsOf(x: Tensor): Tensor {
  return x.reshape([x.size / x.shape[x.rank - 1], x.shape[x.rank - 1]]);
}

/** x as one image of one channel. */
function imageOf(x: Tensor): Tensor {
  return rowsOf(x).reshape([1, x.size / x.shape[x.rank - 1], x.shape[x.rank - 1], 1]);
}

/** A value for each place of the last axis. */
function constantLike(x: Tensor, value: number): Tensor {
  return tensor(new Float32Array(x.shape[x.rank - 1]).fill(value), { backend: x.device as Backend });
}

function backwards(x: Tensor): Tensor {
  const indices = Int32Array.from({ length: x.shape[0] }, (_, i) => x.shape[0] - 1 - i);
  return tensor(indices, { dtype: 'int32', backend: x.device as Backend });
}

/** Runs the program on its input: the last tensor, or its gradient. */
export function runProgram({ choices, differentiate }: RandomProgram, x: Tensor): Tensor {
  const made = [x];
  for (const { operation, operand } of choices) {
    const last = made[made.length - 1];
    made.push(operations[operation % operations.length](last, made[operand % made.length]));
  }
  const y = made[made.length - 1];
  return differentiate && y.requiresGrad ? gradients(y.sum(), [x])[0] : y;
}
