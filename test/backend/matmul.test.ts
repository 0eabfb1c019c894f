import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import type { FusedActivation } from '../../src/backend/kernels.js';
import {
  chooseMatmulVariant,
  chooseTiles,
  type MatmulVariant,
} from '../../src/backend/webgpu/kernels/matmul-variant.js';
import { describeOn, openGpuJs, openWasmTeams, openWebGpu } from './adapter.js';
import { expectParity, factors, floats, run, type Launch } from './parity.js';

const defaultLimits = {
  invocationsPerWorkgroup: 256,
  workgroupStorageBytes: 16_384,
  workgroupsPerDimension: 65_535,
  storageBuffers: 8,
  subgroupSize: 1,
  isSoftware: false,
};
const activations: readonly FusedActivation[] = ['linear', 'relu', 'sigmoid', 'tanh'];

interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch?: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly sharedA?: boolean;
  readonly sharedB?: boolean;
  readonly bias?: boolean;
  readonly activation?: FusedActivation;
}

async function expectProduct(backend: Backend, product: Case): Promise<void> {
  const { m, n, k, batch = 1, transposeA = false, transposeB = false, sharedA = false, sharedB = false } = product;
  const a = transposeA ? [k, m] : [m, k];
  const b = transposeB ? [n, k] : [k, n];
  const launch: Launch<'matmul'> = {
    kernel: 'matmul',
    inputs: [
      factors(sharedA ? a : [batch, ...a], 1, k),
      floats(sharedB ? b : [batch, ...b], 2),
      product.bias ? floats([n], 3) : null,
    ],
    outputs: [{ shape: [batch, m, n], dtype: 'float32' }],
    attributes: {
      batch,
      m,
      n,
      k,
      transposeA,
      transposeB,
      batchStrideA: sharedA ? 0 : m * k,
      batchStrideB: sharedB ? 0 : k * n,
      activation: product.activation ?? 'linear',
    },
  };
  await expectParity(backend, launch, { absolute: 1e-5 });
}

/** One product for each way of computing one, with what distinguishes it. */
const variants: readonly (readonly [name: string, Case, (variant: MatmulVariant) => boolean])[] = [
  [
    'tiles of 8 x 8 registers',
    { m: 650, n: 601, k: 17 },
    (v) => v.kind === 'tiled' && v.registerRows === 8 && v.registerColumns === 8 && v.parts === 1,
  ],
  [
    'tall tiles of 8 x 4 registers',
    { m: 13_000, n: 12, k: 9 },
    (v) => v.kind === 'tiled' && v.tileRows > 100 && v.registerRows === 8 && v.registerColumns === 4,
  ],
  [
    'wide tiles of 4 x 8 registers',
    { m: 20, n: 6_300, k: 9, batch: 1 },
    (v) => v.kind === 'tiled' && v.registerRows === 4 && v.registerColumns === 8,
  ],
  [
    'tiles of 4 x 4 registers',
    { m: 61, n: 45, k: 30 },
    (v) => v.kind === 'tiled' && v.registerRows === 4 && v.registerColumns === 4 && v.parts === 1,
  ],
  [
    'large tiles with the depth in parts',
    { m: 128, n: 200, k: 784 },
    (v) => v.kind === 'tiled' && v.registerRows === 8 && v.parts > 1,
  ],
  [
    'small tiles with the depth in parts',
    { m: 20, n: 20, k: 1_000 },
    (v) => v.kind === 'tiled' && v.registerRows === 4 && v.parts > 1,
  ],
  [
    'eight rows of eight lanes',
    { m: 128, n: 10, k: 200 },
    (v) => v.kind === 'thin' && v.rowLanes === 8 && v.parts === 1,
  ],
  [
    'a row of 64 lanes, few long columns',
    { m: 5, n: 90, k: 400 },
    (v) => v.kind === 'thin' && v.rowLanes === 1 && v.parts === 1,
  ],
  [
    'a row of 64 lanes with the depth in parts',
    { m: 1, n: 1, k: 20_001 },
    (v) => v.kind === 'thin' && v.rowLanes === 1 && v.parts > 1,
  ],
];

