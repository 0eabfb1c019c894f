import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../src/ops/index.js';
import { checkGradients } from '../../src/autograd/check-gradient.js';
import { conv2d, conv2dInputGradient, conv2dKernelGradient, type Conv2dOptions } from '../../src/ops/conv2d.js';
import { conv2dGeometry, type SlidingOptions } from '../../src/ops/convolution-geometry.js';
import { ones, tensor, zeros } from '../../src/ops/create.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../compare.js';
import { randomTensor } from './random-tensor.js';

describe('conv2d, calculated by hand', () => {
  const image = tensor([
    [
      [[1], [2], [3]],
      [[4], [5], [6]],
      [[7], [8], [9]],
    ],
  ]);
  const kernel = tensor([
    [[[1]], [[10]]],
    [[[100]], [[1000]]],
  ]);

  it('slides the kernel without flipping it', async () => {
    // 1 + 2*10 + 4*100 + 5*1000, and so on.
    await expectClose(conv2d(image, kernel), [
      [
        [[5421], [6532]],
        [[8754], [9865]],
      ],
    ]);
  });

  it('pads the odd row and column of `same` at the bottom and the right', async () => {
    const expected = [
      [
        [[5421], [6532], [603]],
        [[8754], [9865], [906]],
        [[87], [98], [9]],
      ],
    ];
    await expectClose(conv2d(image, kernel, { padding: 'same' }), expected);
  });

  it('pads each side by what is asked for', async () => {
    const padding = { top: 1, bottom: 0, left: 1, right: 0 };
    await expectClose(conv2d(image, kernel, { padding, strides: 2 }), [
      [
        [[1000], [3200]],
        [[7040], [9865]],
      ],
    ]);
  });

  it('reads every second pixel under dilation 2', async () => {
    await expectClose(conv2d(image, kernel, { dilation: 2 }), [[[[1 + 30 + 700 + 9000]]]]);
  });

  it('adds up the input channels and keeps the output channels apart', async () => {
    const x = tensor([[[[1, 10]]]]);
    const w = tensor([
      [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ],
    ]);
    await expectClose(conv2d(x, w, { bias: tensor([0.5, 0, -0.5]) }), [[[[41.5, 52, 62.5]]]]);
  });

  it('applies the activation to the sums and the bias', async () => {
    const x = tensor([[[[1], [-1]]]]);
    await expectClose(conv2d(x, ones([1, 1, 1, 1]), { bias: tensor([-0.25]), activation: 'relu' }), [[[[0.75], [0]]]]);
  });
});

/** A small convolution of any kind in which at least one window fits. */
const anyConvolution = fc
  .record({
    images: fc.tuple(natural(1, 2), natural(1, 6), natural(1, 6), natural(1, 3)),
    kernel: fc.tuple(natural(1, 3), natural(1, 3), natural(1, 3)),
    strides: fc.tuple(natural(1, 3), natural(1, 3)),
    dilation: fc.tuple(natural(1, 2), natural(1, 2)),
    padding: fc.oneof(
      fc.constantFrom('valid' as const, 'same' as const),
      natural(0, 2),
      fc.record({ top: natural(0, 2), bottom: natural(0, 2), left: natural(0, 2), right: natural(0, 2) }),
    ),
  })
  .map(({ images, kernel: [height, width, outputs], ...options }) => ({
    images,
    kernel: [height, width, images[3], outputs] as const,
    options,
  }))
  .filter(({ images, kernel, options }) => fits(images, kernel, options));

