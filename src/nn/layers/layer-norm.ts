import { layerNorm as normalizeLayer } from '../../ops/layer-norm.js';
import { HandgradError } from '../../tensor/error.js';
import { shapeText } from '../../tensor/shape.js';
import type { Layer } from '../layer.js';
import { checkPositive, withDefaults } from '../options.js';
import { jsonOptions, type NamedOptions } from './named-options.js';

/** What `layerNorm` can be told; names and defaults are those of Keras' LayerNormalization. */
export interface LayerNormLayerOptions {
  /** Added to the variance. Default 1e-3, as in Keras. */
  epsilon: number;
}

/**
 * Layer normalisation (Ba, Kiros, Hinton 2016) over the last axis: every example by itself, in training as in use.
 * Input [..., features], the same out; gamma, beta: [features].
 */
export function layerNorm({ name = null, ...given }: NamedOptions<LayerNormLayerOptions> = {}): Layer {
  const options = withDefaults('layerNorm', { epsilon: 1e-3 }, given);
  const epsilon = checkPositive('layerNorm', 'epsilon', options.epsilon);
  return {
    kind: 'layerNorm',
    name,
    options: jsonOptions(options),
    build(inputShape, context) {
      if (inputShape.length === 0) {
        throw new HandgradError(
          `layerNorm: the input ${shapeText(inputShape)} has no axis of features, expected [..., features]`,
        );
      }
      const shape = inputShape.slice(-1);
      const gamma = context.parameter({ name: 'gamma', shape, initializer: 'ones' }).value;
      const beta = context.parameter({ name: 'beta', shape, initializer: 'zeros' }).value;
      return { outputShape: inputShape, call: (x) => normalizeLayer(x, gamma, beta, { epsilon }) };
    },
  };
}
