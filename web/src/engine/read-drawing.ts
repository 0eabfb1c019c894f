import { predict, predictedClasses, type Model } from 'handgrad';
import { prepareDigit } from '../../../src/data/prepare-digit.js';
import type { ModelInputs } from '../../../src/data/preprocess/preprocess.js';
import { GREY_LEVELS, shadedRaster, type Raster } from '../../../src/report/raster.js';
import { featureMaps } from '../../../src/report/run/feature-maps.js';
import { sheetRaster } from '../../../src/report/run/sheet-raster.js';
import { amounts } from '../../../src/report/run/tile-shading.js';
import type { Stroke } from '../draw/strokes.js';
import { inkStrokes } from './ink-strokes.js';
import type { Run } from './run.js';
import { saliency } from './saliency.js';

const SIDE = 28;
/** On the page, in pixels: a feature map, and a value of a dense layer. */
const TILE_WIDTH = 72;
const VALUE_WIDTH = 18;

/** What a network makes of a drawing. */
export interface DrawingReading {
  /** As the network sees it, 28 x 28. */
  readonly seen: Raster;
  /** What was done to the drawing, a phrase for each step. */
  readonly steps: readonly string[];
  /** One for each digit. */
  readonly probabilities: readonly number[];
  readonly prediction: number;
  /** Which pixels speak for or against `digit`. */
  readonly saliency: { readonly digit: number; readonly raster: Raster };
  /** What each layer puts out, in the order of computation. */
  readonly layers: readonly LayerPicture[];
}

/** The output of a layer, as one picture. */
export interface LayerPicture {
  /** `conv2d: 8 maps of 26 x 26` */
  readonly title: string;
  /** What its colours mean. */
  readonly scale: string;
  readonly raster: Raster;
  /** How wide it is shown where there is room, in pixels for each of its own. */
  readonly zoom: number;
}

/**
 * Reads a drawing as `handgrad predict` reads a picture. `digit`: whose saliency; null for the digit that is read.
 * @throws {HandgradError} when nothing is drawn, or the network reads images of another size.
 */
export async function readDrawing(
  { model, preprocessing }: Pick<Run, 'model' | 'preprocessing'>,
  strokes: readonly Stroke[],
  digit: number | null,
): Promise<DrawingReading> {
  const { pixels, steps } = prepareDigit(inkStrokes(strokes), 'the pad');
  const image = preprocessing.apply({ images: pixels, count: 1, height: SIDE, width: SIDE, channels: 1 });
  const predictions = await predict(model, image, { activation: 'softmax', capture: false });
  const [prediction] = predictedClasses(predictions);
  const explained = digit ?? prediction;
  return {
    seen: shadedRaster(pixels, SIDE, GREY_LEVELS),
    steps,
    probabilities: [...predictions.values],
    prediction,
    saliency: { digit: explained, raster: await saliencyRaster(model, image, explained) },
    layers: await layerPictures(model, image),
  };
}

async function saliencyRaster(model: Model, image: ModelInputs, digit: number): Promise<Raster> {
  const tile = await saliency(model, image, digit);
  return shadedRaster(tile.values, tile.width, amounts([tile]).shading);
}

async function layerPictures(model: Model, image: ModelInputs): Promise<LayerPicture[]> {
  const sheets = await featureMaps(model, image);
  return sheets.map(({ title, tiles, columns }) => {
    const { shading, text } = amounts(tiles);
    const zoom = Math.max(1, Math.round(TILE_WIDTH / tiles[0].width));
    return {
      title,
      scale: text,
      raster: sheetRaster(tiles, columns, shading),
      zoom: tiles.length === 1 ? VALUE_WIDTH : zoom,
    };
  });
}
