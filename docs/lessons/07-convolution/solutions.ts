/** Solutions of the exercises of lesson 7. */
import { ops, tensor, type Tensor } from 'handgrad';

/** Exercise 1: each product x[p stride + k] w[k] of the forward pass adds x dy to the gradient of its weight. */
export function kernelGradient(x: number[], dy: number[], stride: number, kernelSize: number): number[] {
  return Array.from({ length: kernelSize }, (_, k) => dy.reduce((sum, d, p) => sum + x[p * stride + k] * d, 0));
}

/** Exercise 2: the full convolution of dy with the turned kernel, its channel axes exchanged. */
export function inputGradient(dy: Tensor, w: Tensor): Tensor {
  const [kernelHeight, kernelWidth] = w.shape;
  const turned = reversed(reversed(w, 0), 1).transpose([0, 1, 3, 2]);
  const [rows, columns] = [kernelHeight - 1, kernelWidth - 1];
  return ops.conv2d(dy, turned, { padding: { top: rows, bottom: rows, left: columns, right: columns } });
}

/** Exercise 3: each pixel becomes a block of stride x stride with the pixel in its corner; the last blocks are cut. */
export function dilate(dy: Tensor, stride: number): Tensor {
  const [batch, height, width, channels] = dy.shape;
  const none = [0, 0] as const;
  const zeros = [0, stride - 1] as const;
  return dy
    .reshape([batch, height, 1, width, 1, channels])
    .pad([none, none, zeros, none, zeros, none])
    .reshape([batch, height * stride, width * stride, channels])
    .slice([0, 0, 0, 0], [batch, (height - 1) * stride + 1, (width - 1) * stride + 1, channels]);
}

function reversed(x: Tensor, axis: number): Tensor {
  const places = Array.from({ length: x.shape[axis] }, (_, i) => x.shape[axis] - 1 - i);
  return x.gather(tensor(places, { dtype: 'int32' }), { axis });
}
