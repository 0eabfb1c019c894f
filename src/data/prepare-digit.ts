/**
 * Makes of any picture of one digit what MNIST would have made of it: light ink on black, 28 x 28, the ink fitted into
 * 20 x 20 with its proportions kept, its centre of mass in the middle.
 */
import { HandgradError } from '../tensor/error.js';
import { centreByMass, centreOfMass, inkBox } from './centre.js';
import type { GreyImage } from './png.js';
import { resizeByArea } from './resize.js';

/** A picture of a digit made like one of MNIST's. */
export interface PreparedDigit {
  /** 28 x 28 bytes, ink 255 on background 0. */
  readonly pixels: Uint8Array;
  /** What was done, one phrase per step, to be shown to whoever drew the digit. */
  readonly steps: readonly string[];
}

const SIDE = 28;
const BODY = 20;
/** Less difference between lightest and darkest than this is an empty sheet, not a digit. */
const LEAST_CONTRAST = 32;
/** Ink fainter than this share of the strongest is paper: grain, shadow, the traces of a lossy format. */
const PAPER = 0.2;

/** `file` is for messages. @throws {HandgradError} when the picture is blank. */
export function prepareDigit(image: GreyImage, file: string): PreparedDigit {
  const { width, height, colours } = image;
  const steps = [`read ${width} x ${height} ${colours}`];
  const { ink, inverted } = separateInk(image, file);
  if (inverted) steps.push('inverted (dark ink on light paper)');
  if (isNormalised(ink, width, height)) {
    steps.push('kept as it is (already 28 x 28, fitted and centred)');
    return { pixels: Uint8Array.from(ink, (value) => Math.round(255 * value)), steps };
  }
  const { body, box } = fitBody(
    ink.map((value) => Math.max(0, (value - PAPER) / (1 - PAPER))),
    width,
    height,
  );
  steps.push(`cut out ${box.width} x ${box.height}, resized to ${body.width} x ${body.height}`);
  const { pixels, moved } = centreByMass(onSheet(body), SIDE, SIDE);
  steps.push(`centred by mass (moved ${moved[0]} right, ${moved[1]} down)`);
  return { pixels, steps };
}

/** Ink from 0 (paper, as the border shows it) to 1 (what differs from it most). */
function separateInk({ pixels, width, height }: GreyImage, file: string): { ink: Float64Array; inverted: boolean } {
  let [darkest, lightest] = [255, 0];
  for (const value of pixels) {
    darkest = Math.min(darkest, value);
    lightest = Math.max(lightest, value);
  }
  if (lightest - darkest < LEAST_CONTRAST) {
    throw new HandgradError(
      `picture: ${file} shows no digit: its greys go from ${darkest} to ${lightest}, expected a difference of at least ` +
        `${LEAST_CONTRAST}; draw with more contrast`,
    );
  }
  const paper = borderMedian(pixels, width, height);
  const inverted = paper > (darkest + lightest) / 2;
  const strongest = inverted ? darkest : lightest;
  const ink = Float64Array.from(pixels, (value) => Math.max(0, (value - paper) / (strongest - paper)));
  return { ink, inverted };
}

/** The middle one of the border's greys: a digit that touches the border somewhere does not change it. */
function borderMedian(pixels: Uint8Array, width: number, height: number): number {
  const border = pixels.filter((_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    return row === 0 || row === height - 1 || column === 0 || column === width - 1;
  });
  return border.sort()[Math.floor(border.length / 2)];
}

/** Whether a picture is one of MNIST's, or made like one: then any resizing could only blur it. */
function isNormalised(ink: Float64Array, width: number, height: number): boolean {
  if (width !== SIDE || height !== SIDE) return false;
  const { left, top, right, bottom } = inkBox(ink, width, height);
  const longest = Math.max(right - left, bottom - top) + 1;
  const [x, y] = centreOfMass(ink, width);
  // 19: a few of MNIST's own digits end one pixel short. Half a pixel: MNIST centred by whole ones.
  const centred = Math.abs(x - SIDE / 2) < 0.51 && Math.abs(y - SIDE / 2) < 0.51;
  return centred && (longest === BODY || longest === BODY - 1);
}

interface Rectangle {
  readonly width: number;
  readonly height: number;
}

/** The part that has ink, resized so that its longer side is 20 and its strongest ink 1. */
function fitBody(
  ink: Float64Array,
  width: number,
  height: number,
): { body: Rectangle & { ink: Float64Array }; box: Rectangle } {
  const { left, top, right, bottom } = inkBox(ink, width, height);
  const box = { width: right - left + 1, height: bottom - top + 1 };
  const cut = Float64Array.from({ length: box.width * box.height }, (_, i) => {
    return ink[(top + Math.floor(i / box.width)) * width + left + (i % box.width)];
  });
  const scale = BODY / Math.max(box.width, box.height);
  const size = {
    width: Math.max(1, Math.round(scale * box.width)),
    height: Math.max(1, Math.round(scale * box.height)),
  };
  const resized = resizeByArea(cut, box.width, box.height, size.width, size.height);
  // A thin pen in a large picture leaves only grey when it is shrunk; MNIST's digits all reach (nearly) full white.
  const strongest = resized.reduce((most, value) => Math.max(most, value), 0);
  return { body: { ...size, ink: resized.map((value) => value / strongest) }, box };
}

/** The body in the middle of an empty 28 x 28 sheet. */
function onSheet({ ink, width, height }: Rectangle & { ink: Float64Array }): Float64Array {
  const sheet = new Float64Array(SIDE * SIDE);
  const [left, top] = [(SIDE - width) >> 1, (SIDE - height) >> 1];
  for (let row = 0; row < height; row++) {
    sheet.set(ink.subarray(row * width, (row + 1) * width), (top + row) * SIDE + left);
  }
  return sheet;
}