describe('conv2d, whatever the shapes, strides, paddings and dilations', () => {
  it('is the sum that defines it', async () => {
    await fc.assert(
      fc.asyncProperty(anyConvolution, async ({ images, kernel, options }) => {
        const [x, w] = [randomTensor('x', images), randomTensor('w', kernel)];
        await expectClose(conv2d(x, w, options), await byDefinition(x, w, options), { relative: 1e-13 });
      }),
      { numRuns: 60 },
    );
  });

  it('and its two gradients are one trilinear form of image, kernel and upstream gradient', async () => {
    await fc.assert(
      fc.asyncProperty(anyConvolution, async ({ images, kernel, options }) => {
        const geometry = conv2dGeometry(images, kernel, options);
        const [x, w] = [randomTensor('x', images), randomTensor('w', kernel)];
        const y = conv2d(x, w, options);
        const dy = randomTensor('dy', y.shape);
        const form = await inner(dy, y);
        expect(await inner(conv2dInputGradient([dy, w], geometry), x)).toBeCloseTo(form, 9);
        expect(await inner(conv2dKernelGradient([x, dy], geometry), w)).toBeCloseTo(form, 9);
      }),
      { numRuns: 60 },
    );
  });

  it('has the gradients that central differences give', async () => {
    await fc.assert(
      fc.asyncProperty(anyConvolution, async ({ images, kernel, options }) => {
        const inputs = [randomTensor('x', images), randomTensor('w', kernel), randomTensor('bias', [kernel[3]])];
        const layer = (x: Tensor, w: Tensor, bias: Tensor) => conv2d(x, w, { ...options, bias, activation: 'tanh' });
        const check = await checkGradients(layer, inputs);
        expect(check.relativeError).toBeLessThan(1e-6);
      }),
      { numRuns: 20 },
    );
  });

  it('under `same` has ceil(size / stride) places, with as much padding before as after or one less', () => {
    fc.assert(
      fc.property(natural(1, 40), natural(1, 7), natural(1, 5), natural(1, 3), (size, reach, stride, dilation) => {
        const geometry = conv2dGeometry([1, size, 1, 1], [reach, 1, 1, 1], {
          padding: 'same',
          strides: [stride, 1],
          dilation: [dilation, 1],
        });
        expect(geometry.outHeight).toBe(Math.ceil(size / stride));
        const total = Math.max((geometry.outHeight - 1) * stride + (reach - 1) * dilation + 1 - size, 0);
        expect(geometry.padTop).toBe(Math.floor(total / 2));
      }),
    );
  });
});

describe('conv2d with an activation in the same pass', () => {
  it.each(['relu', 'sigmoid', 'tanh'] as const)('gives the gradients of %s applied afterwards', async (activation) => {
    const shapes = { x: [2, 5, 4, 2], w: [3, 2, 2, 3], bias: [3] };
    const leaves = () =>
      Object.entries(shapes).map(([name, shape]) => randomTensor(name, shape, { requiresGrad: true }));
    const [fused, separate] = [leaves(), leaves()];
    const y = conv2d(fused[0], fused[1], { bias: fused[2], activation });
    const z = conv2d(separate[0], separate[1], { bias: separate[2] })[activation]();
    await expectClose(y, z, { relative: 1e-15 });
    const upstream = randomTensor('dy', y.shape);
    y.backward({ upstream });
    z.backward({ upstream });
    for (const i of [0, 1, 2]) await expectClose(fused[i].grad!, separate[i].grad!, { relative: 1e-14 });
  });
});

