import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sizeOf, type Shape } from '../../src/tensor/shape.js';
import type { BinaryFunction, UnaryFunction } from '../../src/backend/kernels.js';
import { describeOn, describeOnEach, openWasm, openWebGpu } from './adapter.js';
import { expectParity, floats, integers, operand, run } from './parity.js';

const unaryFunctions: Record<UnaryFunction, [low: number, high: number]> = {
  neg: [-5, 5],
  abs: [-5, 5],
  sign: [-5, 5],
  exp: [-5, 5],
  log: [0.001, 5],
  sqrt: [0, 5],
  square: [-5, 5],
  reciprocal: [0.1, 5],
  erf: [-4, 4],
  relu: [-5, 5],
  leakyRelu: [-5, 5],
  elu: [-5, 5],
  selu: [-5, 5],
  gelu: [-6, 6],
  silu: [-30, 30],
  sigmoid: [-30, 30],
  tanh: [-5, 5],
  softplus: [-30, 30],
  clip: [-5, 5],
};
/** Vector tails, turns of an unrolled loop, a workgroup, and where threads begin to share costly and cheap functions. */
const unarySizes = [...Array(10).keys()].slice(1).concat(15, 16, 17, 63, 65, 255, 257, 2047, 2049, 16_383, 16_385);
const arithmetic: BinaryFunction[] = ['add', 'sub', 'mul', 'div', 'minimum', 'maximum'];
const comparisons: BinaryFunction[] = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'];
const gradients: BinaryFunction[] = ['reluGradient', 'sigmoidGradient', 'tanhGradient'];

/** A result's shape, and for each operand which of its axes it has in full (else of size 1), and how many it leaves away. */
const broadcast = (operands: number) =>
  fc
    .array(fc.integer({ min: 1, max: 5 }), { minLength: 0, maxLength: 4 })
    .chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.array(fc.tuple(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.nat(shape.length)), {
          minLength: operands,
          maxLength: operands,
        }),
      ),
    )
    .map(([shape, choices]) => ({
      shape,
      operands: choices.map(([full, dropped]) =>
        shape.map((size, axis) => (full[axis] ? size : 1)).filter((size, axis) => axis >= dropped || size !== 1),
      ),
    }))
    // What was dropped in the middle does not broadcast.
    .filter(({ shape, operands: shapes }) => shapes.every((from) => broadcasts(from, shape)));

function broadcasts(from: Shape, to: Shape): boolean {
  return from.every((size, axis) => size === 1 || size === to[to.length - from.length + axis]);
}

