import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import type { Program } from '../../src/backend/program/program.js';
import { conv2dKernels } from '../../src/backend/webgpu/kernels/conv2d.js';
import { matmulKernels } from '../../src/backend/webgpu/kernels/matmul.js';
import { chooseMatmulVariant } from '../../src/backend/webgpu/kernels/matmul-variant.js';
import {
  candidatesFor,
  productText,
  variantText,
  type ChooseVariant,
  type ProductShape,
  type ProductVariant,
} from '../../src/backend/webgpu/kernels/product-candidates.js';
import type { Launcher } from '../../src/backend/webgpu/launch.js';
import { fileStore, modeFromEnvironment, tuningPath } from '../../src/backend/webgpu/tuning/node-tuning.js';
import { productsOf } from '../../src/backend/webgpu/tuning/program-products.js';
import { TunedVariants } from '../../src/backend/webgpu/tuning/tuned-variants.js';
import type { TuningStore, VariantTimes } from '../../src/backend/webgpu/tuning/tuning-store.js';
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backend/webgpu/webgpu-backend.js';
import type { KernelName } from '../../src/backend/kernels.js';
import {
  adam,
  conv2d,
  dense,
  fit,
  flatten,
  HandgradError,
  meanSquaredError,
  sequential,
  softmaxCrossEntropy,
} from '../../src/index.js';
import { Training } from '../../src/train/training.js';
import { describeOn, openWebGpu } from './adapter.js';
import { floats, run, type Launch } from './parity.js';

const limits = {
  invocationsPerWorkgroup: 256,
  workgroupStorageBytes: 16_384,
  workgroupsPerDimension: 65_535,
  storageBuffers: 8,
  subgroupSize: 1,
  isSoftware: false,
};

/** c[m, n] = sum over k, with what lies where. */
function product(m: number, n: number, k: number, transposes = '', batch = 1): Launch<KernelName> {
  const [transposeA, transposeB] = [transposes.includes('a'), transposes.includes('b')];
  const launch: Launch<'matmul'> = {
    kernel: 'matmul',
    inputs: [floats([batch, m, k], 1), floats([batch, k, n], 2), floats([n], 3)],
    outputs: [{ shape: [batch, m, n], dtype: 'float32' }],
    attributes: {
      ...{ batch, m, n, k, transposeA, transposeB, batchStrideA: m * k, batchStrideB: k * n },
      activation: 'tanh',
    },
  };
  return launch;
}

/** A convolution of images of 12 x 12 with padding, and its gradients. */
function convolutions(inChannels: number, outChannels: number, kernel: number): Launch<KernelName>[] {
  const size = 12;
  const geometry = {
    ...{ batch: 6, inHeight: size, inWidth: size, inChannels, outHeight: size, outWidth: size, outChannels },
    ...{ kernelHeight: kernel, kernelWidth: kernel, strideHeight: 1, strideWidth: 1 },
    ...{ dilationHeight: 1, dilationWidth: 1, padTop: (kernel - 1) / 2, padLeft: (kernel - 1) / 2 },
  };
  const [x, w, y] = [
    [6, size, size, inChannels],
    [kernel, kernel, inChannels, outChannels],
    [6, size, size, outChannels],
  ];
  const forward: Launch<'conv2d'> = {
    kernel: 'conv2d',
    inputs: [floats(x, 1), floats(w, 2), floats([outChannels], 3)],
    outputs: [{ shape: y, dtype: 'float32' }],
    attributes: { ...geometry, activation: 'relu' },
  };
  const inputGradient: Launch<'conv2dInputGradient'> = {
    kernel: 'conv2dInputGradient',
    inputs: [floats(y, 4), floats(w, 2)],
    outputs: [{ shape: x, dtype: 'float32' }],
    attributes: geometry,
  };
  const kernelGradient: Launch<'conv2dKernelGradient'> = {
    kernel: 'conv2dKernelGradient',
    inputs: [floats(x, 1), floats(y, 4)],
    outputs: [{ shape: w, dtype: 'float32' }],
    attributes: geometry,
  };
  return [forward, inputGradient, kernelGradient];
}

