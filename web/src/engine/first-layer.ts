import type { Model } from 'handgrad';
import { sheetRaster } from '../../../src/report/run/sheet-raster.js';
import { aroundZero } from '../../../src/report/run/tile-shading.js';
import type { Tile } from '../../../src/report/run/tile.js';
import type { FirstLayerWeights } from './protocol.js';

/** More pictures than this say no more. */
const MOST_SHOWN = 48;
const COLUMNS = 8;

/**
 * The kernel of the first layer that has one, as one sheet of pictures: of a dense layer the weights of each unit on the pixels, of a
 * convolution each filter. Null where no layer looks at the image with weights.
 *
 * Drawn here and not by the page: colours for some 40,000 weights several times a second are work that a page would be felt to do.
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
  const values = await kernel.data();
  const tiles = Array.from({ length: shown }, (_, unit): Tile => ({
    height,
    width,
    values: weightsOf(unit, values, { pixels: height * width, channels, units }),
    caption: '',
  }));
  return { layer: layer.name, units, shown, sheet: sheetRaster(tiles, COLUMNS, aroundZero(tiles).shading) };
}

/** Of [pixels, channels, units] the pixels of one unit, the mean over the channels. */
function weightsOf(
  unit: number,
  kernel: ArrayLike<number>,
  { pixels, channels, units }: Readonly<Record<'pixels' | 'channels' | 'units', number>>,
): Float32Array {
  const values = new Float32Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      values[pixel] += kernel[(pixel * channels + channel) * units + unit] / channels;
    }
  }
  return values;
}
