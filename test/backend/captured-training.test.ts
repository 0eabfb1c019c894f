import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import type { WebGpuBackend } from '../../src/backend/webgpu/webgpu-backend.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import {
  adam,
  batchNorm,
  block,
  conv2d,
  dense,
  dropout,
  evaluate,
  exponentialDecay,
  fit,
  flatten,
  layerNorm,
  maxPool2d,
  meanSquaredError,
  memory,
  nadam,
  predict,
  rmsprop,
  sequential,
  sgd,
  softmaxCrossEntropy,
  type Callback,
  type Checkpoint,
  type FitOptions,
  type ImageGenerator,
  type Layer,
  type Loss,
  type Optimizer,
  type Schedule,
} from '../../src/index.js';
import { openWasmTeams, openWebGpu } from './adapter.js';
import { bands } from './bands.js';
import { collectGarbage } from './collect-garbage.js';

const webgpu = await openWebGpu();
const backends: { name: string; backend: Backend | null }[] = [
  { name: 'reference', backend: referenceBackend() },
  ...(await openWasmTeams()),
  { name: webgpu.backend ? 'webgpu' : `webgpu (skipped: ${webgpu.why})`, backend: webgpu.backend },
];

interface Recipe {
  readonly layers: () => Layer[];
  readonly optimizer: () => Optimizer;
  readonly augment?: ImageGenerator;
}

const recipes: Record<string, Recipe> = {
  'dropout, a penalty, a schedule and clipping': {
    layers: () => [
      flatten(),
      dense(16, { activation: 'relu', kernelRegularizer: { l2: 0.001 } }),
      dropout(0.3),
      dense(3, { activation: 'softmax' }),
    ],
    optimizer: () =>
      adam({
        learningRate: exponentialDecay({ learningRate: 0.02, factor: 0.9, every: 3 }),
        clipGlobalNorm: 0.5,
      }),
  },
  'convolutions with batch norm': {
    layers: () => [
      conv2d(4, 3, { padding: 'same', useBias: false }),
      batchNorm(),
      maxPool2d(2),
      dropout(0.25),
      flatten(),
      dense(3),
    ],
    optimizer: () => nadam({ learningRate: 0.005 }),
  },
  'residual blocks with momentum and weight decay': {
    layers: () => [
      flatten(),
      block({ inner: dense(64, { activation: 'tanh' }), norm: layerNorm() }, (x, { inner, norm }) =>
        norm(x.add(inner(x))),
      ),
      dense(3),
    ],
    optimizer: () => sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
  },
  'images varied in every step': {
    layers: () => [conv2d(4, 3, { activation: 'relu' }), flatten(), dropout(0.2), dense(3)],
    optimizer: () => adam({ learningRate: 0.01 }),
    augment: { kind: 'generator', rotationDegrees: 20, zoom: 0.2, widthShift: 0.2, heightShift: 0.1 },
  },
  'RMSprop with gradients clipped by value': {
    layers: () => [flatten(), dense(12, { activation: 'sigmoid' }), dense(3)],
    optimizer: () => rmsprop({ clipValue: 0.01 }),
  },
};

/** Three batches of 32 and one of 4: the last is a program of its own. */
const examples = bands(100);
const options = { epochs: 3, batchSize: 32, loss: softmaxCrossEntropy, seed: 5, validation: bands(50) } as const;

function modelOf(recipe: Recipe, backend: Backend) {
  return sequential(recipe.layers(), { inputShape: [8, 8, 1], seed: 7, backend });
}

/** What is allocated on the device, where the backend tells: slots and constants of programs are no tensors. */
function onDevice(backend: Backend): object | null {
  if (!('memory' in backend)) return null;
  const { buffers, bytes } = (backend as WebGpuBackend).memory();
  return { buffers, bytes };
}

/** The bits of weights and optimiser's state after a training, and what the epochs came to. */
async function outcomeOf(recipe: Recipe, backend: Backend, changes: Partial<FitOptions>) {
  const [model, optimizer] = [modelOf(recipe, backend), recipe.optimizer()];
  const { epochs } = await fit(model, examples, { ...options, optimizer, augment: recipe.augment, ...changes });
  const tensors = [...model.parameters.map(({ value }) => value), ...optimizer.state.values()];
  const values = await Promise.all(tensors.map((value) => value.data()));
  return {
    bits: values.map((array) => new Uint32Array(array.buffer, 0, array.length)),
    records: epochs.map(({ seconds: _, ...record }) => record),
    steps: optimizer.counters.steps,
  };
}

