import { ops, tensor, type Tensor } from 'handgrad';
import { drawDigitData } from 'handgrad/node';
import { imageGrid } from '../../../src/report/charts/image-grid.js';
import { shadedRaster } from '../../../src/report/raster.js';
import { renderSvg } from '../../../src/report/render-chart.js';
import { arrow, diagram, grid, text } from '../diagram.js';

/** What lesson 8 shows: four windows and the way back from them, and a digit in fewer and fewer pixels. */
export const pictures: Record<string, () => Promise<string>> = {
  'windows.svg': drawWindows,
  'digit.svg': drawDigit,
};

const SIDE = 4;
const WINDOW = 2;
/** Side of a square in the drawing. */
const CELL = 36;
const PICTURE = [1, 3, 2, 2, 4, 4, 0, 1, 0, 1, 5, 6, 2, 1, 7, 5];
const UPSTREAM = [1, 2, 3, 4];
const TINTS = ['#dcecf7', '#fae3d1', '#d9f0e6', '#f5e3ee'];

/** The picture of lesson.ts, its largest pixels, and the gradients that come back through max and through average pooling. */
async function drawWindows(): Promise<string> {
  const x = () => tensor(PICTURE, { shape: [1, SIDE, SIDE, 1], dtype: 'float64', requiresGrad: true });
  const [forMax, forAverage] = [x(), x()];
  const largest = ops.maxPool2d(forMax, { window: WINDOW });
  const upstream = tensor(UPSTREAM, { shape: largest.shape, dtype: 'float64' });
  largest.backward({ upstream });
  ops.averagePool2d(forAverage, { window: WINDOW }).backward({ upstream });
  const [whole, half] = [SIDE * CELL, (SIDE / WINDOW) * CELL];
  const middle = 40 + whole / 2;
  const square = async (left: number, name: string, numbers: Tensor) => {
    const rows = await rowsOf(numbers);
    const side = rows.length * CELL;
    const perWindow = rows.length === SIDE ? WINDOW : 1;
    const fill = (row: number, column: number) =>
      TINTS[Math.floor(row / perWindow) * (SIDE / WINDOW) + Math.floor(column / perWindow)];
    return [
      text({ x: left + side / 2, y: middle - side / 2 - 18 }, name, { bold: true }),
      grid({ x: left, y: middle - side / 2 }, rows, { cell: CELL, fill }),
    ];
  };
  const [xAt, yAt, dyAt, maxAt, averageAt] = [
    20,
    60 + whole,
    100 + whole + half,
    150 + whole + 2 * half,
    180 + 2 * whole + 2 * half,
  ];
  const parts = await Promise.all([
    square(xAt, 'x', forMax),
    square(yAt, 'y, max', largest),
    square(dyAt, 'dL/dy', upstream),
    square(maxAt, 'dL/dx, max', forMax.grad!),
    square(averageAt, 'dL/dx, average', forAverage.grad!),
  ]);
  const across = (from: number, to: number) => arrow({ x: from + 6, y: middle }, { x: to - 6, y: middle });
  return diagram('Max pooling and average pooling, and their gradients', averageAt + whole + 20, whole + 60, [
    ...parts.flat(),
    across(xAt + whole, yAt),
    across(dyAt + half, maxAt),
  ]);
}

async function rowsOf(picture: Tensor): Promise<number[][]> {
  return (await picture.reshape(picture.shape.slice(1, 3)).array()) as number[][];
}

/** A drawn digit as it is, and pooled with larger and larger windows, all as large on the page. */
async function drawDigit(): Promise<string> {
  const { train } = await drawDigitData({ seed: 1, trainCount: 1, testCount: 1 });
  const digit = tensor(Float32Array.from(train.images), { shape: [1, 28, 28, 1] });
  const pools = [
    { name: 'max', pool: ops.maxPool2d },
    { name: 'average', pool: ops.averagePool2d },
  ];
  const windows = [1, 2, 4, 7];
  const cells = pools.flatMap(({ name, pool }) =>
    windows.map(async (window) => {
      const pixels = await pool(digit, { window }).data();
      const side = 28 / window;
      const raster = shadedRaster(pixels, side, { map: 'grey', domain: [0, 255] });
      return { raster, caption: window === 1 ? 'pixels' : `${name} ${side} x ${side}` };
    }),
  );
  return renderSvg(
    imageGrid({ title: 'A digit, pooled', cells: await Promise.all(cells), columns: windows.length, scale: 4 }),
  );
}