describe('the choice of a matmul variant', () => {
  test.each(variants)('%s for %o', (_, { m, n, k, batch = 1 }, isExpected) => {
    const variant = chooseMatmulVariant(m, n, k, batch, defaultLimits);
    expect(variant).toSatisfy(isExpected);
  });

  test.each([
    [128, 128, 784],
    [784, 128, 128],
    [3, 10, 50],
    [25, 12, 73_728],
  ])('no tiles for %i x %i x %i on a software adapter, and no sum of too many terms', (m, n, k) => {
    const { kind, parts, partDepth } = chooseMatmulVariant(m, n, k, 1, { ...defaultLimits, isSoftware: true });
    expect(kind).toBe('direct');
    expect(parts).toBeLessThanOrEqual(256);
    if (parts < 256) expect(partDepth).toBeLessThanOrEqual(192);
  });

  test.each([
    ['broadcast', 128, 128, 784],
    ['broadcast', 784, 128, 128],
    ['direct', 784, 128, 127],
    ['direct', 128, 10, 128],
  ])('a software adapter whose subgroups are of four: %s for %i x %i x %i', (kind, m, n, k) => {
    const variant = chooseMatmulVariant(m, n, k, 1, { ...defaultLimits, isSoftware: true, subgroupSize: 4 });
    expect(variant.kind).toBe(kind);
    expect(variant.partDepth).toBeLessThanOrEqual(192);
  });

  test.each([
    [false, 1],
    [true, 1],
    [true, 4],
  ])(
    'the parts of the depth cover it, none twice and none empty (software: %s, subgroups of %i)',
    (isSoftware, subgroupSize) => {
      const limits = { ...defaultLimits, isSoftware, subgroupSize };
      fc.assert(
        fc.property(fc.nat(3_000), fc.nat(3_000), fc.nat(100_000), fc.integer({ min: 1, max: 4 }), (m, n, k, batch) => {
          const { parts, partDepth } = chooseMatmulVariant(m, n, k, batch, limits);
          expect(parts * partDepth).toBeGreaterThanOrEqual(k);
          if (parts > 1) expect((parts - 1) * partDepth).toBeLessThan(k);
        }),
      );
    },
  );

  test.each([
    [256, 16_384],
    [128, 8_192],
  ])(
    'a tile has whole registers and fits into %i threads and %i bytes',
    (invocationsPerWorkgroup, workgroupStorageBytes) => {
      const limits = { ...defaultLimits, invocationsPerWorkgroup, workgroupStorageBytes };
      fc.assert(
        fc.property(fc.nat(100_000), fc.nat(3_000), fc.nat(5_000), (rows, columns, depth) => {
          const { tileRows, tileColumns, tileDepth, registerRows, registerColumns, partDepth } = chooseTiles(
            rows,
            columns,
            depth,
            1,
            limits,
          );
          expect([tileRows % registerRows, tileColumns % registerColumns, partDepth % tileDepth]).toEqual([0, 0, 0]);
          expect((tileRows / registerRows) * (tileColumns / registerColumns)).toBeLessThanOrEqual(
            invocationsPerWorkgroup,
          );
          const tileBytes = 16 * tileDepth * ((tileRows / 4) | 1) + 16 * tileDepth * ((tileColumns / 4) | 1);
          expect(tileBytes + 8 * tileRows + 12 * tileDepth).toBeLessThanOrEqual(workgroupStorageBytes);
        }),
      );
    },
  );
});

const adapters = [
  ['', await openWebGpu()],
  [' on a device of 256 invocations and 16 KiB', await openWebGpu({ limits: 'default' })],
] as const;

