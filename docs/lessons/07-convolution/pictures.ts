import { ones, ops, tensor } from 'handgrad';
import { palette } from '../../../src/report/charts/theme.js';
import { arrow, box, diagram, grid, text, type Point } from '../diagram.js';

/** What lesson 7 shows: which outputs read which pixels, all of it found by asking the engine for gradients. */
export const pictures: Record<string, () => Promise<string>> = {
  'touches.svg': drawTouches,
  'counts.svg': drawCounts,
};

const PIXELS = 5;
const WEIGHTS = 3;
/** Between two neighbouring pixels of the drawing. */
const STEP = 64;
const NODE = { width: 40, height: 28 };

const below = ({ x, y }: Point) => ({ x, y: y + NODE.height / 2 });
const above = ({ x, y }: Point) => ({ x, y: y - NODE.height / 2 });

/** One convolution along five pixels for each of two strides: a line from each output to each pixel it reads. */
async function drawTouches(): Promise<string> {
  const panels = await Promise.all([1, 2].map((stride, i) => touchesOf(stride, 40 + 400 * i)));
  const legend = Array.from({ length: WEIGHTS }, (_, k) =>
    text({ x: 300 + 80 * k, y: 200 }, `w${k}`, { colour: palette[k], bold: true }),
  );
  return diagram('Which output of a convolution reads which pixel', 760, 220, [...panels.flat(), ...legend]);
}

async function touchesOf(stride: number, left: number): Promise<string[]> {
  const outputs = Math.floor((PIXELS - WEIGHTS) / stride) + 1;
  const pixel = (i: number) => ({ x: left + 32 + STEP * i, y: 66 });
  // An output stands below the middle of its window.
  const output = (p: number) => ({ x: pixel(p * stride + (WEIGHTS - 1) / 2).x, y: 150 });
  const parts = [text({ x: left + 32 + 2 * STEP, y: 20 }, `stride ${stride}`, { bold: true })];
  for (let p = 0; p < outputs; p++) {
    const read = await weightsRead(p, stride);
    read.forEach((k, i) => {
      if (k >= 0) parts.push(arrow(below(pixel(i)), above(output(p)), { colour: palette[k] }));
    });
  }
  for (let i = 0; i < PIXELS; i++) parts.push(box(pixel(i), NODE, [`x${i}`]));
  for (let p = 0; p < outputs; p++) parts.push(box(output(p), NODE, [`y${p}`]));
  return parts;
}

/** For each pixel, the index of the weight with which output p reads it; -1 if it does not. */
async function weightsRead(p: number, stride: number): Promise<number[]> {
  // dy[p]/dx[i] is the weight on the line between them: with weights 1, 2, 3 it tells which one.
  const x = tensor(new Float32Array(PIXELS), { shape: [1, 1, PIXELS, 1], requiresGrad: true });
  const w = tensor([1, 2, 3], { shape: [1, WEIGHTS, 1, 1] });
  ops.conv2d(x, w, { strides: stride }).slice([0, 0, p, 0], [1, 1, 1, 1]).sum().backward();
  return Array.from(await x.grad!.data(), (weight) => weight - 1);
}

const SIDE = 6;
const WINDOW = 3;

/** How many windows of 3 x 3 read each pixel, for three ways of sliding: the gradient of the input where all else is 1. */
async function drawCounts(): Promise<string> {
  const cases = [
    { name: 'no padding', options: {} },
    { name: 'same padding', options: { padding: 'same' } },
    { name: 'no padding, stride 2', options: { strides: 2 } },
  ] as const;
  const panels = cases.map(async ({ name, options }, i) => {
    const left = 20 + 250 * i;
    const rows = await readers(options);
    const fill = (row: number, column: number) => `hsl(205, 80%, ${100 - 6 * rows[row][column]}%)`;
    return [text({ x: left + (SIDE * 36) / 2, y: 20 }, name, { bold: true }), grid({ x: left, y: 40 }, rows, { fill })];
  });
  return diagram('How many windows of 3 x 3 read each pixel', 756, 276, (await Promise.all(panels)).flat());
}

async function readers(options: ops.Conv2dOptions): Promise<number[][]> {
  const x = tensor(new Float32Array(SIDE * SIDE), { shape: [1, SIDE, SIDE, 1], requiresGrad: true });
  ops
    .conv2d(x, ones([WINDOW, WINDOW, 1, 1]), options)
    .sum()
    .backward();
  const counts = Array.from(await x.grad!.data());
  return Array.from({ length: SIDE }, (_, row) => counts.slice(SIDE * row, SIDE * (row + 1)));
}
