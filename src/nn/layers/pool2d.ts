import { averagePool2d as poolAverage } from '../../ops/average-pool2d.js';
import type { Padding, Pair } from '../../ops/convolution-geometry.js';
import { maxPool2d as poolMax } from '../../ops/max-pool2d.js';
import { pool2dGeometry, type Pool2dOptions } from '../../ops/pool2d-geometry.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Layer } from '../layer.js';
import { checkPair, withDefaults } from '../options.js';
import { checkImageShape, checkPadding } from './image-shape.js';
import { jsonOptions, type NamedOptions } from './named-options.js';

/** What `maxPool2d` and `averagePool2d` can be told. */
export interface Pool2dLayerOptions {
  /** How far apart windows begin. Default null: the window's size, so that they tile the image. */
  strides: Pair | null;
  /** Default `valid`: rows and columns that fill no window are dropped. */
  padding: Padding;
}

/**
 * The largest value of each window, channel by channel.
 *
 *     maxPool2d()      maxPool2d(3)      maxPool2d([2, 3], { strides: 1, padding: 'same' })
 *
 * Input [height, width, channels], output [outHeight, outWidth, channels]. Default window 2, as in Keras.
 */
export function maxPool2d(poolSize: Pair = 2, options: NamedOptions<Pool2dLayerOptions> = {}): Layer {
  return pool2d('maxPool2d', poolMax, poolSize, options);
}

/** The mean of each window, channel by channel; padding does not count. Shapes and defaults as `maxPool2d`. */
export function averagePool2d(poolSize: Pair = 2, options: NamedOptions<Pool2dLayerOptions> = {}): Layer {
  return pool2d('averagePool2d', poolAverage, poolSize, options);
}

function pool2d(
  kind: string,
  pool: (x: Tensor, options: Pool2dOptions) => Tensor,
  poolSize: Pair,
  { name = null, ...given }: NamedOptions<Pool2dLayerOptions>,
): Layer {
  const window = checkPair(kind, 'poolSize', poolSize);
  const { strides, padding } = withDefaults<Pool2dLayerOptions>(kind, { strides: null, padding: 'valid' }, given);
  const options: Pool2dOptions = {
    window,
    strides: strides === null ? window : checkPair(kind, 'strides', strides),
    padding: checkPadding(kind, padding),
  };
  return {
    kind,
    name,
    options: jsonOptions({ poolSize, strides, padding }),
    build(inputShape) {
      const channels = checkImageShape(kind, inputShape)[2];
      const { outHeight, outWidth } = pool2dGeometry(kind, [1, ...inputShape], options);
      return { outputShape: [outHeight, outWidth, channels], call: (x) => pool(x, options) };
    },
  };
}
