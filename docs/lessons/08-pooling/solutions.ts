import { ops, tensor, type Tensor } from 'handgrad';

/** Neighbouring numbers of a layer are `apart` pixels apart in the input, so a window adds that for each number after its first. */
export function receptiveField(layers: readonly { readonly window: number; readonly stride: number }[]): number {
  let [field, apart] = [1, 1];
  for (const { window, stride } of layers) {
    field += (window - 1) * apart;
    apart *= stride;
  }
  return field;
}

export function maxPoolGradient(x: number[][], dy: number[][], window: number): number[][] {
  const dx = x.map((row) => row.map(() => 0));
  dy.forEach((gradients, p) =>
    gradients.forEach((gradient, q) => {
      let [row, column] = [p * window, q * window];
      for (let h = p * window; h < (p + 1) * window; h++) {
        for (let w = q * window; w < (q + 1) * window; w++) {
          if (x[h][w] > x[row][column]) [row, column] = [h, w];
        }
      }
      dx[row][column] += gradient;
    }),
  );
  return dx;
}

/** A kernel that leads from each channel to the same channel: 1 / window^2 on the diagonal of its last two axes. */
export function averagePool(x: Tensor, window: number): Tensor {
  const channels = x.shape[3];
  const diagonal = tensor([...Array(channels).keys()], { dtype: 'int32' }).oneHot(channels, { dtype: 'float64' });
  const kernel = diagonal.mul(1 / window ** 2).broadcastTo([window, window, channels, channels]);
  return ops.conv2d(x, kernel, { strides: window });
}
