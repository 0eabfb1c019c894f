import { ops, type Tensor } from 'handgrad';
import { expectClose, randomTensor, type Check } from '../check.js';
import type * as Exercises from './exercises.js';

/** What the engine's `backward` leaves at x and w of y = conv2d(x, w), when dy arrives at y. */
function engineGradients(x: Tensor, w: Tensor, dy: Tensor, strides: number): { dx: Tensor; dw: Tensor } {
  x.requiresGrad = true;
  w.requiresGrad = true;
  ops.conv2d(x, w, { strides }).backward({ upstream: dy });
  return { dx: x.grad!, dw: w.grad! };
}

export const checks: Check<typeof Exercises>[] = [
  {
    title: 'the gradient of the kernel, along one line',
    async check({ kernelGradient }) {
      for (const [pixels, kernelSize, stride] of [
        [5, 3, 1],
        [9, 2, 1],
        [9, 3, 2],
        [12, 4, 3],
      ]) {
        const outputs = Math.floor((pixels - kernelSize) / stride) + 1;
        const [x, w, dy] = [pixels, kernelSize, outputs].map((size, i) => randomTensor([size], 10 * pixels + i));
        const { dw } = engineGradients(
          x.reshape([1, 1, pixels, 1]).detach(),
          w.reshape([1, kernelSize, 1, 1]).detach(),
          dy.reshape([1, 1, outputs, 1]),
          stride,
        );
        const own = kernelGradient([...(await x.data())], [...(await dy.data())], stride, kernelSize);
        const what = `dL/dw for ${pixels} pixels, ${kernelSize} weights, stride ${stride}`;
        await expectClose(what, own, dw.reshape([kernelSize]));
      }
    },
  },
  {
    title: 'the gradient of the input by a forward convolution',
    async check({ inputGradient }) {
      for (const [height, width] of [
        [1, 1],
        [3, 3],
        [2, 4],
      ]) {
        const x = randomTensor([2, 6, 5, 3], 1);
        const w = randomTensor([height, width, 3, 4], 2);
        const dy = randomTensor([2, 7 - height, 6 - width, 4], 3);
        const { dx } = engineGradients(x, w, dy, 1);
        await expectClose(`dL/dx for a kernel of ${height} x ${width}`, inputGradient(dy, w), dx);
      }
    },
  },
  {
    title: 'zeros between, for a stride',
    async check({ dilate }) {
      for (const stride of [1, 2, 3]) {
        // Every stride-th output is kept: the gradient of that is dy with zeros where nothing was kept.
        const all = randomTensor([2, 2 * stride + 1, stride + 1, 4], 1);
        all.requiresGrad = true;
        const dy = randomTensor([2, 3, 2, 4], 2);
        all.slice([0, 0, 0, 0], dy.shape, [1, stride, stride, 1]).backward({ upstream: dy });
        await expectClose(`dy dilated for stride ${stride}`, dilate(dy, stride), all.grad!);
      }
    },
  },
];
