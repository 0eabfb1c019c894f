import type { Model } from 'handgrad';
import type { FirstLayerWeights } from './protocol.js';

/** More pictures than this say no more. */
const MOST_SHOWN = 48;

/**
 * The kernel of the first layer that has one, as pictures: of a dense layer the weights of each unit on the pixels, of a convolution
 * each filter. Null where no layer looks at the image with weights.
 */
export async function firstLayerWeights(model: Model): Promise<FirstLayerWeights | null> {
  const [imageHeight, imageWidth, channels] = model.inputShape;
  const layer = model.layers.find(({ parameters }) => parameters.length > 0);
  const kernel = layer?.parameters.find(({ name }) => name.endsWith('/kernel'))?.value;
  if (!layer || !kernel) return null;
  const { shape } = kernel;
  const units = shape[shape.length - 1];
  const isConvolution = shape.length === 4;
  if (!isConvolution && shape[0] !== imageHeight * imageWidth * channels) return null;
  const [height, width] = isConvolution ? shape : [imageHeight, imageWidth];
  const shown = Math.min(units, MOST_SHOWN);
  const values = unitsApart(await kernel.data(), { pixels: height * width, channels, units, shown });
  return { layer: layer.name, units, shown, height, width, values };
}

/** [pixels, channels, units] as [shown, pixels], the mean over the channels. */
function unitsApart(
  kernel: ArrayLike<number>,
  { pixels, channels, units, shown }: Readonly<Record<'pixels' | 'channels' | 'units' | 'shown', number>>,
): Float32Array {
  const values = new Float32Array(shown * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let unit = 0; unit < shown; unit++) {
        values[unit * pixels + pixel] += kernel[(pixel * channels + channel) * units + unit] / channels;
      }
    }
  }
  return values;
}
