import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../src/ops/index.js';
import { checkGradients } from '../../src/autograd/check-gradient.js';
import { averagePool2d, averagePool2dGradient } from '../../src/ops/average-pool2d.js';
import { tensor, zeros } from '../../src/ops/create.js';
import { globalAveragePool2d, globalMaxPool2d } from '../../src/ops/global-pool2d.js';
import { maxPool2d, maxPool2dGradient, maxPool2dSelect } from '../../src/ops/max-pool2d.js';
import { pool2dGeometry, type Pool2dOptions } from '../../src/ops/pool2d-geometry.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../compare.js';
import { randomTensor } from './random-tensor.js';

/** One image of one channel. */
function image(rows: number[][], requiresGrad = false): Tensor {
  return tensor([rows.map((row) => row.map((pixel) => [pixel]))], { requiresGrad });
}

describe('pooling, calculated by hand', () => {
  const x = image([
    [1, 2, 3],
    [4, 9, 6],
    [7, 8, 5],
  ]);

  it('drops the windows that do not fit whole under `valid`', async () => {
    await expectClose(maxPool2d(x), [[[[9]]]]);
    await expectClose(averagePool2d(x), [[[[4]]]]);
  });

  it('counts only real pixels under `same`, the window over the edge being at the bottom and the right', async () => {
    await expectClose(maxPool2d(x, { padding: 'same' }), [
      [
        [[9], [6]],
        [[8], [5]],
      ],
    ]);
    await expectClose(averagePool2d(x, { padding: 'same' }), [
      [
        [[4], [4.5]],
        [[7.5], [5]],
      ],
    ]);
  });

  it('takes the largest of negative pixels, not the padding', async () => {
    await expectClose(maxPool2d(image([[-3, -2]]), { window: [2, 1], strides: 1, padding: 'same' }), [[[[-3], [-2]]]]);
  });

  it('lets windows overlap', async () => {
    await expectClose(maxPool2d(x, { window: 2, strides: 1 }), [
      [
        [[9], [9]],
        [[9], [9]],
      ],
    ]);
  });

  it("sends a tie's gradient to the first maximum, row by row", async () => {
    const tied = image(
      [
        [1, 5],
        [5, 5],
      ],
      true,
    );
    maxPool2d(tied).sum().backward();
    await expectClose(tied.grad!, [
      [
        [[0], [1]],
        [[0], [0]],
      ],
    ]);
  });

  it('adds up the gradients of all windows whose maximum a pixel is', async () => {
    const peak = image(
      [
        [1, 2, 3],
        [4, 9, 6],
        [7, 8, 5],
      ],
      true,
    );
    maxPool2d(peak, { window: 2, strides: 1 }).sum().backward();
    await expectClose(peak.grad!, [
      [
        [[0], [0], [0]],
        [[0], [4], [0]],
        [[0], [0], [0]],
      ],
    ]);
  });

  it('spreads the gradient of a mean over the pixels it was taken of', async () => {
    const spread = image([[1, 2, 3]], true);
    averagePool2d(spread, { window: [1, 2], padding: 'same' })
      .sum()
      .backward();
    await expectClose(spread.grad!, [[[[0.5], [0.5], [1]]]]);
  });

  it('over the whole image leaves one number for each channel', async () => {
    const images = tensor([[[[1, 8]], [[3, 2]]]]);
    await expectClose(globalAveragePool2d(images), [[2, 5]]);
    await expectClose(globalMaxPool2d(images), [[3, 8]]);
  });
});

/** A small pooling of any kind. */
const anyPooling = fc
  .record({
    images: fc.tuple(natural(1, 2), natural(1, 6), natural(1, 6), natural(1, 3)),
    window: fc.tuple(natural(1, 3), natural(1, 3)),
    strides: fc.tuple(natural(1, 3), natural(1, 3)),
    padding: fc.oneof(fc.constantFrom('valid' as const, 'same' as const), natural(0, 2)),
  })
  .map(({ images, ...options }) => ({ images, options }))
  .filter(({ images, options }) => fits(images, options));

