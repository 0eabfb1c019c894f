import type { Conv2dGeometry } from '../../src/backend/kernels.js';
import { conv2dGeometry } from '../../src/ops/convolution-geometry.js';
import { floats, kernelCase, type KernelCase } from './kernel-case.js';

/** Convolutions of the networks in workloads.ts. */
const layers = [
  { name: '12@5x5 on 28x28x1', image: [28, 28, 1], kernel: [5, 5, 1, 12], padding: 'valid' },
  { name: '23@4x4 on 12x12x12', image: [12, 12, 12], kernel: [4, 4, 12, 23], padding: 'valid' },
  { name: '32@3x3 on 14x14x16', image: [14, 14, 16], kernel: [3, 3, 16, 32], padding: 'same' },
] as const;

const batches = [1, 16, 128];

export const conv2dCases = layers.flatMap((layer): KernelCase[] => {
  const sized = (batch: number) => {
    const geometry = geometryOf(layer, batch);
    const { outHeight, outWidth, outChannels, kernelHeight, kernelWidth, inChannels } = geometry;
    return {
      geometry,
      size: `batch ${batch}`,
      scale: batch,
      x: floats(batch, ...layer.image),
      w: floats(...layer.kernel),
      y: floats(batch, outHeight, outWidth, outChannels),
      flops: 2 * batch * outHeight * outWidth * outChannels * kernelHeight * kernelWidth * inChannels,
    };
  };
  const forward = kernelCase('conv2d', 'conv2d', layer.name, batches, (batch) => {
    const { geometry, x, w, y, ...others } = sized(batch);
    const bias = floats(geometry.outChannels);
    return { ...others, inputs: [x, w, bias], outputs: [y], attributes: { ...geometry, activation: 'relu' } };
  });
  const inputGradient = kernelCase('conv2d', 'conv2dInputGradient', layer.name, batches, (batch) => {
    const { geometry, x, w, y, ...others } = sized(batch);
    return { ...others, inputs: [y, w], outputs: [x], attributes: geometry };
  });
  const kernelGradient = kernelCase('conv2d', 'conv2dKernelGradient', layer.name, batches, (batch) => {
    const { geometry, x, w, y, ...others } = sized(batch);
    return { ...others, inputs: [x, y], outputs: [w], attributes: geometry };
  });
  return [forward, inputGradient, kernelGradient];
});

function geometryOf({ image, kernel, padding }: (typeof layers)[number], batch: number): Conv2dGeometry {
  return conv2dGeometry([batch, ...image], [...kernel], { strides: [1, 1], padding, dilation: [1, 1] });
}
