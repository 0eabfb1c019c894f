import { HandgradError } from '../tensor/error.js';
import type { Shape } from '../tensor/shape.js';
import { construction, nameLayers } from './build.js';
import type { Layer } from './layer.js';
import { block, type BlockForward } from './layers/block.js';
import {
  assembleModel,
  checkInputShape,
  originOf,
  type Model,
  type ModelOptions,
  type OutputActivation,
} from './model.js';

/** A model written as code. */
export interface FunctionalModelOptions<L extends Readonly<Record<string, Layer>>> extends ModelOptions {
  /** The shape of one example, without the batch axis. */
  readonly inputShape: Shape;
  /** The layers by name; their parameters are called `<name>/kernel` and so on. */
  readonly layers: L;
  /** From batch to batch; see `block` for what it may do. It gives logits where the model is a classifier. */
  readonly forward: BlockForward<L>;
  /** What `predict` applies to the result of `forward`. Default linear. */
  readonly outputActivation?: OutputActivation | undefined;
}

/**
 * Any model, as code over layers: residual connections, branches, several uses of one layer.
 *
 *     const net = model({
 *       inputShape: [2],
 *       layers: { widen: dense(32, { activation: 'relu' }), inner: dense(32, { activation: 'tanh' }), out: dense(2) },
 *       forward: (x, { widen, inner, out }) => {
 *         const wide = widen(x);
 *         return out(wide.add(inner(wide)));
 *       },
 *     });
 *
 * To repeat such a piece within a sequential model, write it as a `block`. Its description cannot make it again (code is not
 * data): files match it by the names and shapes of its parameters.
 * @throws {HandgradError} as `block`, and when the code ends in softmax: return the logits and set `outputActivation` instead.
 */
export function model<const L extends Readonly<Record<string, Layer>>>(options: FunctionalModelOptions<L>): Model {
  const { name = 'model', inputShape, layers, forward, outputActivation = 'linear' } = options;
  checkInputShape(name, inputShape);
  nameLayers(
    name,
    Object.entries(layers).map(([key, layer]) => ({ ...layer, name: key })),
  );
  const origin = originOf(options);
  const { context, parameters, layers: built } = construction('', origin);
  const { outputShape, call, endsInSoftmax } = block(layers, forward).build(inputShape, context);
  if (endsInSoftmax) {
    throw new HandgradError(
      `${name}: its code ends in softmax, which the loss would apply once more; return the logits and set outputActivation: 'softmax'`,
    );
  }
  return assembleModel(
    { kind: 'functional', name, inputShape, outputShape, layers: built, parameters, outputActivation, call },
    origin,
  );
}