/** The same backend with another choice of variants. */
function choosing(backend: WebGpuBackend, choose: ChooseVariant): WebGpuBackend {
  const launcher = { ...backend.launcher, choose };
  return { ...backend, kernels: { ...backend.kernels, ...matmulKernels(launcher), ...conv2dKernels(launcher) } };
}

/** The candidates for the product that a launch computes. */
async function candidatesOf(backend: WebGpuBackend, launch: Launch<KernelName>): Promise<readonly ProductVariant[]> {
  let candidates: readonly ProductVariant[] = [];
  const looking: ChooseVariant = (shape, usual) => {
    candidates = candidatesFor(shape, usual, backend.launcher.limits);
    return usual;
  };
  await run(choosing(backend, looking), launch);
  return candidates;
}

const available = await openWebGpu({ limits: 'default' });

describeOn(available, 'the candidates for a product', (backend) => {
  it.each([
    ['tiles, their edges and a last step that is not full', product(70, 61, 30, 'a')],
    ['tiles of a batch with the depth in parts', product(61, 45, 400, 'b', 2)],
    ['eight lanes', product(67, 10, 200)],
    ['eight lanes along the other side', product(10, 67, 200, 'ab')],
    ['64 lanes with the depth in parts', product(3, 5, 5_000)],
    ['pixels without tiles', convolutions(1, 12, 5)[0]],
    ['pixels in tiles', convolutions(5, 32, 3)[0]],
    ["a kernel's gradient in tiles", convolutions(5, 32, 3)[2]],
  ] as const)('give the same bits: %s', async (_, launch) => {
    const candidates = await candidatesOf(backend, launch);
    expect(candidates.length).toBeGreaterThan(1);
    const [usual] = await run(backend, launch);
    for (const candidate of candidates) {
      const [result] = await run(
        choosing(backend, () => candidate as never),
        launch,
      );
      expect(result, variantText(candidate)).toEqual(usual);
    }
  });
});

/** 784-32-10 with a convolution before it, and nothing that has to be right. */
function trainingOn(backend: WebGpuBackend): Training {
  const count = 96;
  return new Training({
    model: sequential(
      [conv2d(4, 5, { strides: 3, activation: 'relu' }), flatten(), dense(32, { activation: 'relu' }), dense(10)],
      {
        inputShape: [28, 28, 1],
        backend,
      },
    ),
    optimizer: adam(),
    loss: softmaxCrossEntropy,
    metrics: [],
    examples: {
      ...{ count, inputShape: [28, 28, 1], targetShape: [] },
      inputs: Uint8Array.from({ length: count * 784 }, (_, i) => (i * 31) % 256),
      targets: Uint8Array.from({ length: count }, (_, i) => i % 10),
    },
    validation: null,
    ...{
      epochs: 1,
      batchSize: 32,
      augment: null,
      seed: 1,
      shuffle: true,
      callbacks: [],
      signal: undefined,
      capture: true,
    },
  });
}

/** The weights after an epoch of it. */
async function train(backend: WebGpuBackend): Promise<unknown[]> {
  const training = trainingOn(backend);
  try {
    await training.toEnd();
    return await Promise.all(training.model.parameters.map(({ value }) => value.data()));
  } finally {
    training.dispose();
  }
}

/** How many variants of products were timed. */
function timesIn(products: ReadonlyMap<string, VariantTimes>): number {
  return [...products.values()].flatMap((times) => Object.keys(times)).length;
}

/** A store in memory, to be looked into. */
function memoryStore(products = new Map<string, VariantTimes>()): TuningStore & { readonly products: typeof products } {
  return {
    products,
    read: () => Promise.resolve(products),
    add: async (found) => found.forEach((times, key) => products.set(key, { ...products.get(key), ...times })),
  };
}

