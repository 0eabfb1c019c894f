import { pool2dGeometry } from '../../src/ops/pool2d-geometry.js';
import { floats, kernelCase } from './kernel-case.js';

/** After the first convolutions of W5. */
const image = [28, 28, 16] as const;
const batches = [1, 16, 128];

export const poolingCases = [
  kernelCase('pooling', 'maxPool2d', '', batches, (batch) => {
    const { attributes, size, scale, x, y } = tiled('maxPool2d', batch);
    return { size, scale, inputs: [x], outputs: [y], attributes, flops: 0 };
  }),
  kernelCase('pooling', 'maxPool2dGradient', '', batches, (batch) => {
    const { attributes, size, scale, x, y } = tiled('maxPool2d', batch);
    return { size, scale, inputs: [y, x], outputs: [x], attributes, flops: 0 };
  }),
  kernelCase('pooling', 'averagePool2d', '', batches, (batch) => {
    const { attributes, size, scale, x, y } = tiled('averagePool2d', batch);
    return { size, scale, inputs: [x], outputs: [y], attributes, flops: 0 };
  }),
  kernelCase('pooling', 'averagePool2dGradient', '', batches, (batch) => {
    const { attributes, size, scale, x, y } = tiled('averagePool2d', batch);
    return { size, scale, inputs: [y], outputs: [x], attributes, flops: 0 };
  }),
];

/** Windows of 2 x 2. */
function tiled(operation: string, batch: number) {
  const attributes = pool2dGeometry(operation, [batch, ...image]);
  const { outHeight, outWidth, channels } = attributes;
  return {
    attributes,
    size: `${batch} x ${image.join(' x ')}`,
    scale: batch,
    x: floats(batch, ...image),
    y: floats(batch, outHeight, outWidth, channels),
  };
}
