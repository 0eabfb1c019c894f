import { globalAveragePool2d as poolGlobally } from '../../ops/global-pool2d.js';
import type { Layer } from '../layer.js';
import { withDefaults } from '../options.js';
import { checkImageShape } from './image-shape.js';
import type { NamedOptions } from './named-options.js';

/** The mean of each channel over the whole image (Lin, Chen, Yan 2013). Input [height, width, channels], output [channels]. */
export function globalAveragePool2d({ name = null, ...given }: NamedOptions<object> = {}): Layer {
  withDefaults('globalAveragePool2d', {}, given);
  return {
    kind: 'globalAveragePool2d',
    name,
    options: {},
    build: (inputShape) => ({
      outputShape: [checkImageShape('globalAveragePool2d', inputShape)[2]],
      call: poolGlobally,
    }),
  };
}
