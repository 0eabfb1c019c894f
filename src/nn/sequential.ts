import { HandgradError } from '../tensor/error.js';
import type { Shape } from '../tensor/shape.js';
import { construction, nameLayers } from './build.js';
import type { BuiltLayer, CallContext, Layer } from './layer.js';
import { assembleModel, checkInputShape, originOf, type Model, type ModelOptions } from './model.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * A model that is a chain of layers, built and initialised at once.
 *
 *     const mlp = sequential([flatten(), dense(200, { activation: 'relu' }), dense(10)], { inputShape: [28, 28, 1], seed: 1 });
 *
 * `inputShape`: the shape of one example, without the batch axis.
 * @throws {HandgradError} naming the layer when it cannot take what the one before it gives.
 */
export function sequential(layers: readonly Layer[], options: ModelOptions & { readonly inputShape: Shape }): Model {
  const { name = 'sequential', inputShape } = options;
  checkInputShape(name, inputShape);
  if (layers.length === 0) throw new HandgradError(`${name}: a model needs at least one layer`);
  const origin = originOf(options);
  const { context, parameters, layers: built } = construction('', origin);
  const names = nameLayers(name, layers);
  let shape = inputShape;
  layers.forEach((layer, i) => {
    shape = context.layer(layer, names[i], shape).outputShape;
  });
  const last = built[built.length - 1];
  checkEnd(name, last);
  const chain = built.map((layer) => (layer === last ? (layer.callBeforeSoftmax ?? layer.call) : layer.call));
  return assembleModel(
    {
      kind: 'sequential',
      name,
      inputShape,
      outputShape: shape,
      layers: built,
      parameters,
      outputActivation: last.callBeforeSoftmax ? 'softmax' : 'linear',
      call: (x: Tensor, callContext: CallContext) => chain.reduce((value, call) => call(value, callContext), x),
    },
    origin,
  );
}

function checkEnd(model: string, { name, endsInSoftmax }: BuiltLayer): void {
  if (!endsInSoftmax) return;
  throw new HandgradError(
    `${model}: the code of the last layer '${name}' ends in softmax, which the loss would apply once more; ` +
      `return the logits there and put activation('softmax') behind it`,
  );
}
