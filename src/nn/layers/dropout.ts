import { dropout as drop } from '../../ops/dropout.js';
import type { Layer } from '../layer.js';
import { checkFraction, withDefaults } from '../options.js';
import type { NamedOptions } from './named-options.js';

/**
 * Dropout (Srivastava et al. 2014): in training every number is dropped with probability `rate`, and those that stay are
 * divided by 1 - rate, so that the expectation is unchanged; in use nothing happens. Any input shape, the same out.
 *
 * What is dropped depends on the seed, the layer's name (stream `dropout/<name>`) and the step alone. Two calls in one step
 * (within a block) drop the same places; give each place its own layer.
 * rate: 0 <= rate < 1.
 */
export function dropout(rate: number, { name = null, ...given }: NamedOptions<object> = {}): Layer {
  withDefaults('dropout', {}, given);
  checkFraction('dropout', 'rate', rate);
  return {
    kind: 'dropout',
    name,
    options: { rate },
    build: (inputShape, { name: layerName }) => ({
      outputShape: inputShape,
      call: (x, { training, seed, step }) =>
        training && rate > 0 ? drop(x, { rate, seed, stream: `dropout/${layerName}`, step }) : x,
    }),
  };
}
