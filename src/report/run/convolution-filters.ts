import type { BuiltLayer } from '../../nn/layer.js';
import type { Model } from '../../nn/model.js';
import { kernelOf, valuesOf } from './kernel-of.js';
import type { TileSheet } from './tile.js';

/** More filters or input channels than these are not shown. */
const MOST_FILTERS = 32;
const MOST_CHANNELS = 16;

/**
 * The kernels of every convolution: a column for each filter, a row for each channel of the input that it looks at. Empty where a
 * model has none.
 */
export async function convolutionFilters({ layers }: Model): Promise<TileSheet[]> {
  return Promise.all(layers.filter(({ kind }) => kind === 'conv2d').map(filtersOf));
}

async function filtersOf(layer: BuiltLayer): Promise<TileSheet> {
  const kernel = kernelOf(layer);
  const values = await valuesOf(kernel);
  const [height, width, channels, filters] = kernel.value.shape;
  const columns = Math.min(filters, MOST_FILTERS);
  const rows = Math.min(channels, MOST_CHANNELS);
  const tile = (channel: number, filter: number) => ({
    height,
    width,
    values: Float32Array.from(
      { length: height * width },
      (_, at) => values[(at * channels + channel) * filters + filter],
    ),
    caption: channel === 0 ? String(filter + 1) : '',
  });
  const tiles = Array.from({ length: rows * columns }, (_, i) => tile(Math.floor(i / columns), i % columns));
  return {
    title: `${layer.name}: ${partText(columns, filters, 'filter')} on ${partText(rows, channels, 'channel')}`,
    tiles,
    columns,
  };
}

/** `12 filters`, `the first 32 of 64 filters`. */
function partText(shown: number, all: number, what: string): string {
  const plural = all === 1 ? what : `${what}s`;
  return shown < all ? `the first ${shown} of ${all} ${plural}` : `${all} ${plural}`;
}
