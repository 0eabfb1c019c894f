import type { Backend } from '../backend/backend.js';
import { referenceBackend } from '../backend/reference/reference-backend.js';
import { tensor, zeros } from '../ops/create.js';
import { anyValues, awayFromZero, distinct, type GradientCase, type InputSpecification } from '../ops/gradient-case.js';
import { initialValues } from '../tensor/initializers.js';
import type { Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { LayerKind } from './description.js';
import type { BuildContext, Layer } from './layer.js';
import * as layers from './layers/index.js';
import type { ParameterSpecification } from './parameter.js';

/**
 * What every layer is checked on, in the form of the operations' cases (src/ops/gradient-case.ts): the inputs are a batch and the
 * layer's trainable parameters, so that the derivative with respect to each of them is compared with differences.
 */
export const layerGradientCases: Readonly<Record<LayerKind | 'block', readonly GradientCase[]>> = {
  dense: (['linear', 'sigmoid', 'tanh', 'gelu', 'softmax'] as const).map((activation) =>
    ofLayer(`with activation ${activation}`, layers.dense(3, { activation }), [4]),
  ),
  conv2d: [
    ofLayer('valid', layers.conv2d(2, 3, { activation: 'tanh' }), [4, 5, 2]),
    ofLayer(
      'same and strided, without bias',
      layers.conv2d(3, 2, { strides: 2, padding: 'same', useBias: false }),
      [5, 4, 1],
    ),
    ofLayer('dilated', layers.conv2d(1, [2, 1], { dilation: 2, activation: 'silu' }), [4, 2, 2]),
  ],
  maxPool2d: [
    ofLayer('tiling', layers.maxPool2d(), [4, 5, 2], distinct),
    ofLayer('overlapping', layers.maxPool2d(3, { strides: 1, padding: 'same' }), [4, 3, 1], distinct),
  ],
  averagePool2d: [
    ofLayer('tiling', layers.averagePool2d(), [4, 5, 2]),
    ofLayer('overlapping', layers.averagePool2d(3, { strides: 2, padding: 'same' }), [4, 3, 1]),
  ],
  globalAveragePool2d: [ofLayer('an image', layers.globalAveragePool2d(), [3, 2, 4])],
  flatten: [ofLayer('an image', layers.flatten(), [3, 2, 2])],
  batchNorm: [
    ofLayer('rows, in training', layers.batchNorm(), [3], anyValues, true),
    ofLayer('images, in training', layers.batchNorm(), [2, 3, 2], anyValues, true),
    ofLayer('images, in use', layers.batchNorm(), [2, 3, 2]),
  ],
  layerNorm: [ofLayer('the last of two axes', layers.layerNorm(), [2, 4])],
  dropout: [
    ofLayer('in training', layers.dropout(0.4), [4, 3], anyValues, true),
    ofLayer('in use', layers.dropout(0.4), [4, 3]),
  ],
  activation: (['relu', 'leakyRelu', 'elu', 'selu', 'gelu', 'silu', 'softplus', 'softmax'] as const).map((name) =>
    ofLayer(name, layers.activation(name), [5], awayFromZero),
  ),
  block: [
    ofLayer('a residual connection around two layers', residual(), [3]),
    ofLayer('one layer used twice', twice(), [3]),
  ],
};

function residual(): Layer {
  const inner = { first: layers.dense(4, { activation: 'tanh' }), second: layers.dense(3) };
  return layers.block(inner, (x, { first, second }) => x.add(second(first(x))));
}

function twice(): Layer {
  return layers.block({ shared: layers.dense(3, { activation: 'sigmoid' }) }, (x, { shared }) => shared(shared(x)));
}

/** A case of two examples; the parameters come after the batch, in the order in which the layer makes them. */
function ofLayer(
  covers: string,
  layer: Layer,
  inputShape: Shape,
  values: (...shape: number[]) => InputSpecification = anyValues,
  training = false,
): GradientCase {
  return {
    covers,
    // Found out when asked for, not when this file is loaded: a layer has to be built to know.
    get inputs() {
      return [values(2, ...inputShape), ...parameterShapes(layer, inputShape).map((shape) => anyValues(...shape))];
    },
    apply(x, ...parameters) {
      const remaining = [...parameters];
      const { call } = layer.build(
        inputShape,
        contextOf(x.device as Backend, () => remaining.shift()!),
      );
      return call(x, { training, seed: 0, step: 0 });
    },
  };
}

function parameterShapes(layer: Layer, inputShape: Shape): Shape[] {
  const backend = referenceBackend();
  const shapes: Shape[] = [];
  const context = contextOf(backend, ({ shape }) => {
    shapes.push(shape);
    return zeros(shape, { dtype: 'float64', backend });
  });
  layer.build(inputShape, context);
  return shapes;
}

/** A context in which trainable parameters come from `take`; the others start as they should. */
function contextOf(backend: Backend, take: (specification: ParameterSpecification) => Tensor): BuildContext {
  const place = { dtype: 'float64', backend } as const;
  const context: BuildContext = {
    name: 'layer',
    parameter(specification) {
      const { name, shape, initializer, trainable = true, penalty = null } = specification;
      const value = trainable
        ? take(specification)
        : tensor(initialValues(initializer, shape, 0, name), { ...place, shape });
      return { name, value, trainable, penalty };
    },
    layer(inner, name, inputShape) {
      const { kind, options } = inner;
      return { name, kind, options, inputShape, parameters: [], layers: [], ...inner.build(inputShape, context) };
    },
    sample: (shape) => zeros([1, ...shape], place),
  };
  return context;
}
