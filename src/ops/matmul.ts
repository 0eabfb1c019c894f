import { defineOperation, type Operation } from '../autograd/define-operation.js';
import { run } from '../backend/run.js';
import { HandgradError } from '../tensor/error.js';
import { broadcastShapes, sameShape, shapeText, sizeOf, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { commonFloatDtype } from './same-dtype.js';

/** Which sides of a product are read transposed (over their last two axes). */
export interface MatmulAttributes {
  /** Whether the left side is read transposed. Default false. */
  transposeA?: boolean;
  /** Whether the right side is read transposed. Default false. */
  transposeB?: boolean;
}

/**
 * Matrix product over the last two axes, the axes before them broadcast: y = op(a) op(b), op = transpose where asked.
 *
 *   y = a b:      dL/da = dL/dy b^T       dL/db = a^T dL/dy
 *   y = a^T b:    dL/da = b dL/dy^T       dL/db = a dL/dy
 *   y = a b^T:    dL/da = dL/dy b         dL/db = dL/dy^T a
 *   y = a^T b^T:  dL/da = b^T dL/dy^T     dL/db = dL/dy^T a^T
 *
 * a: [..., M, K] (or [..., K, M]), b: [..., K, N] (or [..., N, K]), one float dtype; y: [..., M, N].
 */
export const matmul: Operation<[a: Tensor, b: Tensor], MatmulAttributes> = defineOperation('matmul', {
  forward: ([a, b], attributes) => product(a, b, attributes),
  backward: (dy, { inputs: [a, b], attributes: { transposeA: ta = false, transposeB: tb = false } }) => [
    () => (ta ? matmul([b, dy], { transposeA: tb, transposeB: true }) : matmul([dy, b], { transposeB: !tb })),
    () => (tb ? matmul([dy, a], { transposeA: true, transposeB: ta }) : matmul([a, dy], { transposeA: !ta })),
  ],
});

function product(a: Tensor, b: Tensor, { transposeA = false, transposeB = false }: MatmulAttributes): Tensor {
  if (a.rank < 2 || b.rank < 2) {
    throw new HandgradError(
      `matmul: both sides need two axes or more, found ${shapeText(a.shape)} and ${shapeText(b.shape)}`,
    );
  }
  const dtype = commonFloatDtype('matmul', { 'left side': a, 'right side': b });
  const [m, kA] = matrixShape(a.shape, transposeA);
  const [kB, n] = matrixShape(b.shape, transposeB);
  if (kA !== kB) {
    throw new HandgradError(
      `matmul: the inner sizes differ, ${kA} and ${kB} ` +
        `(${shapeText(a.shape)}${transposeA ? ' transposed' : ''} times ${shapeText(b.shape)}${transposeB ? ' transposed' : ''})`,
    );
  }
  const batchShape = broadcastShapes('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  const left = withBatch(a, batchShape);
  const right = withBatch(b, batchShape);
  const [y] = run('matmul', [left, right, null], [{ shape: [...batchShape, m, n], dtype }], {
    batch: sizeOf(batchShape),
    m,
    n,
    k: kA,
    transposeA,
    transposeB,
    batchStrideA: left.rank === 2 ? 0 : m * kA,
    batchStrideB: right.rank === 2 ? 0 : kA * n,
    activation: 'linear',
  });
  return y;
}

function matrixShape(shape: Shape, transposed: boolean): [rows: number, columns: number] {
  const [rows, columns] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

/** The operand with all the batch's matrices in memory, or a single matrix, which the kernel can reuse for all of them. */
function withBatch(x: Tensor, batchShape: Shape): Tensor {
  const matrix = x.shape.slice(-2);
  if (sizeOf(x.shape.slice(0, -2)) === 1) return x.view(matrix);
  return sameShape(x.shape.slice(0, -2), batchShape) ? x : x.broadcastTo([...batchShape, ...matrix]);
}
