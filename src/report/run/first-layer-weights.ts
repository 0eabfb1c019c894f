import type { BuiltLayer } from '../../nn/layer.js';
import type { Model } from '../../nn/model.js';
import { sizeOf } from '../../tensor/shape.js';
import { kernelOf, valuesOf } from './kernel-of.js';
import type { Tile, TileSheet } from './tile.js';

/** More neurons than these are not shown. */
const MOST_NEURONS = 256;
const COLUMNS = 16;
/** As the notebook does: the first ones in one row. */
const FIRST = 10;

/** What each neuron of the first layer looks at. */
export interface FirstLayerWeights {
  readonly layer: string;
  /** [inputs, units] */
  readonly shape: readonly number[];
  /** The first ten neurons in one row. */
  readonly first: TileSheet;
  /** All of them, the first 256 where there are more. */
  readonly all: TileSheet;
}

/**
 * The weights of the first dense layer as images, one for each neuron: column n of the kernel in the shape of the input image. Null
 * where the first layer that learns is no dense one, or what it sees is not the image.
 */
export async function firstLayerWeights(model: Model): Promise<FirstLayerWeights | null> {
  const layer = denseOnImage(model);
  if (layer === null) return null;
  const { shape } = kernelOf(layer).value;
  const values = await valuesOf(kernelOf(layer));
  const [inputs, units] = shape;
  const [height, width, channels] = model.inputShape;
  const neuron = (unit: number): Tile[] =>
    Array.from({ length: channels }, (_, channel) => ({
      height,
      width,
      values: Float32Array.from(
        { length: height * width },
        (_, at) => values[(at * channels + channel) * units + unit],
      ),
      caption: channels === 1 ? String(unit + 1) : `${unit + 1}, channel ${channel + 1}`,
    }));
  const tiles = (count: number) => Array.from({ length: Math.min(count, units) }, (_, unit) => neuron(unit)).flat();
  const shown = Math.min(units, MOST_NEURONS);
  const of = shown < units ? `the first ${shown} of ${units} neurons` : `all ${units} neurons`;
  return {
    layer: layer.name,
    shape: [inputs, units],
    first: {
      title: `${layer.name}: weights of the first ${Math.min(FIRST, units)} neurons`,
      tiles: tiles(FIRST),
      columns: FIRST,
    },
    all: { title: `${layer.name}: weights of ${of}`, tiles: tiles(MOST_NEURONS), columns: COLUMNS },
  };
}

/** The dense layer that sees the image as it is, pixel by pixel. */
function denseOnImage({ layers, inputShape }: Model): BuiltLayer | null {
  if (inputShape.length !== 3) return null;
  const first = layers.find(({ parameters }) => parameters.length > 0);
  if (first?.kind !== 'dense' || first.inputShape.length !== 1) return null;
  return first.inputShape[0] === sizeOf(inputShape) ? first : null;
}