await describeOnEach('elementwise kernels agree with the reference', (backend) => {
  test.each(Object.entries(unaryFunctions))('unary %s', async (name, [low, high]) => {
    for (const size of unarySizes) {
      await expectParity(backend, {
        kernel: 'unary',
        inputs: [floats([size], 7, low, high)],
        outputs: [{ shape: [size], dtype: 'float32' }],
        attributes: { function: name as UnaryFunction, alpha: name === 'clip' ? -1.5 : 0.3, beta: 2.5 },
      });
    }
  });

  test('functions of float32 keep their digits near 0', async () => {
    for (const name of ['tanh', 'erf', 'elu', 'selu', 'softplus', 'gelu', 'silu'] as const) {
      await expectParity(backend, {
        kernel: 'unary',
        inputs: [floats([256], 8, -1e-3, 1e-3)],
        outputs: [{ shape: [256], dtype: 'float32' }],
        attributes: { function: name, alpha: 1 },
      });
    }
  });

  test('activations of large values are their limits, not NaN', async () => {
    const limits: [UnaryFunction, number, number][] = [
      ['tanh', -1, 1],
      ['sigmoid', 0, 1],
      ['erf', -1, 1],
      ['relu', 0, 300],
      ['softplus', 0, 300],
      ['silu', 0, 300],
      ['gelu', 0, 300],
      ['elu', -1, 300],
    ];
    for (const [name, below, above] of limits) {
      const [values] = await run(backend, {
        kernel: 'unary',
        inputs: [{ shape: [2], values: Float32Array.of(-300, 300) }],
        outputs: [{ shape: [2], dtype: 'float32' }],
        attributes: { function: name, alpha: 1 },
      });
      expect([name, ...values].map((value) => (value === 0 ? 0 : value))).toEqual([name, below, above]);
    }
  });

  test.each(['neg', 'abs', 'sign', 'square', 'clip'] as const)('unary %s of int32', async (name) => {
    await expectParity(backend, {
      kernel: 'unary',
      inputs: [integers([257], 9, -100, 100)],
      outputs: [{ shape: [257], dtype: 'int32' }],
      attributes: { function: name, alpha: -30.5, beta: Infinity },
    });
  });

  test.each([...arithmetic, ...comparisons, ...gradients])('binary %s', async (name) => {
    // Few different values, so that some are equal.
    const a = floats([3, 1, 43], 11, 1, 4);
    const b = { ...a, values: a.values.map((value, i) => (i % 3 ? value + ((i % 2) - 0.5) : value)) };
    await expectParity(backend, {
      kernel: 'binary',
      inputs: [a, b],
      outputs: [{ shape: [3, 1, 43], dtype: 'float32' }],
      attributes: { function: name },
    });
  });

  test.each([...arithmetic, 'pow', ...comparisons] as const)('binary %s of int32', async (name) => {
    const [low, high] = name === 'pow' ? [-4, 5] : [-50, 50];
    await expectParity(backend, {
      kernel: 'binary',
      inputs: [integers([513], 12, low, high), integers([513], 13, low, high)],
      outputs: [{ shape: [513], dtype: comparisons.includes(name) ? 'float32' : 'int32' }],
      attributes: { function: name },
    });
  });

  test('pow has the signs, the zeros and the NaN of IEEE 754', async () => {
    const a = Float32Array.of(-2, -2, -2, 0, 0, 2, 2.5, -2.5, 1, 7, -1, -2, 1.5, -1.0001);
    const b = Float32Array.of(2, 3, -1, 0, 3, 0.5, -2.5, 0.5, 100, 1, 101, 0, 70, 65);
    await expectParity(backend, {
      kernel: 'binary',
      inputs: [
        { shape: [a.length], values: a },
        { shape: [b.length], values: b },
      ],
      outputs: [{ shape: [a.length], dtype: 'float32' }],
      attributes: { function: 'pow' },
    });
  });

  test('binary broadcasts to any rank', async () => {
    await fc.assert(
      fc.asyncProperty(broadcast(2), async ({ shape, operands: [a, b] }) => {
        await expectParity(backend, {
          kernel: 'binary',
          inputs: [floats(a, 14), floats(b, 15)],
          outputs: [{ shape, dtype: 'float32' }],
          attributes: { function: 'sub' },
        });
      }),
      { numRuns: 25 },
    );
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 31, 63, 64, 65, 100])(
    'binary of a matrix of %i columns and a value, a row or a column, on either side',
    async (columns) => {
      // On both sides of where a row is worth copying, and of where threads share the work.
      for (const rows of [2, 3, 15, 16, 17, 300]) {
        const shape = [rows, columns];
        const matrix = floats(shape, 30);
        for (const other of [shape, [], [1, 1], [columns], [rows, 1]]) {
          for (const inputs of [
            [matrix, floats(other, 31)],
            [floats(other, 31), matrix],
          ]) {
            await expectParity(backend, {
              kernel: 'binary',
              inputs,
              outputs: [{ shape, dtype: 'float32' }],
              attributes: { function: 'sub' },
            });
          }
        }
      }
    },
  );

  test('binary of a row and a column is their table', async () => {
    for (const [rows, columns] of [
      [1, 1],
      [3, 5],
      [64, 257],
    ]) {
      await expectParity(backend, {
        kernel: 'binary',
        inputs: [floats([rows, 1], 32), floats([columns], 33)],
        outputs: [{ shape: [rows, columns], dtype: 'float32' }],
        attributes: { function: 'mul' },
      });
    }
  });

  test('binary with rows between the axes, more than one thread has', async () => {
    for (const [a, b] of [
      [
        [40, 1, 9, 7],
        [5, 1, 7],
      ],
      [
        [6, 11, 1, 13],
        [1, 1, 10, 13],
      ],
      [
        [2, 3, 4, 1],
        [1, 4, 601],
      ],
    ]) {
      const shape = a.map((size, axis) => Math.max(size, b[axis - 1] ?? 1));
      await expectParity(backend, {
        kernel: 'binary',
        inputs: [floats(a, 34), floats(b, 35)],
        outputs: [{ shape, dtype: 'float32' }],
        attributes: { function: 'sub' },
      });
    }
  });

  test('binary takes one operand as both', async () => {
    const x = floats([300], 16);
    await expectParity(backend, {
      kernel: 'binary',
      inputs: [x, x],
      outputs: [{ shape: [300], dtype: 'float32' }],
      attributes: { function: 'mul' },
    });
  });

  test('select broadcasts all three operands, on a condition of either type', async () => {
    await fc.assert(
      fc.asyncProperty(broadcast(3), fc.boolean(), async ({ shape, operands: [c, a, b] }, isFloat) => {
        const condition = integers(c, 17, 0, 2);
        await expectParity(backend, {
          kernel: 'select',
          inputs: [
            isFloat ? { ...condition, values: Float32Array.from(condition.values) } : condition,
            isFloat ? floats(a, 18) : integers(a, 18, -9, 9),
            isFloat ? floats(b, 19) : integers(b, 19, -9, 9),
          ],
          outputs: [{ shape, dtype: isFloat ? 'float32' : 'int32' }],
          attributes: {},
        });
      }),
      { numRuns: 15 },
    );
  });

  test.each([
    ['float32', -2.5],
    ['int32', -7],
    ['uint8', 200],
  ] as const)('fill writes every element of %s', async (dtype, value) => {
    for (const shape of [[1], [3], [256], [257], [5, 7, 11]]) {
      await expectParity(backend, { kernel: 'fill', inputs: [], outputs: [{ shape, dtype }], attributes: { value } });
    }
  });

  test('fill writes infinity and NaN', async () => {
    for (const value of [Infinity, -Infinity, NaN]) {
      await expectParity(backend, {
        kernel: 'fill',
        inputs: [],
        outputs: [{ shape: [3], dtype: 'float32' }],
        attributes: { value },
      });
    }
  });

  test('cast goes from every dtype to every dtype, towards zero into integers', async () => {
    for (const size of [1, 2, 3, 4, 255, 257, 1025]) {
      const bytes = integers([size], 20, 0, 256, 'uint8');
      const sources = [bytes, integers([size], 21, -300, 300), floats([size], 22, -200, 200)];
      for (const source of sources) {
        for (const dtype of ['float32', 'int32', 'uint8'] as const) {
          await expectParity(backend, {
            kernel: 'cast',
            inputs: [source],
            outputs: [{ shape: [size], dtype }],
            attributes: {},
          });
        }
      }
    }
  });

  test('what is not defined for int32 is refused by name', () => {
    const x = integers([2], 1, 0, 9);
    const output = { shape: [2], dtype: 'int32' } as const;
    const exp = run(backend, { kernel: 'unary', inputs: [x], outputs: [output], attributes: { function: 'exp' } });
    const gradient = run(backend, {
      kernel: 'binary',
      inputs: [x, x],
      outputs: [output],
      attributes: { function: 'tanhGradient' },
    });
    return Promise.all([
      expect(exp).rejects.toThrow('unary: exp of int32 is not defined'),
      expect(gradient).rejects.toThrow('binary: tanhGradient of int32 is not defined'),
    ]);
  });

  test('a tensor without elements is left in peace', async () => {
    const empty = floats([0, 3], 1);
    expect(sizeOf(empty.shape)).toBe(0);
    await expectParity(backend, {
      kernel: 'binary',
      inputs: [empty, floats([3], 2)],
      outputs: [{ shape: [0, 3], dtype: 'float32' }],
      attributes: { function: 'add' },
    });
  });
});

