import { dense as denseProduct } from '../../ops/dense.js';
import { HandgradError } from '../../tensor/error.js';
import { shapeText } from '../../tensor/shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { splitActivation } from '../activations.js';
import type { Layer } from '../layer.js';
import { checkCount, withDefaults } from '../options.js';
import { checkKernelOptions, kernelAndBias, kernelDefaults, type KernelOptions } from './kernel-and-bias.js';
import { jsonOptions, type NamedOptions } from './named-options.js';

/**
 * Fully connected layer: y = activation(x kernel + bias).
 *
 *     dense(200, { activation: 'relu', kernelRegularizer: l2(0.001) })
 *
 * Input [..., in], output [..., units]; kernel [in, units], bias [units]. Defaults: `kernelDefaults`, which are Keras'.
 * With activation `softmax` as a model's last layer, the model's `forward` gives the logits before it (model.ts).
 */
export function dense(units: number, { name = null, ...given }: NamedOptions<KernelOptions> = {}): Layer {
  checkCount('dense', 'units', units);
  const options = withDefaults('dense', kernelDefaults, given);
  checkKernelOptions('dense', options);
  const { fused, after } = splitActivation(options.activation);
  return {
    kind: 'dense',
    name,
    options: jsonOptions({ units, ...options }),
    build(inputShape, context) {
      if (inputShape.length === 0) {
        throw new HandgradError(
          `dense: the input ${shapeText(inputShape)} has no axis of features, expected [..., features]`,
        );
      }
      const features = inputShape[inputShape.length - 1];
      const [kernel, bias] = kernelAndBias(context, [features, units], options);
      const product = (x: Tensor) => denseProduct(x, kernel.value, { bias: bias?.value ?? null, activation: fused });
      return {
        outputShape: [...inputShape.slice(0, -1), units],
        call: (x) => after(product(x)),
        ...(options.activation === 'softmax' && { callBeforeSoftmax: product }),
      };
    },
  };
}
