import { floats, kernelCase, lengthText } from './kernel-case.js';

const batches = [1, 32, 256, 4096];
const side = 28;
const ranges = { rotation: 5 / 360, zoomHeight: 0.1, zoomWidth: 0.1, shiftHeight: 2.8, shiftWidth: 2.8 };
const place = { seedLow: 1, seedHigh: 0, streamLow: 2, streamHigh: 3, step: 4, first: 0 };

export const augmentationCases = [
  kernelCase('augmentation', 'affineMaps', '', batches, (batch) => ({
    size: lengthText(batch),
    scale: batch,
    inputs: [],
    outputs: [floats(batch, 6)],
    attributes: { height: side, width: side, ...ranges, ...place },
    flops: 0,
  })),
  kernelCase('augmentation', 'resample', '', batches, (batch) => ({
    size: `${lengthText(batch)} of ${side} x ${side}`,
    scale: batch,
    inputs: [floats(batch, side, side, 1), floats(batch, 6)],
    outputs: [floats(batch, side, side, 1)],
    attributes: { batch, height: side, width: side, channels: 1, repeatsEdge: true },
    flops: 0,
  })),
];