describeOn(await openWebGpu(), 'elementwise kernels of many workgroups', (backend) => {
  test('a size at which the dispatch folds into rows is computed to the last element', async () => {
    // 65,535 workgroups of 256 and one more.
    const size = 65_535 * 256 + 1;
    const [values] = await run(backend, {
      kernel: 'unary',
      inputs: [{ shape: [size], values: new Float32Array(size).fill(3) }],
      outputs: [{ shape: [size], dtype: 'float32' }],
      attributes: { function: 'square' },
    });
    expect(values.every((value) => value === 9)).toBe(true);
  });
});

const wasm = await openWasm(2);
const wasmOnFour = await openWasm(4);
describe('elementwise kernels on wasm', () => {
  const large = Math.fround(3e38);
  const special = Float32Array.of(NaN, Infinity, -Infinity, 0, -0, 1, -1, large, -large, 1e-45, -1e-45);
  const shape = [special.length];

  test.each(Object.keys(unaryFunctions) as UnaryFunction[])('unary %s of NaN and infinities', async (name) => {
    await expectParity(wasm, {
      kernel: 'unary',
      inputs: [{ shape, values: special }],
      outputs: [{ shape, dtype: 'float32' }],
      attributes: { function: name, alpha: -0.5, beta: 2.5 },
    });
  });

  test.each([...arithmetic, 'pow', ...comparisons, ...gradients] as const)(
    'binary %s of every pair of NaN, infinities and zeros',
    async (name) => {
      // The square of a large y overflows; as a value of tanh it does not occur.
      const values = gradients.includes(name) ? special.filter((value) => Math.abs(value) !== large) : special;
      await expectParity(wasm, {
        kernel: 'binary',
        inputs: [
          { shape: [values.length, 1], values },
          { shape: [values.length], values },
        ],
        outputs: [{ shape: [values.length, values.length], dtype: 'float32' }],
        attributes: { function: name },
      });
    },
  );

  test('NaN is not 0 as a condition', async () => {
    await expectParity(wasm, {
      kernel: 'select',
      inputs: [{ shape, values: special }, floats([], 1), floats([], 2)],
      outputs: [{ shape, dtype: 'float32' }],
      attributes: {},
    });
  });

  test('int32 wraps around, also where a division would', async () => {
    const least = -(2 ** 31);
    const values = Int32Array.of(least, least + 1, -1, 0, 1, 7, 2 ** 31 - 1);
    for (const name of ['add', 'sub', 'div', 'minimum', 'maximum'] as const) {
      await expectParity(wasm, {
        kernel: 'binary',
        inputs: [
          { shape: [7, 1], values },
          { shape: [7], values },
        ],
        outputs: [{ shape: [7, 7], dtype: 'int32' }],
        attributes: { function: name },
      });
    }
  });

  test('a result may take the place of an operand, with rows that do not end with a vector', async () => {
    for (const [rows, columns] of [
      [5, 6],
      [30, 7],
      [900, 33],
    ]) {
      const matrix = floats([rows, columns], 40);
      for (const other of [floats([columns], 41), floats([rows, 1], 42), floats([rows, columns], 43)]) {
        const output = { shape: matrix.shape, dtype: 'float32' } as const;
        const attributes = { function: 'sub' } as const;
        const [expected] = await run(wasm, {
          kernel: 'binary',
          inputs: [matrix, other],
          outputs: [output],
          attributes,
        });
        const place = operand(wasm, matrix);
        wasm.kernels.binary([place, operand(wasm, other)], [place], attributes);
        expect(await wasm.read(place.buffer)).toEqual(expected);
      }
    }
  });

  test('values of a function do not depend on the number of threads', async () => {
    const x = floats([5, 4099], 44, -9, 9);
    for (const name of ['gelu', 'square'] as const) {
      const launch = {
        kernel: 'unary',
        inputs: [x],
        outputs: [{ shape: x.shape, dtype: 'float32' }],
        attributes: { function: name },
      } as const;
      expect(await run(wasmOnFour, launch)).toEqual(await run(wasm, launch));
    }
  });
});
