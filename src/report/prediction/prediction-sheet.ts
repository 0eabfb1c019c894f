import type { TopLevelSpec } from 'vega-lite';
import { chartConfig, palette } from '../charts/theme.js';
import { rasterUrl } from '../raster-png.js';
import { imageRaster } from '../raster.js';

/** A picture and what the network says of it. */
export interface ShownPrediction {
  /** Above it: the name of its file. */
  readonly title: string;
  /** As the network sees it, 28 x 28 bytes. */
  readonly pixels: Uint8Array;
  /** One for each digit. */
  readonly probabilities: readonly number[];
  readonly prediction: number;
  /** What it is said to show; null where nobody says. */
  readonly label: number | null;
}

const SIDE = 28;
/** Sizes on the page: a picture's pixel, a row of the bars, the bar of a probability of 1, and the space around. */
const SCALE = 4;
const ROW = 11;
const BAR = 90;
const GAP = 28;
const TITLE = 34;
const COLUMNS = 3;
/** From the picture to the bars, with the digit before each. */
const INDENT = 22;
/** Behind the longest bar, for its percent. */
const PERCENT = 40;

const cellWidth = SIDE * SCALE + INDENT + BAR + PERCENT;
const cellHeight = TITLE + SIDE * SCALE;

const RIGHT = palette[0];
const WRONG = palette[1];
const UNKNOWN = palette[2];

/** Pictures with the probabilities of all digits as bars; above each what was read, and whether that is right. */
export function predictionSheet(predictions: readonly ShownPrediction[], title: string): TopLevelSpec {
  const columns = Math.min(COLUMNS, predictions.length);
  const place = (i: number) => ({
    left: (i % columns) * (cellWidth + GAP),
    top: Math.floor(i / columns) * (cellHeight + GAP),
  });
  const at = (field: string) => ({ field, type: 'quantitative' as const, scale: null, axis: null });
  const text = (field: string) => ({ field, type: 'nominal' as const });
  const colour = { field: 'colour', type: 'nominal' as const, scale: null };
  const bars = predictions.flatMap((one, i) => barsOf(one, place(i)));
  return {
    title: { text: title, subtitle: 'left: as the network sees it; right: the probability it gives each digit' },
    width: columns * (cellWidth + GAP) - GAP,
    height: Math.ceil(predictions.length / columns) * (cellHeight + GAP) - GAP,
    view: { stroke: null },
    layer: [
      {
        data: { values: predictions.flatMap((one, i) => headingsOf(one, place(i))) },
        mark: { type: 'text', align: 'left', baseline: 'top' },
        encoding: { x: at('x'), y: at('y'), text: text('text'), color: colour },
      },
      {
        data: {
          values: predictions.map((one, i) => ({ ...pictureOf(one), x: place(i).left, y: place(i).top + TITLE })),
        },
        mark: { type: 'image', width: SIDE * SCALE, height: SIDE * SCALE, align: 'left', baseline: 'top', aria: false },
        encoding: { x: at('x'), y: at('y'), url: text('url') },
      },
      {
        data: { values: bars },
        mark: { type: 'rect' },
        encoding: { x: at('x'), x2: { field: 'end' }, y: at('y'), y2: { field: 'bottom' }, color: colour },
      },
      {
        data: { values: bars },
        mark: { type: 'text', align: 'right', baseline: 'middle', dx: -5, fontSize: 10 },
        encoding: { x: at('x'), y: at('middle'), text: text('digit') },
      },
      {
        data: { values: bars.filter(({ percent }) => percent !== '') },
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 4, fontSize: 10 },
        encoding: { x: at('end'), y: at('middle'), text: text('percent') },
      },
    ],
    config: chartConfig,
  };
}

/** The file's name, and below it what was read. */
function headingsOf(one: ShownPrediction, { left, top }: { left: number; top: number }) {
  const { title, prediction, label, probabilities } = one;
  const verdict = label === null ? '' : label === prediction ? ', right' : `, wrong: it is a ${label}`;
  const read = `${prediction} (${(100 * probabilities[prediction]).toFixed(1)} %)${verdict}`;
  return [
    { x: left, y: top, text: shortened(title), colour: 'currentColor' },
    { x: left, y: top + 15, text: read, colour: colourOf(one) },
  ];
}

function pictureOf({ pixels }: ShownPrediction) {
  return { url: rasterUrl(imageRaster(pixels, SIDE, 1)) };
}

function barsOf({ probabilities, prediction, ...one }: ShownPrediction, { left, top }: { left: number; top: number }) {
  return probabilities.map((probability, digit) => {
    const x = left + SIDE * SCALE + INDENT;
    const y = top + TITLE + digit * ROW;
    const colour = digit === prediction ? colourOf({ prediction, ...one }) : '#999999';
    const percent = probability < 0.005 ? '' : `${Math.round(100 * probability)} %`;
    return {
      x,
      end: x + BAR * probability,
      y,
      bottom: y + ROW - 2,
      middle: y + ROW / 2,
      digit: String(digit),
      percent,
      colour,
    };
  });
}

/** Right, wrong, or nobody knows: the same difference stands in words above. */
function colourOf({ label, prediction }: Pick<ShownPrediction, 'label' | 'prediction'>): string {
  if (label === null) return UNKNOWN;
  return label === prediction ? RIGHT : WRONG;
}

/** The end of a path, which tells pictures apart. */
function shortened(title: string): string {
  const most = 38;
  return title.length <= most ? title : `…${title.slice(title.length - most + 1)}`;
}
