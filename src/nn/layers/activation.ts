import type { Layer } from '../layer.js';
import { withDefaults } from '../options.js';
import { applyActivation, checkActivation, type ActivationName } from '../activations.js';
import type { NamedOptions } from './named-options.js';

/**
 * An activation as a layer of its own: `activation('gelu')`. Any input shape, the same out; softmax runs along the last axis.
 * Relu, sigmoid and tanh are cheaper as the `activation` of the dense or convolutional layer before.
 */
export function activation(
  activationName: ActivationName,
  { name = null, ...given }: NamedOptions<object> = {},
): Layer {
  checkActivation('activation', activationName);
  withDefaults('activation', {}, given);
  return {
    kind: 'activation',
    name,
    options: { activation: activationName },
    build: (inputShape) => ({
      outputShape: inputShape,
      call: (x) => applyActivation(x, activationName),
      ...(activationName === 'softmax' && { callBeforeSoftmax: (x) => x }),
    }),
  };
}