async function withBackend<T>(
  options: Parameters<typeof createWebGpuBackend>[0],
  work: (backend: WebGpuBackend) => Promise<T>,
): Promise<T> {
  const backend = await createWebGpuBackend(options);
  try {
    return await work(backend);
  } finally {
    backend.destroy();
  }
}

const MANY_STEPS = 1e9;

describeOn(available, 'tuning', () => {
  const program = (backend: WebGpuBackend): Program => trainingOn(backend).program;

  it('times candidates for products of a step, keeps the times, and goes on where it ended', async () => {
    const store = memoryStore();
    const tune = () =>
      withBackend({ tuning: 'on', tuningStore: store }, (backend) => backend.tune(program(backend), MANY_STEPS));
    await tune();
    const before = structuredClone(store.products);
    await tune();
    for (const [product, times] of before) expect(store.products.get(product)).toMatchObject(times);
    expect(timesIn(store.products)).toBeGreaterThan(timesIn(before));
    // How many depends on the adapter: it takes a second at most.
    expect(store.products.size).toBeGreaterThan(0);
    for (const times of store.products.values()) {
      expect(Object.keys(times).length).toBeGreaterThan(0);
      for (const [variant, microseconds] of Object.entries(times)) {
        expect(variant).toMatch(/registers|lanes|deep|without tiles/);
        expect(microseconds).toBeGreaterThan(0);
      }
    }
  });

  it('times nothing where little work is ahead, on a software adapter unless asked, or when it is off', async () => {
    const store = memoryStore();
    await withBackend({ tuning: 'on', tuningStore: store }, (backend) => backend.tune(program(backend), 10));
    await withBackend({ tuning: 'off', tuningStore: store }, (backend) => backend.tune(program(backend), MANY_STEPS));
    await withBackend({ tuning: 'auto', tuningStore: store }, async (backend) => {
      if (backend.adapter.isSoftware) await backend.tune(program(backend), MANY_STEPS);
    });
    expect(store.products.size).toBe(0);
  });

  it('leaves a training the bits that it has without', async () => {
    const usual = await withBackend({ tuning: 'off' }, train);
    const others = memoryStore();
    await withBackend({ tuning: 'off' }, (backend) => {
      const kernelsOver = (launcher: Launcher) => choosing({ ...backend, launcher }, launcher.choose).kernels;
      for (const { shape, usual } of productsOf(program(backend), kernelsOver, backend.launcher.limits)) {
        const candidates = candidatesFor(shape, usual, backend.launcher.limits).map(variantText);
        others.products.set(productText(shape), { [candidates[0]]: 2, [candidates.at(-1)!]: 1 });
      }
      return Promise.resolve();
    });
    expect(others.products.size).toBeGreaterThan(5);
    expect(await withBackend({ tuning: 'on', tuningStore: others }, train)).toEqual(usual);
  });
});

describe('a training', () => {
  const asked: number[] = [];
  const backend = {
    ...referenceBackend(),
    tune: (_: Program, steps: number) => Promise.resolve(void asked.push(steps)),
  };
  const examples = {
    count: 10,
    inputShape: [3],
    inputs: new Float32Array(30),
    targetShape: [1],
    targets: new Float32Array(10),
  };

  it.each([
    [true, [9]],
    [false, []],
  ])('has its step tuned once, for all the steps ahead, if it is captured (%s)', async (capture, expected) => {
    asked.length = 0;
    const model = sequential([dense(1)], { inputShape: [3], backend });
    await fit(model, examples, { ...{ epochs: 3, batchSize: 4, capture }, optimizer: adam(), loss: meanSquaredError });
    expect(asked).toEqual(expected);
  });
});

