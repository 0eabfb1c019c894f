import { defineOperation, type Operation } from '../autograd/define-operation.js';
import { run } from '../backend/run.js';
import { HandgradError } from '../tensor/error.js';
import { broadcastShapes, shapeText } from '../tensor/shape.js';
import { Tensor } from '../tensor/tensor.js';
import { asTensor, type TensorLike } from './create.js';

/**
 * Choice, elementwise with broadcasting: y = a where condition is not 0, else b.
 *
 *     where(x.greater(0), x, 0)
 *
 * What is not chosen does not matter, even if it is NaN or infinite.
 * condition: any dtype; a, b: one dtype, or a number for one of them; y: what all three broadcast to.
 * @throws {HandgradError} when the shapes do not broadcast, the dtypes differ, or both a and b are numbers.
 */
export function where(condition: Tensor, a: TensorLike, b: TensorLike): Tensor {
  const beside = [a, b].find((side) => side instanceof Tensor);
  if (!beside) throw new HandgradError(`where: ${String(a)} and ${String(b)} are both numbers; one must be a tensor`);
  return whereOperation([condition, asTensor(a, beside), asTensor(b, beside)]);
}

/**
 * The choice between two tensors.
 *
 *   dL/da = dL/dy where condition is not 0, else 0        dL/db = dL/dy where condition is 0, else 0
 *
 * The condition gets no gradient.
 */
export const whereOperation: Operation<[condition: Tensor, a: Tensor, b: Tensor]> = defineOperation('where', {
  forward: ([condition, a, b]) => {
    if (a.dtype !== b.dtype) {
      throw new HandgradError(
        `where: the two sides differ in dtype: ${a.dtype} ${shapeText(a.shape)} and ${b.dtype} ${shapeText(b.shape)}; cast one of them`,
      );
    }
    const shape = broadcastShapes('where', condition.shape, broadcastShapes('where', a.shape, b.shape));
    const [y] = run('select', [condition, a, b], [{ shape, dtype: a.dtype }], {});
    return y;
  },
  backward: (dy, { inputs: [condition] }) => [null, () => where(condition, dy, 0), () => where(condition, 0, dy)],
});