describe('conv2d refuses', () => {
  const image = zeros([8, 28, 28, 3]);
  const kernel = zeros([5, 5, 3, 12]);
  const channels =
    'conv2d: the input has 3 channels, the kernel expects 1 (input [8, 28, 28, 3], kernel [5, 5, 1, 12])';
  const reach =
    'conv2d: the kernel reaches over 31 rows, the padded input has 28 ' +
    '(input [8, 28, 28, 3], kernel [31, 1, 3, 1], padding "valid")';
  const refusals: [string, Tensor, Tensor, Conv2dOptions, string][] = [
    ['other channels', image, zeros([5, 5, 1, 12]), {}, channels],
    [
      'an image without batch',
      zeros([28, 28, 3]),
      kernel,
      {},
      'four axes [batch, height, width, channels], found [28, 28, 3]',
    ],
    ['a kernel without channels', image, zeros([5, 5]), {}, '[height, width, inChannels, outChannels], found [5, 5]'],
    ['a kernel that covers nothing', image, zeros([0, 5, 3, 1]), {}, 'the kernel [0, 5, 3, 1] covers no pixel'],
    ['a kernel larger than the image', image, zeros([31, 1, 3, 1]), {}, reach],
    [
      'a dilated kernel larger than the image',
      image,
      kernel,
      { dilation: [1, 7] },
      'reaches over 29 columns, the padded input has 28',
    ],
    ['stride 0', image, kernel, { strides: 0 }, 'strides is 0, expected whole numbers of at least 1'],
    [
      'half a stride',
      image,
      kernel,
      { strides: [1, 0.5] },
      'strides is [1, 0.5], expected whole numbers of at least 1',
    ],
    ['dilation -1', image, kernel, { dilation: -1 }, 'dilation is -1, expected whole numbers of at least 1'],
    [
      'negative padding',
      image,
      kernel,
      { padding: -1 },
      "padding is -1, expected 'valid', 'same', a whole number of at least 0",
    ],
    [
      'an unknown padding',
      image,
      kernel,
      { padding: 'full' as 'same' },
      "padding is \"full\", expected 'valid', 'same'",
    ],
    [
      'a bias of another length',
      image,
      kernel,
      { bias: zeros([3]) },
      'the bias needs shape [12], one number for each output channel, found [3]',
    ],
    [
      'another dtype',
      image,
      zeros([5, 5, 3, 12], { dtype: 'float64' }),
      {},
      'the input [8, 28, 28, 3] is float32, the kernel [5, 5, 3, 12] is float64; cast one of them',
    ],
    [
      'whole numbers',
      zeros([1, 5, 5, 3], { dtype: 'int32' }),
      kernel,
      {},
      'the input [1, 5, 5, 3] is int32, expected float32 or float64; cast it',
    ],
  ];

  it.each(refusals)('%s', (_what, x, w, options, message) => {
    expect(() => conv2d(x, w, options)).toThrow(message);
  });
});

function natural(min: number, max: number) {
  return fc.integer({ min, max });
}

function fits(images: readonly number[], kernel: readonly number[], options: Partial<SlidingOptions>): boolean {
  try {
    conv2dGeometry(images, kernel, options);
    return true;
  } catch {
    return false;
  }
}

async function inner(a: Tensor, b: Tensor): Promise<number> {
  return a.mul(b).sum().item();
}

/** y[b, p, q, o] = sum over k, l, c of x[b, p s + k d - padTop, q s + l d - padLeft, c] w[k, l, c, o], in seven loops. */
async function byDefinition(x: Tensor, w: Tensor, options: Partial<SlidingOptions>): Promise<Tensor> {
  const g = conv2dGeometry(x.shape, w.shape, options);
  const [image, kernel] = [await x.data(), await w.data()];
  const y: number[] = [];
  for (let b = 0; b < g.batch; b++) {
    for (let p = 0; p < g.outHeight; p++) {
      for (let q = 0; q < g.outWidth; q++) {
        for (let o = 0; o < g.outChannels; o++) {
          let sum = 0;
          for (let k = 0; k < g.kernelHeight; k++) {
            for (let l = 0; l < g.kernelWidth; l++) {
              const row = p * g.strideHeight + k * g.dilationHeight - g.padTop;
              const column = q * g.strideWidth + l * g.dilationWidth - g.padLeft;
              if (row < 0 || row >= g.inHeight || column < 0 || column >= g.inWidth) continue;
              for (let c = 0; c < g.inChannels; c++) {
                const pixel = image[((b * g.inHeight + row) * g.inWidth + column) * g.inChannels + c];
                sum += pixel * kernel[((k * g.kernelWidth + l) * g.inChannels + c) * g.outChannels + o];
              }
            }
          }
          y.push(sum);
        }
      }
    }
  }
  return tensor(Float64Array.from(y), {
    shape: [g.batch, g.outHeight, g.outWidth, g.outChannels],
    dtype: 'float64',
  });
}