describe('pooling, whatever the shapes, windows, strides and paddings', () => {
  it('is the maximum or the mean of the real pixels of each window', async () => {
    await fc.assert(
      fc.asyncProperty(anyPooling, async ({ images, options }) => {
        const x = randomTensor('x', images);
        await expectClose(maxPool2d(x, options), await byDefinition(x, options, (pixels) => Math.max(...pixels)));
        const mean = await byDefinition(x, options, (pixels) => pixels.reduce((a, b) => a + b) / pixels.length);
        await expectClose(averagePool2d(x, options), mean, { relative: 1e-14 });
      }),
      { numRuns: 60 },
    );
  });

  it('has as gradients the transposes of the linear maps it is', async () => {
    await fc.assert(
      fc.asyncProperty(anyPooling, async ({ images, options }) => {
        const geometry = pool2dGeometry('pooling', images, options);
        const [x, v] = [randomTensor('x', images), randomTensor('v', images)];
        const dy = randomTensor('dy', averagePool2d(x, options).shape);
        expect(await inner(averagePool2dGradient([dy], geometry), v)).toBeCloseTo(
          await inner(dy, averagePool2d(v, options)),
          10,
        );
        expect(await inner(maxPool2dGradient([dy, x], geometry), v)).toBeCloseTo(
          await inner(dy, maxPool2dSelect([v, x], geometry)),
          10,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('finds in the image itself, at its maxima, the maxima', async () => {
    await fc.assert(
      fc.asyncProperty(anyPooling, async ({ images, options }) => {
        const x = randomTensor('x', images).mul(2).cast('int32').cast('float64'); // with many ties
        const selected = maxPool2dSelect([x, x], pool2dGeometry('pooling', images, options));
        await expectClose(selected, maxPool2d(x, options));
      }),
      { numRuns: 40 },
    );
  });

  it('has the gradients that central differences give', async () => {
    await fc.assert(
      fc.asyncProperty(anyPooling, async ({ images, options }) => {
        const x = randomTensor('x', images);
        expect((await checkGradients((leaf) => averagePool2d(leaf, options), [x])).relativeError).toBeLessThan(1e-6);
        // Far from ties: every pixel has its own multiple of 1.
        const distinct = tensor(
          Float64Array.from({ length: x.size }, (_, i) => (i * 37) % 223),
          { shape: images, dtype: 'float64' },
        );
        expect((await checkGradients((leaf) => maxPool2d(leaf, options), [distinct])).relativeError).toBeLessThan(1e-6);
      }),
      { numRuns: 20 },
    );
  });
});

describe('pooling refuses', () => {
  const images = zeros([2, 4, 4, 3]);
  const refusals: [string, Tensor, Pool2dOptions, string][] = [
    [
      'an image without batch',
      zeros([4, 4, 3]),
      {},
      'maxPool2d: the input needs the four axes [batch, height, width, channels], found [4, 4, 3]',
    ],
    [
      'a window larger than the image',
      images,
      { window: 5 },
      'maxPool2d: the window reaches over 5 rows, the padded input has 4 (input [2, 4, 4, 3], window [5, 5], padding "valid")',
    ],
    ['a window of nothing', images, { window: 0 }, 'maxPool2d: window is 0, expected whole numbers of at least 1'],
    ['stride 0', images, { strides: [2, 0] }, 'maxPool2d: strides is [2, 0], expected whole numbers of at least 1'],
    ['negative padding', images, { padding: -1 }, "maxPool2d: padding is -1, expected 'valid', 'same'"],
    [
      'windows that lie in the padding alone',
      images,
      { window: 2, padding: 2 },
      'maxPool2d: with padding 2 a window of 2 x 2 can lie wholly outside of the image; pad by less than the window',
    ],
    ['whole numbers', zeros([2, 4, 4, 3], { dtype: 'int32' }), {}, 'maxPool2d: the input [2, 4, 4, 3] is int32'],
  ];

  it.each(refusals)('%s', (_what, x, options, message) => {
    expect(() => maxPool2d(x, options)).toThrow(message);
    expect(() => averagePool2d(x, options)).toThrow(message.replaceAll('maxPool2d', 'averagePool2d'));
  });
});

function natural(min: number, max: number) {
  return fc.integer({ min, max });
}

function fits(images: readonly number[], options: Pool2dOptions): boolean {
  try {
    pool2dGeometry('pooling', images, options);
    return true;
  } catch {
    return false;
  }
}

async function inner(a: Tensor, b: Tensor): Promise<number> {
  return a.mul(b).sum().item();
}

/** The real pixels of every window, reduced to one number. */
async function byDefinition(x: Tensor, options: Pool2dOptions, reduce: (pixels: number[]) => number): Promise<Tensor> {
  const g = pool2dGeometry('pooling', x.shape, options);
  const pixels = await x.data();
  const y: number[] = [];
  for (let b = 0; b < g.batch; b++) {
    for (let p = 0; p < g.outHeight; p++) {
      for (let q = 0; q < g.outWidth; q++) {
        for (let c = 0; c < g.channels; c++) {
          const window: number[] = [];
          for (let k = 0; k < g.windowHeight; k++) {
            for (let l = 0; l < g.windowWidth; l++) {
              const row = p * g.strideHeight + k - g.padTop;
              const column = q * g.strideWidth + l - g.padLeft;
              if (row < 0 || row >= g.inHeight || column < 0 || column >= g.inWidth) continue;
              window.push(pixels[((b * g.inHeight + row) * g.inWidth + column) * g.channels + c]);
            }
          }
          y.push(reduce(window));
        }
      }
    }
  }
  return tensor(Float64Array.from(y), { shape: [g.batch, g.outHeight, g.outWidth, g.channels], dtype: 'float64' });
}
