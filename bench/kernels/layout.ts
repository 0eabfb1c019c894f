import { floats, integers, kernelCase, lengthText } from './kernel-case.js';

const sides = [32, 128, 512, 2048];
/** Images of 784 bytes, cut from a data set of 10,000, as training does it. */
const batches = [1, 32, 256, 4096];
const imageSize = 784;
const imageCount = 10_000;
const classes = 10;

export const layoutCases = [
  kernelCase('layout', 'copy', 'transposed', sides, (side) => ({
    size: `${side} x ${side}`,
    scale: side * side,
    inputs: [floats(side, side)],
    outputs: [floats(side, side)],
    attributes: {
      shape: [side, side],
      inputOffset: 0,
      inputStrides: [1, side],
      outputOffset: 0,
      outputStrides: [side, 1],
    },
    flops: 0,
  })),
  kernelCase('layout', 'gather', 'images of bytes', batches, (batch) => ({
    size: `${lengthText(batch)} of ${imageSize}`,
    scale: batch,
    inputs: [integers([imageCount, imageSize], 256, 'uint8'), integers([batch], imageCount)],
    outputs: [floats(batch, imageSize)],
    attributes: { outer: 1, length: imageCount, inner: imageSize, count: batch, scale: 1 / 255 },
    flops: 0,
    // A byte read and a float written for each pixel that is cut: the rest of the data set is not touched.
    bytesMoved: batch * (imageSize * 5 + 4),
  })),
  kernelCase('layout', 'scatterAdd', '', batches, (batch) => ({
    size: `${lengthText(batch)} of 64 into 1,000`,
    scale: batch,
    inputs: [floats(batch, 64), integers([batch], 1000)],
    outputs: [floats(1000, 64)],
    attributes: { outer: 1, length: 1000, inner: 64, count: batch },
    flops: 0,
  })),
  kernelCase('layout', 'oneHot', '', batches, (batch) => ({
    size: `${lengthText(batch)} of ${classes}`,
    scale: batch,
    inputs: [integers([batch], classes)],
    outputs: [floats(batch, classes)],
    attributes: { depth: classes, onValue: 1, offValue: 0 },
    flops: 0,
  })),
];
