import { defineOperation } from '../autograd/define-operation.js';
import { run } from '../backend/run.js';
import type { Tensor } from '../tensor/tensor.js';
import { checkComputable } from './elementwise.js';
import { checkNotEmpty, planReduction, type ReduceAttributes } from './reduce.js';

/**
 * Where the largest element lies along axes: y = the first index l at which x[l] is largest.
 *
 * Along several axes, l counts their elements in row-major order. Constant but for jumps: no gradient passes through.
 * x: any shape, float; y: int32, x's shape without the reduced axes (with size 1 under keepDims).
 */
export const argMax = defineOperation<[x: Tensor], ReduceAttributes>('argMax', {
  forward: ([x], attributes) => {
    checkComputable('argMax', x);
    const { ordered, outer, length, inner, shape } = planReduction('argMax', x, attributes);
    checkNotEmpty('argMax', x, length);
    const [indices] = run('argMax', [ordered], [{ shape, dtype: 'int32' }], { outer, length, inner });
    return indices;
  },
  backward: null,
});
