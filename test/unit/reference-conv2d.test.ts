import { describe, expect, it } from 'vitest';
import type { Conv2dGeometry, FusedActivation } from '../../src/backend/kernels.js';
import { run, runInPlace } from '../../src/backend/run.js';
import { expectClose } from '../compare.js';
import { place, randomValues } from './reference-tensors.js';

type Sizes = Partial<Conv2dGeometry>;

function geometryOf(sizes: Sizes): Conv2dGeometry {
  const geometry = {
    batch: 1,
    inHeight: 5,
    inWidth: 5,
    inChannels: 1,
    outChannels: 1,
    kernelHeight: 3,
    kernelWidth: 3,
    strideHeight: 1,
    strideWidth: 1,
    dilationHeight: 1,
    dilationWidth: 1,
    padTop: 0,
    padLeft: 0,
    ...sizes,
  };
  const valid = (length: number, pad: number, taps: number, dilation: number, stride: number) =>
    Math.floor((length + 2 * pad - (taps - 1) * dilation - 1) / stride) + 1;
  const { inHeight, inWidth, padTop, padLeft, kernelHeight, kernelWidth, dilationHeight, dilationWidth } = geometry;
  return {
    outHeight: valid(inHeight, padTop, kernelHeight, dilationHeight, geometry.strideHeight),
    outWidth: valid(inWidth, padLeft, kernelWidth, dilationWidth, geometry.strideWidth),
    ...geometry,
  };
}

function shapesOf(g: Conv2dGeometry) {
  return {
    x: [g.batch, g.inHeight, g.inWidth, g.inChannels],
    w: [g.kernelHeight, g.kernelWidth, g.inChannels, g.outChannels],
    y: [g.batch, g.outHeight, g.outWidth, g.outChannels],
  };
}

const product = (shape: number[]) => shape.reduce((a, b) => a * b, 1);

/** Calls `visit` with the places in x, w and y of every product that the definition adds up. */
function forEachProduct(g: Conv2dGeometry, visit: (xAt: number, wAt: number, yAt: number) => void): void {
  for (let b = 0; b < g.batch; b++)
    for (let oh = 0; oh < g.outHeight; oh++)
      for (let ow = 0; ow < g.outWidth; ow++)
        for (let kh = 0; kh < g.kernelHeight; kh++)
          for (let kw = 0; kw < g.kernelWidth; kw++) {
            const h = oh * g.strideHeight + kh * g.dilationHeight - g.padTop;
            const w = ow * g.strideWidth + kw * g.dilationWidth - g.padLeft;
            if (h < 0 || h >= g.inHeight || w < 0 || w >= g.inWidth) continue;
            for (let i = 0; i < g.inChannels; i++)
              for (let o = 0; o < g.outChannels; o++)
                visit(
                  ((b * g.inHeight + h) * g.inWidth + w) * g.inChannels + i,
                  ((kh * g.kernelWidth + kw) * g.inChannels + i) * g.outChannels + o,
                  ((b * g.outHeight + oh) * g.outWidth + ow) * g.outChannels + o,
                );
          }
}

/** Tests all three kernels against the definition, with random numbers. */
async function agreesWithDefinition(g: Conv2dGeometry): Promise<void> {
  const shapes = shapesOf(g);
  const [x, w, dy] = (['x', 'w', 'y'] as const).map((name) => randomValues(name, product(shapes[name])));
  const bias = randomValues('bias', g.outChannels);
  const y = dy.map((_, i) => bias[i % g.outChannels]);
  const [dx, dw] = [new Float64Array(x.length), new Float64Array(w.length)];
  forEachProduct(g, (xAt, wAt, yAt) => {
    y[yAt] += x[xAt] * w[wAt];
    dx[xAt] += dy[yAt] * w[wAt];
    dw[wAt] += dy[yAt] * x[xAt];
  });

  const [xTensor, wTensor, dyTensor] = [place(x, shapes.x), place(w, shapes.w), place(dy, shapes.y)];
  const float64 = (shape: number[]) =>
    [{ shape, dtype: 'float64' as const }] as [{ shape: number[]; dtype: 'float64' }];
  const yTensor = run('conv2d', [xTensor, wTensor, place(bias)], float64(shapes.y), { ...g, activation: 'linear' })[0];
  await expectClose(yTensor, y, { relative: 1e-13, what: 'y' });
  const dxTensor = run('conv2dInputGradient', [dyTensor, wTensor], float64(shapes.x), g)[0];
  await expectClose(dxTensor, dx, { relative: 1e-13, what: 'dx' });
  const dwTensor = run('conv2dKernelGradient', [xTensor, dyTensor], float64(shapes.w), g)[0];
  await expectClose(dwTensor, dw, { relative: 1e-13, what: 'dw' });
}

