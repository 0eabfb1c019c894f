import { floats, kernelCase, lengthText } from './kernel-case.js';

/** Pixels of a batch: 1 to 128 images of 28 x 28, with the channels of W5's first convolution. */
const batches = [1, 16, 128];
const channels = 16;
const epsilon = 1e-3;

export const normalizationCases = [
  kernelCase('normalization', 'moments', '', batches, (batch) => {
    const { size, scale, rows, x, perChannel } = sized(batch);
    return {
      size,
      scale,
      inputs: [x],
      outputs: [perChannel, perChannel],
      attributes: { rows, channels },
      flops: 0,
    };
  }),
  kernelCase('normalization', 'batchNormalize', '', batches, (batch) => {
    const { size, scale, rows, x, perChannel } = sized(batch);
    return {
      size,
      scale,
      inputs: [x, perChannel, { ...perChannel, isPositive: true }, perChannel, perChannel],
      outputs: [x],
      attributes: { rows, channels, epsilon },
      flops: 0,
    };
  }),
  kernelCase('normalization', 'batchNormGradient', '', batches, (batch) => {
    const { size, scale, rows, x, perChannel } = sized(batch);
    return {
      size,
      scale,
      inputs: [x, x, perChannel, { ...perChannel, isPositive: true }, perChannel],
      outputs: [x, perChannel, perChannel],
      attributes: { rows, channels, epsilon },
      flops: 0,
    };
  }),
];

function sized(batch: number) {
  const rows = batch * 28 * 28;
  return {
    size: `${lengthText(rows)} x ${channels}`,
    scale: rows,
    rows,
    x: floats(rows, channels),
    perChannel: floats(channels),
  };
}
