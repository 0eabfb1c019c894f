import type { Padding } from '../../ops/convolution-geometry.js';
import { HandgradError } from '../../tensor/error.js';
import { shapeText, type Shape } from '../../tensor/shape.js';

/** The shape of one image. @throws {HandgradError} naming the layer's kind when it is none. */
export function checkImageShape(kind: string, shape: Shape): [height: number, width: number, channels: number] {
  const [height, width, channels] = shape;
  if (shape.length === 3) return [height, width, channels];
  throw new HandgradError(
    `${kind}: the input is ${shapeText(shape)}, expected images [height, width, channels]; ` +
      `give the model such an inputShape and put flatten() after the last layer of images`,
  );
}

/** @throws {HandgradError} when `padding` is not even of a form that padding can have; its numbers are checked with the shapes. */
export function checkPadding(kind: string, padding: Padding): Padding {
  const isForm = padding === 'valid' || padding === 'same' || typeof padding === 'number';
  if (isForm || (padding !== null && typeof padding === 'object')) return padding;
  throw new HandgradError(
    `${kind}: unknown padding ${JSON.stringify(padding)} (known: valid, same, a number of pixels, { top, bottom, left, right })`,
  );
}
