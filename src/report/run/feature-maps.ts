import type { Model } from '../../nn/model.js';
import type { Examples } from '../../train/examples.js';
import { observeLayers, type LayerOutput } from '../../train/observe-layers.js';
import type { Tile, TileSheet } from './tile.js';

/** More maps of a layer than these are not shown. */
const MOST_MAPS = 64;
const COLUMNS = 16;
/** Outputs of a dense layer are laid in rows of at most so many. */
const STRIP = 50;
/** What these layers put out is what they got, in another arrangement. */
const SAME_VALUES = ['flatten', 'dropout'];

/**
 * What every layer makes of one image: a picture for each channel of an image, one strip for a vector. Layers that only pass on
 * (flatten, dropout) are left out.
 */
export async function featureMaps(
  model: Model,
  example: Pick<Examples, 'count' | 'inputs' | 'inputShape'>,
): Promise<TileSheet[]> {
  const outputs = await observeLayers(model, example);
  return outputs
    .filter(({ layer, shape }) => !SAME_VALUES.includes(layer.kind) && (shape.length === 3 || shape.length === 1))
    .map((output) => (output.shape.length === 3 ? maps(output) : strip(output)));
}

function maps({ layer, shape, values }: LayerOutput): TileSheet {
  const [height, width, channels] = shape;
  const shown = Math.min(channels, MOST_MAPS);
  const tiles = Array.from({ length: shown }, (_, channel) => ({
    height,
    width,
    values: Float32Array.from({ length: height * width }, (_, at) => values[at * channels + channel]),
    caption: String(channel + 1),
  }));
  const of = shown < channels ? `the first ${shown} of ${channels}` : String(channels);
  return { title: `${layer.name}: ${of} maps of ${height} x ${width}`, tiles, columns: Math.min(shown, COLUMNS) };
}

function strip({ layer, shape, values }: LayerOutput): TileSheet {
  const [units] = shape;
  const width = Math.min(units, STRIP);
  const height = Math.ceil(units / width);
  const padded = new Float32Array(width * height).fill(NaN);
  padded.set(values.subarray(0, units));
  const tile: Tile = { height, width, values: padded, caption: '' };
  return { title: `${layer.name}: ${units} values`, tiles: [tile], columns: 1 };
}
