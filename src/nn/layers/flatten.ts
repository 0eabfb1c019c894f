import { sizeOf } from '../../tensor/shape.js';
import type { Layer } from '../layer.js';
import { withDefaults } from '../options.js';
import type { NamedOptions } from './named-options.js';

/** Every example as one row: any input shape, output [its size], row-major. No element moves. */
export function flatten({ name = null, ...given }: NamedOptions<object> = {}): Layer {
  withDefaults('flatten', {}, given);
  return {
    kind: 'flatten',
    name,
    options: {},
    build: (inputShape) => ({
      outputShape: [sizeOf(inputShape)],
      call: (x) => x.reshape([x.shape[0], sizeOf(inputShape)]),
    }),
  };
}
