import { ops, tensor, zeros, type Tensor } from 'handgrad';
import { expectClose, randomTensor, type Check } from '../check.js';
import type * as Exercises from './exercises.js';

/** How many of a line's pixels the first output of a stack of poolings has a gradient for. */
async function pixelsRead(layers: readonly { window: number; stride: number }[]): Promise<number> {
  const line = zeros([1, 1, 200, 1], { dtype: 'float64', requiresGrad: true });
  const pooled = layers.reduce<Tensor>(
    (x, { window, stride }) => ops.averagePool2d(x, { window: [1, window], strides: [1, stride] }),
    line,
  );
  pooled.slice([0, 0, 0, 0], [1, 1, 1, 1]).sum().backward();
  return line.grad!.greater(0).sum().item();
}

export const checks: Check<typeof Exercises>[] = [
  {
    title: 'the receptive field',
    async check({ receptiveField }) {
      await expectClose('the field without layers', receptiveField([]), 1);
      for (const sizes of [
        [[3, 1]],
        [
          [3, 1],
          [3, 1],
          [3, 1],
        ],
        [
          [5, 1],
          [2, 2],
          [5, 1],
          [2, 2],
        ],
        [
          [3, 2],
          [4, 1],
          [3, 3],
          [2, 2],
          [5, 1],
        ],
      ]) {
        const layers = sizes.map(([window, stride]) => ({ window, stride }));
        const what = `the field of ${JSON.stringify(layers)}`;
        await expectClose(what, receptiveField(layers), await pixelsRead(layers));
      }
    },
  },
  {
    title: 'the gradient of max pooling',
    async check({ maxPoolGradient }) {
      for (const [height, width, window] of [
        [4, 4, 2],
        [7, 5, 2],
        [8, 10, 3],
      ]) {
        // Whole numbers from a small range: most windows have ties.
        const numbers = Array.from(await randomTensor([height * width], window).data(), Math.round);
        const x = tensor(numbers, { shape: [1, height, width, 1], dtype: 'float64', requiresGrad: true });
        const y = ops.maxPool2d(x, { window });
        const dy = randomTensor(y.shape, 10);
        y.backward({ upstream: dy });
        const own = maxPoolGradient(await rowsOf(x), await rowsOf(dy), window);
        await expectClose(
          `dL/dx for ${height} x ${width} pixels, window ${window}`,
          own,
          x.grad!.reshape([height, width]),
        );
      }
    },
  },
  {
    title: 'average pooling as a convolution',
    async check({ averagePool }) {
      for (const [window, channels] of [
        [2, 1],
        [2, 3],
        [3, 4],
      ]) {
        const x = randomTensor([2, 7, 9, channels], window);
        const what = `the averages of ${channels} channels, window ${window}`;
        await expectClose(what, averagePool(x, window), ops.averagePool2d(x, { window }));
      }
    },
  },
];

/** The pixels of a batch of one image of one channel. */
async function rowsOf(image: Tensor): Promise<number[][]> {
  return (await image.reshape(image.shape.slice(1, 3)).array()) as number[][];
}
