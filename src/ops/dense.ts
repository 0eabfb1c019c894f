import { defineOperation } from '../autograd/define-operation.js';
import type { FusedActivation } from '../backend/kernels.js';
import { run } from '../backend/run.js';
import { HandgradError } from '../tensor/error.js';
import { shapeText, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { activationGradient } from './activation-gradient.js';
import { commonFloatDtype } from './same-dtype.js';

/** What a dense product does beside multiplying. */
export interface DenseOptions {
  /** Added to every row: [out]. Default: none. */
  bias?: Tensor | null;
  /** Applied to the sums in the same pass over memory. Default linear. */
  activation?: FusedActivation;
}

/**
 * The fully connected product y = activation(x w + bias), in one kernel.
 *
 *     dense(x, w, { bias, activation: 'relu' })
 *
 * x: [..., in], two axes or more; w: [in, out]; bias: [out]; y: [..., out].
 * @throws {HandgradError} when shapes or dtypes do not fit together.
 */
export function dense(x: Tensor, w: Tensor, { bias = null, activation = 'linear' }: DenseOptions = {}): Tensor {
  if (x.rank < 2 || w.rank !== 2) {
    throw new HandgradError(
      `dense: the input needs the axes [..., in] and the kernel [in, out], found ${shapeText(x.shape)} and ${shapeText(w.shape)}`,
    );
  }
  const [inputs, outputs] = w.shape;
  if (x.shape[x.rank - 1] !== inputs) {
    throw new HandgradError(
      `dense: the input has ${x.shape[x.rank - 1]} features, the kernel expects ${inputs} ` +
        `(input ${shapeText(x.shape)}, kernel ${shapeText(w.shape)})`,
    );
  }
  if (bias && (bias.rank !== 1 || bias.shape[0] !== outputs)) {
    throw new HandgradError(
      `dense: the bias needs shape [${outputs}], one number for each output, found ${shapeText(bias.shape)}`,
    );
  }
  commonFloatDtype('dense', { input: x, kernel: w, bias });
  return denseOperation([x, w, bias], { activation });
}

/**
 * The product itself, with x's leading axes seen as rows: x is [R, in], y is [R, out].
 *
 *   z = x w + bias        y = activation(z)
 *
 *   dL/dz = dL/dy activation'(z), through y        dL/dx = dz w^T
 *   dL/dbias = sum of dz over the rows             dL/dw = x^T dz
 */
export const denseOperation = defineOperation<
  [x: Tensor, w: Tensor, bias: Tensor | null],
  { activation: FusedActivation }
>('dense', {
  forward: ([x, w, bias], { activation }) => {
    const [inputs, outputs] = w.shape;
    const leading = x.shape.slice(0, -1);
    const [y] = run('matmul', [x, w, bias], [{ shape: [...leading, outputs], dtype: x.dtype }], {
      batch: 1,
      m: sizeOf(leading),
      n: outputs,
      k: inputs,
      transposeA: false,
      transposeB: false,
      batchStrideA: 0,
      batchStrideB: 0,
      activation,
    });
    return y;
  },
  backward: (dy, { inputs: [x, w, bias], y, attributes: { activation } }) => {
    const dz = rows(activation === 'linear' ? dy : activationGradient([dy, y], { activation }));
    return [
      () => dz.matmul(w, { transposeB: true }).reshape(x.shape),
      () => rows(x).matmul(dz, { transposeA: true }),
      bias && (() => dz.sum(0)),
    ];
  },
});

/** The leading axes as one. */
function rows(x: Tensor): Tensor {
  return x.rank === 2 ? x : x.reshape([sizeOf(x.shape.slice(0, -1)), x.shape[x.rank - 1]]);
}
