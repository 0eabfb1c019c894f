import { HandgradError } from '../tensor/error.js';
import { normalizeAxis, sameShape, shapeText } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { concat } from './concat.js';
import { expandDims } from './expand-dims.js';

/**
 * Tensors of one shape side by side along a new axis: y's size there is their number. Composed of expandDims and concat.
 *
 * tensors: at least one, of one shape and dtype; axis: the new one's place in y (default 0).
 * @throws {HandgradError} when there is none or they differ.
 */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  if (tensors.length === 0) throw new HandgradError('stack: the list of tensors is empty');
  const [first] = tensors;
  const place = normalizeAxis('stack', axis, first.rank + 1);
  tensors.forEach(({ shape }, i) => {
    if (!sameShape(shape, first.shape)) {
      throw new HandgradError(
        `stack: tensors 0 and ${i} differ in shape: ${shapeText(first.shape)} and ${shapeText(shape)}`,
      );
    }
  });
  return concat(
    tensors.map((x) => expandDims(x, place)),
    place,
  );
}
