import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGradients } from '../../src/autograd/check-gradient.js';
import { setBackend } from '../../src/backend/current.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { tensor } from '../../src/ops/create.js';
import { concat, where } from '../../src/ops/functions.js';
import '../../src/ops/index.js';
import { broadcastShapes, rowMajorStrides, sizeOf, type Shape } from '../../src/tensor/shape.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../compare.js';
import { randomTensor } from './random-tensor.js';

setBackend(referenceBackend());

/** fast-check prints the seed and the smallest failing input when a property does not hold. */
const runs = { numRuns: 40 };

const length = fc.integer({ min: 1, max: 3 });
const shape = fc.array(length, { maxLength: 4 });
const someShape = fc.array(length, { minLength: 1, maxLength: 4 });

/** Two shapes that broadcast: of a common one, each keeps some axes, has 1 along others and leaves out some in front. */
const broadcastPair = shape.chain((whole) => fc.tuple(partOf(whole), partOf(whole)));

function partOf(whole: Shape): fc.Arbitrary<number[]> {
  return fc
    .tuple(fc.nat(whole.length), fc.array(fc.boolean(), { minLength: whole.length, maxLength: whole.length }))
    .map(([missing, isStretched]) => whole.map((size, i) => (isStretched[i] ? 1 : size)).slice(missing));
}

/** A shape with at least one axis, and some of its axes, counted from the front or from the back. */
const shapeAndAxes = someShape.chain((sizes) =>
  fc.tuple(
    fc.constant(sizes),
    fc
      .subarray(sizes.map((_, axis) => axis))
      .chain((axes) => fc.tuple(...axes.map((axis) => fc.constantFrom(axis, axis - sizes.length)))),
  ),
);

type MultiIndex = number[];