const agreesWithReference = (backend: Backend) => {
  test.each(variants)('%s for %o', async (_, product) => {
    await expectProduct(backend, { ...product, bias: true, activation: 'tanh' });
    await expectProduct(backend, { ...product, transposeA: true, transposeB: true });
  });
};
for (const [where, adapter] of adapters) {
  describeOn<Backend>(adapter, `matmul agrees with the reference${where}`, agreesWithReference);
}
for (const available of await openWasmTeams()) {
  describeOn(available, `matmul agrees with the reference on ${available.name}`, agreesWithReference);
}

const wasm = await openWasmTeams();

const others = [...wasm, ...(await openGpuJs())].map((available) => ['', available] as const);
for (const [where, available] of [...adapters, ...others]) {
  describeOn<Backend>(available, `matmul on ${available.name}${where}`, (backend) => {
    test.each([8, 128].flatMap((m) => [10, 40].map((n) => [m, n] as const)))(
      'takes its operands transposed: %i x %i',
      async (m, n) => {
        for (const transposeA of [false, true]) {
          for (const transposeB of [false, true]) await expectProduct(backend, { m, n, k: 37, transposeA, transposeB });
        }
      },
    );

    test.each(activations)('applies %s after the bias, whichever launch writes the result', async (activation) => {
      for (const [m, n, k] of [
        [30, 33, 20],
        [40, 40, 300],
        [50, 7, 20],
        [7, 50, 20],
        [2, 3, 5_000],
      ]) {
        await expectProduct(backend, { m, n, k, bias: true, activation });
      }
    });

    test.each([
      { m: 33, n: 35, k: 18 },
      { m: 3, n: 50, k: 18 },
      { m: 20, n: 24, k: 300 },
    ])('uses one matrix for all of a batch where its stride is 0: %o', async (size) => {
      for (const [sharedA, sharedB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ]) {
        await expectProduct(backend, { ...size, batch: 3, sharedA, sharedB, bias: true });
      }
    });

    test('a product of no depth is the activated bias', async () => {
      await expectProduct(backend, { m: 20, n: 18, k: 0, bias: true, activation: 'sigmoid' });
      await expectProduct(backend, { m: 3, n: 2, k: 0 });
    });

    test('agrees with the reference for random sizes, transposes and batches', async () => {
      const size = fc.integer({ min: 1, max: 150 });
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            m: size,
            n: size,
            k: fc.integer({ min: 1, max: 500 }),
            batch: fc.integer({ min: 1, max: 3 }),
            transposeA: fc.boolean(),
            transposeB: fc.boolean(),
            sharedA: fc.boolean(),
            sharedB: fc.boolean(),
            bias: fc.boolean(),
            activation: fc.constantFrom(...activations),
          }),
          (product) => expectProduct(backend, product),
        ),
        // A run that fails prints its seed; shrinking would compile a shader for every smaller size.
        { numRuns: 12, endOnFailure: true },
      );
    });

    test('gives the same bits each time, also where the depth is in parts', async () => {
      const product = {
        kernel: 'matmul',
        inputs: [floats([70, 3_000], 1), floats([3_000, 30], 2), null],
        outputs: [{ shape: [70, 30], dtype: 'float32' }],
        attributes: {
          batch: 1,
          m: 70,
          n: 30,
          k: 3_000,
          transposeA: false,
          transposeB: false,
          batchStrideA: 0,
          batchStrideB: 0,
          activation: 'linear',
        },
      } as const;
      const [first] = await run(backend, product);
      for (let i = 0; i < 3; i++) expect(await run(backend, product)).toEqual([first]);
    });
  });
}

for (const available of [adapters[0][1], ...wasm]) {
  describeOn<Backend>(available, `matmul in tiles on ${available.name}`, (backend) => {
    test.each([1, 3, 4, 5, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129])(
      'is right on both sides of a tile boundary: %i rows, columns and deep',
      async (size) => {
        await expectProduct(backend, { m: size, n: 40, k: 20, bias: true });
        await expectProduct(backend, { m: 40, n: size, k: 20, bias: true });
        await expectProduct(backend, { m: 40, n: 40, k: size });
      },
    );
  });
}
