import { noGrad } from '../autograd/recording.js';
import type { BuiltLayer } from '../nn/layer.js';
import type { Model } from '../nn/model.js';
import { keep, tidy } from '../tensor/lifetime.js';
import type { Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { copyTensor } from './copy-tensor.js';
import { checkExamples, DeviceExamples, type Examples } from './examples.js';

/** What a layer made of some inputs. */
export interface LayerOutput {
  /** Which layer it was. */
  readonly layer: BuiltLayer;
  /** Of the output for one input: [height, width, channels] of a convolution. */
  readonly shape: Shape;
  /** [inputs, ...shape], row-major. */
  readonly values: Float32Array;
}

/**
 * The output of every layer for a few inputs, in inference mode: feature maps. In the order of computation; of a closing softmax
 * the logits before it. A layer inside of a block comes before the block.
 */
export async function observeLayers(
  model: Model,
  inputs: Pick<Examples, 'count' | 'inputs' | 'inputShape'>,
): Promise<LayerOutput[]> {
  const examples: Examples = { ...inputs, targets: new Int32Array(inputs.count), targetShape: [] };
  checkExamples('observeLayers', examples);
  const data = new DeviceExamples(examples, model);
  const seen: { readonly layer: BuiltLayer; readonly output: Tensor }[] = [];
  try {
    tidy(() =>
      noGrad(() => {
        const { inputs: batch } = data.batch(data.order(null), 0, data.count);
        model.forward(batch, { observe: (layer, output) => seen.push({ layer, output: keep(copyTensor(output)) }) });
      }),
    );
    return await Promise.all(
      seen.map(async ({ layer, output }) => ({
        layer,
        shape: output.shape.slice(1),
        values: Float32Array.from(await output.data()),
      })),
    );
  } finally {
    for (const { output } of seen) output.dispose();
    data.dispose();
  }
}
