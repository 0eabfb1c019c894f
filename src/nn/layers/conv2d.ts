import { conv2d as convolve } from '../../ops/conv2d.js';
import { conv2dGeometry, type Padding, type Pair } from '../../ops/convolution-geometry.js';
import type { Tensor } from '../../tensor/tensor.js';
import { splitActivation } from '../activations.js';
import type { Layer } from '../layer.js';
import { checkCount, checkPair, withDefaults } from '../options.js';
import { checkImageShape, checkPadding } from './image-shape.js';
import { checkKernelOptions, kernelAndBias, kernelDefaults, type KernelOptions } from './kernel-and-bias.js';
import { jsonOptions, type NamedOptions } from './named-options.js';

export interface Conv2dLayerOptions extends KernelOptions {
  /** Default 1. */
  strides: Pair;
  /** Default `valid`. */
  padding: Padding;
  /** Default 1. */
  dilation: Pair;
}

const defaults: Conv2dLayerOptions = { ...kernelDefaults, strides: 1, padding: 'valid', dilation: 1 };

/**
 * Convolution: y = activation(x * kernel + bias), with `filters` kernels of one size.
 *
 *     conv2d(12, 5, { activation: 'relu' })      conv2d(32, [3, 3], { strides: 2, padding: 'same' })
 *
 * Input [height, width, channels], output [outHeight, outWidth, filters]; kernel [kernelHeight, kernelWidth, channels, filters],
 * bias [filters]. Defaults as `kernelDefaults`, and strides 1, padding `valid`, dilation 1: Keras'.
 */
export function conv2d(
  filters: number,
  kernelSize: Pair,
  { name = null, ...given }: NamedOptions<Conv2dLayerOptions> = {},
): Layer {
  checkCount('conv2d', 'filters', filters);
  const [kernelHeight, kernelWidth] = checkPair('conv2d', 'kernelSize', kernelSize);
  const options = withDefaults('conv2d', defaults, given);
  checkKernelOptions('conv2d', options);
  const strides = checkPair('conv2d', 'strides', options.strides);
  const dilation = checkPair('conv2d', 'dilation', options.dilation);
  const padding = checkPadding('conv2d', options.padding);
  const { fused, after } = splitActivation(options.activation);
  return {
    kind: 'conv2d',
    name,
    options: jsonOptions({ filters, kernelSize, ...options }),
    build(inputShape, context) {
      const channels = checkImageShape('conv2d', inputShape)[2];
      const kernelShape = [kernelHeight, kernelWidth, channels, filters];
      const { outHeight, outWidth } = conv2dGeometry([1, ...inputShape], kernelShape, { strides, padding, dilation });
      const [kernel, bias] = kernelAndBias(context, kernelShape, options);
      const convolution = (x: Tensor) =>
        convolve(x, kernel.value, { bias: bias?.value ?? null, strides, padding, dilation, activation: fused });
      return {
        outputShape: [outHeight, outWidth, filters],
        call: (x) => after(convolution(x)),
        ...(options.activation === 'softmax' && { callBeforeSoftmax: convolution }),
      };
    },
  };
}