describe.each(backends)('captured steps on $name', ({ backend: available }) => {
  const on = it.skipIf(available === null);
  const backend = available as Backend;

  on.each(Object.entries(recipes))('give the bits of eager ones: %s', async (_, recipe) => {
    const eager = await outcomeOf(recipe, backend, { capture: false });
    expect(await outcomeOf(recipe, backend, { capture: true })).toEqual(eager);
    expect(eager.steps).toBe(12);
  });

  on.each(Object.entries(recipes))('resume to the same bits from any step: %s', async (_, recipe) => {
    const saved: Checkpoint[] = [];
    const saving: Callback = {
      name: 'saving',
      async onStepEnd(training) {
        if (training.epoch === 1) saved.push(await training.checkpoint());
      },
    };
    const whole = await outcomeOf(recipe, backend, { callbacks: [saving] });
    for (const resume of [saved[0], saved[2], saved[3]]) {
      expect(await outcomeOf(recipe, backend, { resume })).toEqual(whole);
    }
    // An eager run goes on where a captured one stopped.
    expect(await outcomeOf(recipe, backend, { resume: saved[1], capture: false })).toEqual(whole);
  });

  on('evaluate and predict to the bits of the eager way', async () => {
    const model = modelOf(recipes['convolutions with batch norm'], backend);
    const [captured, eager] = await Promise.all(
      [true, false].map(async (capture) => ({
        means: await evaluate(model, examples, { loss: softmaxCrossEntropy, batchSize: 32, capture }),
        outputs: await predict(model, examples, { activation: 'softmax', batchSize: 32, capture }),
      })),
    );
    expect(captured).toEqual(eager);
    expect(captured.outputs.values.length).toBe(300);
  });

  on('allocate nothing within an epoch but what the first step and the first smaller one need', async () => {
    let allocations = 0;
    const counting: Backend = Object.create(backend, {
      allocate: {
        value: (...operands: Parameters<Backend['allocate']>) => {
          allocations++;
          return backend.allocate(...operands);
        },
      },
    }) as Backend;
    const model = modelOf(recipes['dropout, a penalty, a schedule and clipping'], counting);
    const seen: number[] = [];
    const begin: number[] = [];
    const looking: Callback = {
      name: 'looking',
      onEpochBegin: () => void begin.push(allocations),
      onStepEnd: (training) => void (training.batch === training.batches && seen.push(allocations)),
    };
    const optimizer = adam();
    await fit(model, examples, { ...options, epochs: 4, optimizer, callbacks: [looking] });
    expect(seen.map((count, epoch) => count - begin[epoch]).slice(1)).toEqual([0, 0, 0]);
  });

  on('leave memory as it was, epoch after epoch, and give all of it back', async () => {
    const model = modelOf(recipes['convolutions with batch norm'], backend);
    await collectGarbage(); // what earlier tests left
    const before = memory();
    const deviceBefore = onDevice(backend);
    const seen: object[] = [];
    const looking: Callback = { name: 'looking', onEpochEnd: () => void seen.push(memory()) };
    const optimizer = sgd();
    await fit(model, bands(64), { ...options, epochs: 20, optimizer, callbacks: [looking] });
    expect(new Set(seen.map((counts) => JSON.stringify(counts))).size).toBe(1);
    expect(memory()).toEqual(before);
    expect(onDevice(backend)).toEqual(deviceBefore);
  });

  on('name the step and the layer of the first infinity, however late it is noticed', async () => {
    const explodes: Schedule = { at: (step) => (step === 7 ? 1e30 : 0.01), description: { kind: 'explodes' } };
    const model = sequential([flatten(), dense(4, { name: 'first' }), dense(3, { name: 'second' })], {
      inputShape: [8, 8, 1],
      backend,
    });
    const run = fit(model, bands(320), { ...options, optimizer: sgd({ learningRate: explodes }) });
    await expect(run).rejects.toThrow(/appeared at step 9 \(epoch 1, batch 9 of 10\) in the output of /);
  });

  on('a loss that reads values back is refused, and works with capture off', async () => {
    const read: Promise<number>[] = [];
    const reading: Loss = (outputs, targets) => {
      const loss = softmaxCrossEntropy(outputs, targets);
      read.push(loss.item());
      return loss;
    };
    const recipe = recipes['RMSprop with gradients clipped by value'];
    const train = (capture: boolean) =>
      fit(modelOf(recipe, backend), examples, { ...options, loss: reading, optimizer: recipe.optimizer(), capture });
    await expect(train(true)).rejects.toThrow(/^captured step: it reads a tensor back.*fit: capture: false/);
    await train(false);
    expect((await Promise.all(read)).every(Number.isFinite)).toBe(true);
  });

  on('calls callbacks after every step, or after as many as they ask for', async () => {
    const called: Record<string, number[]> = { each: [], third: [], seldom: [] };
    const listening = (name: string, onStepEndEvery?: number): Callback => ({
      name,
      ...(onStepEndEvery !== undefined && { onStepEndEvery }),
      onStepEnd: ({ batch, epoch }) => void called[name].push(epoch * 100 + batch),
    });
    const train = (callbacks: Callback[]) => {
      const recipe = recipes['RMSprop with gradients clipped by value'];
      return fit(modelOf(recipe, backend), bands(320), {
        ...options,
        epochs: 1,
        optimizer: recipe.optimizer(),
        callbacks,
      });
    };
    await train([listening('each'), listening('seldom', Infinity)]);
    expect(called.each).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    await train([listening('third', 3)]);
    expect(called.third).toEqual(expect.arrayContaining([3, 6, 9, 10]));
  });

  on('train targets that are no labels', async () => {
    const inputs = Float32Array.from({ length: 40 }, (_, i) => i / 40);
    const pairs = { count: 40, inputs, inputShape: [1], targets: inputs.map((x) => 2 * x), targetShape: [1] };
    const train = async (capture: boolean) => {
      const model = sequential([dense(1)], { inputShape: [1], backend });
      await fit(model, pairs, { epochs: 2, batchSize: 7, loss: meanSquaredError, optimizer: sgd(), capture });
      return model.parameters[0].value.data();
    };
    expect(await train(true)).toEqual(await train(false));
  });
});