describe('what tuning found', () => {
  const shape: ProductShape = {
    ...{ name: 'matmul', rows: 128, columns: 200, depth: 784, batch: 1 },
    ...{ leftAlongDepth: true, rightAlongDepth: false },
  };
  const usual = chooseMatmulVariant(128, 200, 784, 1, limits);
  const candidates = candidatesFor(shape, usual, limits);
  const [first, second, third] = candidates.map(variantText);

  it('is chosen from then on, for products of that shape only', () => {
    const variants = new TunedVariants(limits, new Map());
    expect(variants.choose(shape, usual)).toBe(usual);
    expect(variants.untimed(shape, usual)).toEqual(candidates);
    variants.add(shape, { [first]: 10, [second]: 9 });
    variants.add(shape, { [third]: 8 });
    expect(variants.choose(shape, usual)).toEqual(candidates[2]);
    expect(variants.choose({ ...shape, rows: 129 }, usual)).toBe(usual);
    expect(variants.untimed(shape, usual)).toEqual(candidates.slice(3));
  });

  it.each([
    ['hardly faster than the usual', { [first]: 10, [second]: 9.9 }],
    ['of other bits', { [first]: 10, [second]: null }],
    ['no candidate', { [first]: 10, 'tiles 96 x 96, 16 deep, 8 x 8 registers': 1, '8 rows of 8 lanes': 1 }],
  ])('has no effect when it is %s', (_, times) => {
    const variants = new TunedVariants(limits, new Map([[productText(shape), times]]));
    expect(variants.choose(shape, usual)).toEqual(usual);
  });
});

describe("a device's file of winners", () => {
  const folder = mkdtempSync(join(tmpdir(), 'handgrad-tuning-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const one = new Map([['matmul 1 x 2 x 3', { a: 1, b: null }]]);
  const other = new Map([['matmul 4 x 5 x 6', { a: 3 }]]);

  it('gives back what was added, by this process and by others, and leaves nothing else in its folder', async () => {
    const path = join(folder, 'new', 'tiles.json');
    await fileStore('a card', path).add(one);
    await fileStore('a card', path).add(other);
    expect(await fileStore('a card', path).read()).toEqual(new Map([...one, ...other]));
    expect(readdirSync(join(folder, 'new'))).toEqual(['tiles.json']);
  });

  it.each(['', '{"format":', '{"format": "handgrad tiles 1", "device": "a card", "microseconds": {"x": 1}}', '[]'])(
    'counts as empty where it holds %o, and is written anew',
    async (content) => {
      const path = join(folder, 'damaged.json');
      writeFileSync(path, content);
      expect((await fileStore('a card', path).read()).size).toBe(0);
      await fileStore('a card', path).add(one);
      expect(await fileStore('a card', path).read()).toEqual(one);
    },
  );

  it("counts as empty where it is another device's", async () => {
    const path = join(folder, 'foreign.json');
    await fileStore('a card', path).add(one);
    expect((await fileStore('another card', path).read()).size).toBe(0);
    await fileStore('another card', path).add(other);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      device: 'another card',
      microseconds: Object.fromEntries(other),
    });
  });

  it('that cannot be written is no reason to stop', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(fileStore('a card', join(folder, 'file', 'tiles.json')).add(one)).resolves.toBeUndefined();
  });

  it('lies in HANDGRAD_CACHE, else in the XDG cache folder, under a name that any file system takes', () => {
    expect(tuningPath('Nvidia (R): 5.1', { HANDGRAD_CACHE: '/c' })).toBe(join('/c', 'tiles-nvidia-r-5-1.json'));
    expect(tuningPath('a', { XDG_CACHE_HOME: '/x' })).toBe(join('/x', 'handgrad', 'tiles-a.json'));
    expect(tuningPath('a', {})).toMatch(/[\\/]\.cache[\\/]handgrad[\\/]tiles-a\.json$/);
  });

  it('HANDGRAD_TUNE is on, off or auto', () => {
    expect(modeFromEnvironment({ HANDGRAD_TUNE: 'off' })).toBe('off');
    expect(modeFromEnvironment({})).toBeUndefined();
    expect(() => modeFromEnvironment({ HANDGRAD_TUNE: 'no' })).toThrow(HandgradError);
  });
});
