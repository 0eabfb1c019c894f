import { gradients, tensor, tidy, type Model } from 'handgrad';
import type { ModelInputs } from '../../../src/data/preprocess/preprocess.js';
import type { Tile } from '../../../src/report/run/tile.js';

/**
 * How much each pixel of one image speaks for or against a class: |dz/dx|, z being the class's logit; of several channels the
 * strongest.
 *
 * Source: Simonyan, Vedaldi and Zisserman, "Deep inside convolutional networks", 2013. The logit, not the probability: where the
 * network is sure, the softmax is flat and its gradient vanishes.
 */
export async function saliency(model: Model, image: ModelInputs, digit: number): Promise<Tile> {
  const [height, width, channels] = image.inputShape;
  const gradient = tidy(() => {
    const { dtype, backend } = model;
    const x = tensor(floats(image.inputs), { shape: [1, ...image.inputShape], dtype, backend, requiresGrad: true });
    const logits = model.forward(x);
    const chosen = Float32Array.from({ length: logits.size }, (_, i) => (i === digit ? 1 : 0));
    const upstream = tensor(chosen, { shape: logits.shape, dtype, backend });
    return gradients(logits, [x], { upstream })[0];
  });
  const values = Float32Array.from(await gradient.data());
  gradient.dispose();
  const strongest = (pixel: number) => {
    const ofPixel = values.subarray(pixel * channels, (pixel + 1) * channels);
    return ofPixel.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  };
  return {
    height,
    width,
    values: Float32Array.from({ length: height * width }, (_, pixel) => strongest(pixel)),
    caption: '',
  };
}

/** As a training cuts its batches: bytes count as 1/255 of themselves. */
function floats(inputs: Uint8Array | Float32Array): Float32Array {
  return inputs instanceof Float32Array ? inputs : Float32Array.from(inputs, (byte) => byte / 255);
}
