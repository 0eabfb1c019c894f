/** A thread that reads pictures: it is sent lists of paths and answers each with the pixels of all, or why there are none. */
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { HandgradError } from '../../tensor/error.js';
import { fileErrorText } from '../atomic-file.js';
import { decodePngToRgb } from '../png.js';
import { RGB_BYTES, SIDE } from './picture.js';

/** What is answered to a list: [paths.length, 28, 28, 3], or a line for a user. */
export type PictureAnswer = { readonly pixels: Uint8Array<ArrayBuffer> } | { readonly problem: string };

parentPort!.on('message', (paths: readonly string[]) => {
  const answer = answerTo(paths);
  parentPort!.postMessage(answer, 'pixels' in answer ? [answer.pixels.buffer] : []);
});

function answerTo(paths: readonly string[]): PictureAnswer {
  try {
    const pixels = new Uint8Array(paths.length * RGB_BYTES);
    paths.forEach((path, i) => pixels.set(readPicture(path), i * RGB_BYTES));
    return { pixels };
  } catch (error) {
    if (error instanceof HandgradError) return { problem: error.message };
    throw error;
  }
}

function readPicture(path: string): Uint8Array {
  const { width, height, pixels } = decodePngToRgb(readBytes(path), path);
  if (width === SIDE && height === SIDE) return pixels;
  throw new HandgradError(`polymnist: ${path} is ${width} x ${height} pixels, expected ${SIDE} x ${SIDE}`);
}

/** In this thread nothing else waits, so a plain read costs a seventh of an asynchronous one. */
function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new HandgradError(`polymnist: cannot read ${path}: ${fileErrorText(error)}`, { cause: error });
  }
}