/** All multi-indices of a shape, in row-major order. */
function indicesOf(sizes: Shape): MultiIndex[] {
  return sizes.reduce<MultiIndex[]>(
    (found, size) => found.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
}

/** Element lookup by multi-index; one that is too long is aligned at the last axis, and size 1 is repeated. */
async function elements(x: Tensor): Promise<(index: MultiIndex) => number> {
  const values = await x.data();
  const strides = rowMajorStrides(x.shape);
  return (index) => {
    const aligned = index.slice(index.length - x.rank);
    return values[aligned.reduce((at, i, axis) => at + (x.shape[axis] === 1 ? 0 : i) * strides[axis], 0)];
  };
}

async function expectGradients(fn: (...inputs: Tensor[]) => Tensor, inputs: Tensor[]): Promise<void> {
  for (const mode of ['projection', 'jacobian'] as const) {
    const check = await checkGradients(fn, inputs, { mode });
    expect(check.relativeError, `${mode}: ${JSON.stringify(check)}`).toBeLessThan(1e-6);
  }
}

describe('whatever shapes broadcast,', () => {
  it('a sum and a product are those of the elements that meet, and their gradients sum up again', async () => {
    await fc.assert(
      fc.asyncProperty(broadcastPair, async ([shapeA, shapeB]) => {
        const [a, b] = [randomTensor('a', shapeA), randomTensor('b', shapeB)];
        const [atA, atB] = [await elements(a), await elements(b)];
        const whole = broadcastShapes('test', shapeA, shapeB);
        const y = a.mul(b).add(b);
        expect(y.shape).toEqual(whole);
        await expectClose(
          y.flatten(),
          indicesOf(whole).map((index) => atA(index) * atB(index) + atB(index)),
          { relative: 1e-15 },
        );
        await expectGradients((left, right) => left.mul(right).add(right), [a, b]);
      }),
      runs,
    );
  });

  it('division, powers and choices have the gradients that differences show', async () => {
    await fc.assert(
      fc.asyncProperty(broadcastPair, async ([shapeA, shapeB]) => {
        const a = randomTensor('a', shapeA).abs().add(0.5);
        const b = randomTensor('b', shapeB).abs().add(0.5);
        const condition = randomTensor('condition', shapeB).greater(0);
        await expectGradients((left, right) => where(condition, left.div(right), left.pow(right)), [a, b]);
      }),
      runs,
    );
  });
});

describe('whatever axes are reduced,', () => {
  it('sum, mean, variance and the extremes are those of plain loops', async () => {
    await fc.assert(
      fc.asyncProperty(shapeAndAxes, fc.boolean(), async ([sizes, axes], keepDims) => {
        const x = randomTensor('x', sizes);
        const at = await elements(x);
        const reduced = new Set(axes.map((axis) => (axis + sizes.length) % sizes.length));
        const remaining = sizes.filter((_, axis) => !reduced.has(axis));
        // What falls into each element of the result: elements whose remaining indices agree.
        const groups = new Map<string, number[]>();
        for (const index of indicesOf(sizes)) {
          const key = index.filter((_, axis) => !reduced.has(axis)).join();
          groups.set(key, [...(groups.get(key) ?? []), at(index)]);
        }
        const lists = [...groups.values()];
        const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
        const expected: [Tensor, (list: number[]) => number][] = [
          [x.sum(axes, { keepDims }), (list) => mean(list) * list.length],
          [x.mean(axes, { keepDims }), mean],
          [x.max(axes, { keepDims }), (list) => Math.max(...list)],
          [x.min(axes, { keepDims }), (list) => Math.min(...list)],
          [x.variance(axes, { keepDims }), (list) => mean(list.map((value) => (value - mean(list)) ** 2))],
          [x.logSumExp(axes, { keepDims }), (list) => Math.log(list.reduce((sum, value) => sum + Math.exp(value), 0))],
          [x.argMax(axes, { keepDims }), (list) => list.indexOf(Math.max(...list))],
        ];
        const kept = sizes.map((size, axis) => (reduced.has(axis) ? 1 : size));
        for (const [found, of] of expected) {
          expect(found.shape).toEqual(keepDims ? kept : remaining);
          await expectClose(found.flatten(), lists.map(of), { absolute: 1e-13 });
        }
      }),
      runs,
    );
  });

  it('the gradients are those that differences show', async () => {
    await fc.assert(
      fc.asyncProperty(shapeAndAxes, fc.boolean(), async ([sizes, axes], keepDims) => {
        const options = { keepDims };
        await expectGradients(
          (x) => {
            const smooth = x.sum(axes, options).square().add(x.mean(axes, options).exp());
            return smooth.add(x.variance(axes, options)).add(x.logSumExp(axes, options));
          },
          [randomTensor('x', sizes)],
        );
      }),
      runs,
    );
  });

  it('softmax adds up to 1 along its axis and has the gradient that differences show', async () => {
    const withAxis = someShape.chain((sizes) =>
      fc.tuple(fc.constant(sizes), fc.integer({ min: -sizes.length, max: sizes.length - 1 })),
    );
    await fc.assert(
      fc.asyncProperty(withAxis, async ([sizes, axis]) => {
        const x = randomTensor('x', sizes);
        const total = x.softmax(axis).sum(axis);
        await expectClose(total.flatten(), new Array<number>(total.size).fill(1), { absolute: 1e-14 });
        await expectClose(x.logSoftmax(axis).exp(), x.softmax(axis), { absolute: 1e-14 });
        await expectGradients((input) => input.softmax(axis).add(input.logSoftmax(axis)), [x]);
      }),
      runs,
    );
  });
});

describe('whatever the sizes,', () => {
  it('matmul, batched and transposed, is the triple loop and has the gradients that differences show', async () => {
    await fc.assert(
      fc.asyncProperty(
        broadcastPair.filter(([a, b]) => a.length <= 2 && b.length <= 2),
        fc.tuple(length, length, length),
        fc.boolean(),
        fc.boolean(),
        async ([batchA, batchB], [m, k, n], transposeA, transposeB) => {
          const a = randomTensor('a', [...batchA, ...(transposeA ? [k, m] : [m, k])]);
          const b = randomTensor('b', [...batchB, ...(transposeB ? [n, k] : [k, n])]);
          const [atA, atB] = [await elements(a), await elements(b)];
          const y = a.matmul(b, { transposeA, transposeB });
          const expected = indicesOf(y.shape).map((index) => {
            const batch = index.slice(0, -2);
            const [row, column] = index.slice(-2);
            let sum = 0;
            for (let i = 0; i < k; i++) {
              const left = atA([...batch, ...(transposeA ? [i, row] : [row, i])]);
              sum += left * atB([...batch, ...(transposeB ? [column, i] : [i, column])]);
            }
            return sum;
          });
          expect(y.shape).toEqual([...broadcastShapes('test', batchA, batchB), m, n]);
          await expectClose(y.flatten(), expected, { absolute: 1e-14 });
          await expectGradients((left, right) => left.matmul(right, { transposeA, transposeB }), [a, b]);
        },
      ),
      runs,
    );
  });

  it('a transposition moves each element to its permuted place, and its inverse undoes it', async () => {
    const permuted = shape.chain((sizes) =>
      fc.tuple(
        fc.constant(sizes),
        fc.shuffledSubarray(
          sizes.map((_, axis) => axis),
          { minLength: sizes.length },
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(permuted, async ([sizes, permutation]) => {
        const x = randomTensor('x', sizes);
        const y = x.transpose(permutation);
        const [atX, atY] = [await elements(x), await elements(y)];
        for (const index of indicesOf(sizes)) expect(atY(permutation.map((axis) => index[axis]))).toBe(atX(index));
        await expectClose(y.transpose(permutation.map((_, axis) => permutation.indexOf(axis))), x);
        await expectGradients((input) => input.transpose(permutation).square(), [x]);
      }),
      runs,
    );
  });

  it('a slice reads x[begin + i * step], and its gradient goes back there', async () => {
    const axisSlice = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom(1, 2, 3, -1, -2)).chain(([size, step]) =>
      fc.nat(size - 1).chain((begin) => {
        const most = step > 0 ? Math.ceil((size - begin) / step) : Math.floor(begin / -step) + 1;
        return fc.record({
          size: fc.constant(size),
          begin: fc.constant(begin),
          step: fc.constant(step),
          count: fc.nat(most),
        });
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(axisSlice, { minLength: 1, maxLength: 3 }), async (axes) => {
        const x = randomTensor(
          'x',
          axes.map(({ size }) => size),
        );
        const cut = (input: Tensor) =>
          input.slice(
            axes.map(({ begin }) => begin),
            axes.map(({ count }) => count),
            axes.map(({ step }) => step),
          );
        const [at, y] = [await elements(x), cut(x)];
        const expected = indicesOf(y.shape).map((index) =>
          at(index.map((i, axis) => axes[axis].begin + i * axes[axis].step)),
        );
        expect(y.shape).toEqual(axes.map(({ count }) => count));
        expectClose(await y.data(), expected);
        await expectGradients((input) => cut(input).square(), [x]);
      }),
      runs,
    );
  });

  it('slices of a concatenation are what was joined, and so are those of a padding', async () => {
    const parts = fc.tuple(
      someShape,
      fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.nat(2),
      fc.nat(2),
    );
    await fc.assert(
      fc.asyncProperty(parts, async ([sizes, lengths, place, before, after]) => {
        const axis = place % sizes.length;
        const tensors = lengths.map((size, i) => randomTensor(`part ${i}`, sizes.with(axis, size)));
        const joined = concat(tensors, axis);
        let begin = 0;
        for (const [i, size] of lengths.entries()) {
          const from = sizes.map((_, j) => (j === axis ? begin : 0));
          await expectClose(joined.slice(from, sizes.with(axis, size)), tensors[i]);
          begin += size;
        }
        const padded = joined.pad(
          joined.shape.map(() => [before, after]),
          7,
        );
        await expectClose(
          padded.slice(
            sizes.map(() => before),
            joined.shape,
          ),
          joined,
        );
        expect(await padded.equal(7).sum().item()).toBe(padded.size - joined.size);
        await expectGradients((...inputs) => concat(inputs, axis).square(), tensors);
      }),
      runs,
    );
  });

  it('gather picks what the indices say, and its gradient adds up where an index repeats', async () => {
    const picked = fc.tuple(someShape, fc.nat(), fc.array(length, { maxLength: 2 }), fc.nat(1000));
    await fc.assert(
      fc.asyncProperty(picked, async ([sizes, place, indexShape, seed]) => {
        const axis = place % sizes.length;
        const x = randomTensor('x', sizes);
        const flat = Int32Array.from({ length: sizeOf(indexShape) }, (_, j) => (seed * (j + 1)) % sizes[axis]);
        const indices = tensor(flat, { shape: indexShape, dtype: 'int32' });
        const y = x.gather(indices, { axis, scale: 3 });
        const [at, indexAt] = [await elements(x), await elements(indices)];
        const expected = indicesOf(y.shape).map((index) => {
          const j = index.slice(axis, axis + indexShape.length);
          return 3 * at([...index.slice(0, axis), indexAt(j), ...index.slice(axis + indexShape.length)]);
        });
        await expectClose(y.flatten(), expected);
        await expectGradients((input) => input.gather(indices, { axis, scale: 3 }).square(), [x]);
      }),
      runs,
    );
  });
});
