import { HandgradError } from '../tensor/error.js';

let recording = true;

/** Whether operations are being written to the tape. */
export function isRecording(): boolean {
  return recording;
}

/** Runs `fn` with the tape on or off, and puts it back as it was. */
export function withRecording<T>(on: boolean, fn: () => T): T {
  const before = recording;
  recording = on;
  try {
    return fn();
  } finally {
    recording = before;
  }
}

/**
 * Runs `fn` without recording: what it computes has no history and requires no gradient. For evaluation and measurements.
 * @throws {HandgradError} when `fn` is asynchronous: what follows its first `await` would be recorded again.
 */
export function noGrad<T>(fn: () => T): T {
  const result = withRecording(false, fn);
  if (result instanceof Promise) {
    throw new HandgradError('noGrad: the function is asynchronous; compute inside of noGrad and await outside');
  }
  return result;
}
