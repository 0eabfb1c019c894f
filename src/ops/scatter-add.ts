import { defineOperation } from '../autograd/define-operation.js';
import { run } from '../backend/run.js';
import { HandgradError } from '../tensor/error.js';
import { sameShape, shapeText, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { checkComputable } from './elementwise.js';
import { checkIndices } from './indices.js';

/**
 * Rows added up by index, the transpose of `gather`: y[o, l, i] = sum of x[o, j, i] over all j with indices[j] = l, added in
 * the order of j. An index outside is left out.
 *
 *   dL/dx[o, j, i] = dL/dy[o, indices[j], i] (`gather`)
 *
 * x: [..., indices' shape, ...] with indices' axes from `axis` on, float; indices: int32, no gradient;
 * y: [..., length, ...].
 */
export const scatterAdd = defineOperation<[x: Tensor, indices: Tensor], { axis: number; length: number }>(
  'scatterAdd',
  {
    forward: ([x, indices], { axis, length }) => {
      checkComputable('scatterAdd', x);
      checkIndices('scatterAdd', indices);
      if (!sameShape(x.shape.slice(axis, axis + indices.rank), indices.shape)) {
        throw new HandgradError(
          `scatterAdd: ${shapeText(x.shape)} does not have the indices' axes ${shapeText(indices.shape)} from axis ${axis} on`,
        );
      }
      const [outerShape, innerShape] = [x.shape.slice(0, axis), x.shape.slice(axis + indices.rank)];
      const shape = [...outerShape, length, ...innerShape];
      const [y] = run('scatterAdd', [x, indices], [{ shape, dtype: x.dtype }], {
        outer: sizeOf(outerShape),
        length,
        inner: sizeOf(innerShape),
        count: indices.size,
      });
      return y;
    },
    backward: (dy, { inputs: [, indices], attributes: { axis } }) => [() => dy.gather(indices, { axis }), null],
  },
);
