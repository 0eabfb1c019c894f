import { batchNormInference, batchNormTraining, channelMoments, movingAverage } from '../../ops/batch-norm.js';
import { HandgradError } from '../../tensor/error.js';
import { shapeText } from '../../tensor/shape.js';
import type { Layer } from '../layer.js';
import { checkFraction, checkPositive, withDefaults } from '../options.js';
import { jsonOptions, type NamedOptions } from './named-options.js';

/** What `batchNorm` can be told; names and defaults are those of Keras' BatchNormalization. */
export interface BatchNormLayerOptions {
  /** How much of the moving statistics stays in each training step. Default 0.99. */
  momentum: number;
  /** Added to the variance. Default 1e-3. */
  epsilon: number;
}

/**
 * Batch normalisation (Ioffe & Szegedy 2015): every channel gets mean beta and standard deviation gamma.
 *
 * In training by the batch's own mean and biased variance, and moving = moving * momentum + batch * (1 - momentum) for both; in
 * use by the moving statistics. Defaults are Keras'.
 * Input [..., channels], the same out; gamma, beta, movingMean, movingVariance: [channels], the last two not trainable.
 */
export function batchNorm({ name = null, ...given }: NamedOptions<BatchNormLayerOptions> = {}): Layer {
  const options = withDefaults('batchNorm', { momentum: 0.99, epsilon: 1e-3 }, given);
  const momentum = checkFraction('batchNorm', 'momentum', options.momentum);
  const epsilon = checkPositive('batchNorm', 'epsilon', options.epsilon);
  return {
    kind: 'batchNorm',
    name,
    options: jsonOptions(options),
    build(inputShape, context) {
      if (inputShape.length === 0) {
        throw new HandgradError(
          `batchNorm: the input ${shapeText(inputShape)} has no axis of channels, expected [..., channels]`,
        );
      }
      const shape = inputShape.slice(-1);
      const gamma = context.parameter({ name: 'gamma', shape, initializer: 'ones' }).value;
      const beta = context.parameter({ name: 'beta', shape, initializer: 'zeros' }).value;
      const movingMean = context.parameter({ name: 'movingMean', shape, initializer: 'zeros', trainable: false }).value;
      const movingVariance = context.parameter({
        name: 'movingVariance',
        shape,
        initializer: 'ones',
        trainable: false,
      }).value;
      return {
        outputShape: inputShape,
        call(x, { training }) {
          if (!training) return batchNormInference([x, movingMean, movingVariance, gamma, beta], { epsilon });
          const { mean, variance } = channelMoments(x);
          movingAverage(movingMean, mean, momentum);
          movingAverage(movingVariance, variance, momentum);
          return batchNormTraining([x, gamma, beta], { mean, variance, epsilon });
        },
      };
    },
  };
}