describe('conv2d', () => {
  // By hand: a 3 x 3 image under a 2 x 2 kernel.
  const g = geometryOf({ inHeight: 3, inWidth: 3, kernelHeight: 2, kernelWidth: 2 });
  const x = place([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const w = place([1, 0, 0, -2], [2, 2, 1, 1]);

  it.each<[FusedActivation, number[]]>([
    ['linear', [1 - 10 + 8, 2 - 12 + 8, 4 - 16 + 8, 5 - 18 + 8]],
    ['relu', [0, 0, 0, 0]],
    ['sigmoid', [-1, -2, -4, -5].map((z) => 1 / (1 + Math.exp(-z)))],
    ['tanh', [-1, -2, -4, -5].map(Math.tanh)],
  ])('correlates (does not flip the kernel), adds the bias, applies %s', async (activation, expected) => {
    const [y] = run('conv2d', [x, w, place([8])], [{ shape: [1, 2, 2, 1], dtype: 'float64' }], { ...g, activation });
    await expectClose(y, expected);
  });

  it('sends the gradient of one output pixel to the four pixels and taps that made it', async () => {
    const dy = place([0, 10, 0, 0], [1, 2, 2, 1]);
    const [dx] = run('conv2dInputGradient', [dy, w], [{ shape: [1, 3, 3, 1], dtype: 'float64' }], g);
    await expectClose(dx, [0, 10, 0, 0, 0, -20, 0, 0, 0]);
    const [dw] = run('conv2dKernelGradient', [x, dy], [{ shape: [2, 2, 1, 1], dtype: 'float64' }], g);
    await expectClose(dw, [20, 30, 50, 60]);
  });

  it.each<[string, Sizes]>([
    ['one pixel under one tap', { inHeight: 1, inWidth: 1, kernelHeight: 1, kernelWidth: 1 }],
    ['several images and channels', { batch: 3, inHeight: 6, inWidth: 5, inChannels: 3, outChannels: 5 }],
    [
      'a kernel that is not square',
      { inHeight: 7, inWidth: 6, kernelHeight: 2, kernelWidth: 5, inChannels: 2, outChannels: 3 },
    ],
    [
      'padding on all sides',
      { batch: 2, inHeight: 5, inWidth: 4, inChannels: 2, outChannels: 3, padTop: 1, padLeft: 2 },
    ],
    [
      'padding wider than the image',
      { inHeight: 2, inWidth: 3, kernelHeight: 3, kernelWidth: 2, padTop: 4, padLeft: 5 },
    ],
    [
      'strides that skip rows and columns',
      { batch: 2, inHeight: 9, inWidth: 8, inChannels: 2, strideHeight: 2, strideWidth: 3 },
    ],
    [
      'a stride wider than the kernel',
      { inHeight: 9, inWidth: 9, kernelHeight: 2, kernelWidth: 1, strideHeight: 4, strideWidth: 3 },
    ],
    ['dilation', { inHeight: 9, inWidth: 8, inChannels: 2, outChannels: 2, dilationHeight: 3, dilationWidth: 2 }],
    [
      'stride, dilation and padding together',
      {
        batch: 2,
        inHeight: 10,
        inWidth: 11,
        inChannels: 3,
        outChannels: 4,
        strideHeight: 2,
        dilationWidth: 2,
        padTop: 1,
        padLeft: 3,
      },
    ],
    [
      '`same` padding that is odd, one more at the bottom right',
      { inHeight: 5, inWidth: 5, kernelHeight: 4, kernelWidth: 2, padTop: 1, outHeight: 5, outWidth: 5 },
    ],
    ['more patches than a block has rows', { batch: 3, inHeight: 10, inWidth: 9, outChannels: 5 }],
    [
      'more entries than a block is deep',
      { inHeight: 4, inWidth: 4, kernelHeight: 3, kernelWidth: 3, inChannels: 30, outChannels: 3, padTop: 1 },
    ],
    ['more output channels than a block has columns', { inHeight: 4, inWidth: 3, inChannels: 2, outChannels: 131 }],
    ['more patches than a block is deep', { batch: 2, inHeight: 14, inWidth: 13, outChannels: 2 }],
  ])('and its gradients agree with the definition for %s', async (_, sizes) => {
    await agreesWithDefinition(geometryOf(sizes));
  });

  it('with dilation equals a kernel with zeros between its taps', async () => {
    const dilated = geometryOf({ inHeight: 9, inWidth: 8, dilationHeight: 2, dilationWidth: 3 });
    const spread = geometryOf({ inHeight: 9, inWidth: 8, kernelHeight: 5, kernelWidth: 7 });
    const taps = randomValues('w', 9);
    const zerosBetween = new Float64Array(35);
    taps.forEach((tap, t) => (zerosBetween[Math.floor(t / 3) * 2 * 7 + (t % 3) * 3] = tap));
    const image = place(randomValues('x', 72), [1, 9, 8, 1]);
    const convolve = (values: Float64Array, g: Conv2dGeometry) =>
      run('conv2d', [image, place(values, shapesOf(g).w), null], [{ shape: shapesOf(g).y, dtype: 'float64' }], {
        ...g,
        activation: 'linear',
      })[0];
    await expectClose(convolve(taps, dilated), convolve(zerosBetween, spread), { relative: 1e-15 });
  });

  it('overwrites what its outputs held before', async () => {
    const dx = place(new Float64Array(9).fill(5), [1, 3, 3, 1]);
    runInPlace('conv2dInputGradient', [place([0, 0, 0, 0], [1, 2, 2, 1]), w], [dx], g);
    await expectClose(dx, new Float64Array(9));
  });

  it('rounds float32 results once', async () => {
    const sizes = geometryOf({ inHeight: 6, inWidth: 6, inChannels: 3, outChannels: 2 });
    const shapes = shapesOf(sizes);
    const values = { x: randomValues('x', 108).map(Math.fround), w: randomValues('w', 54).map(Math.fround) };
    const [single, double] = (['float32', 'float64'] as const).map(
      (dtype) =>
        run(
          'conv2d',
          [place(values.x, shapes.x, dtype), place(values.w, shapes.w, dtype), null],
          [{ shape: shapes.y, dtype }],
          {
            ...sizes,
            activation: 'linear',
          },
        )[0],
    );
    expect(await single.data()).toEqual(Float32Array.from(await double.data()));
  });
});
