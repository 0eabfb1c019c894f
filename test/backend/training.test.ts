import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import {
  adam,
  batchNorm,
  conv2d,
  dense,
  dropout,
  fit,
  flatten,
  maxPool2d,
  memory,
  nadam,
  parameter,
  sequential,
  sgd,
  softmaxCrossEntropy,
  tensor,
  tidy,
  trainStep,
  type Callback,
  type Checkpoint,
  type FitOptions,
  type Layer,
  type Model,
  type Optimizer,
} from '../../src/index.js';
import { DeviceExamples, type Examples } from '../../src/train/examples.js';
import { expectClose } from '../compare.js';
import { openGpuJs, openWasmTeams, openWebGpu } from './adapter.js';
import { bands } from './bands.js';
import { collectGarbage } from './collect-garbage.js';

const others: { name: string; backend: Backend | null }[] = [
  await openWebGpu(),
  ...(await openWasmTeams()),
  ...(await openGpuJs(['cpu', 'webgpu'])),
].map(({ name, backend, why }) => ({ name: backend ? name : `${name} (skipped: ${why})`, backend }));
const backends = [{ name: 'reference', backend: referenceBackend() }, ...others];

interface Recipe {
  readonly layers: () => Layer[];
  readonly optimizer: () => Optimizer;
}

const recipes: Record<string, Recipe> = {
  'a dense network with Adam': {
    layers: () => [flatten(), dense(16, { activation: 'relu' }), dense(3)],
    optimizer: () => adam({ learningRate: 0.01 }),
  },
  'a convolutional network with momentum': {
    layers: () => [conv2d(5, 3, { activation: 'relu' }), maxPool2d(2), flatten(), dense(3)],
    optimizer: () => sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true }),
  },
  'batch norm, dropout and a penalty with Nadam': {
    layers: () => [
      // No bias: batch norm takes it away again, so its gradient is nothing but rounding.
      conv2d(4, 3, { padding: 'same', useBias: false, kernelRegularizer: { l2: 0.001 } }),
      batchNorm(),
      maxPool2d(2),
      dropout(0.25),
      flatten(),
      dense(3),
    ],
    optimizer: () => nadam({ learningRate: 0.005 }),
  },
};

const options = { epochs: 3, batchSize: 32, loss: softmaxCrossEntropy, seed: 5 } as const;

function modelOf(recipe: Recipe, backend: Backend): Model {
  return sequential(recipe.layers(), { inputShape: [8, 8, 1], seed: 7, backend });
}

/** The weights' bits after a training. */
async function weightsAfter(
  recipe: Recipe,
  backend: Backend,
  examples: Examples,
  changes: Partial<FitOptions> = {},
): Promise<Uint32Array[]> {
  const model = modelOf(recipe, backend);
  await fit(model, examples, { ...options, optimizer: recipe.optimizer(), ...changes });
  const values = await Promise.all(model.parameters.map(({ value }) => value.data()));
  return values.map((array) => new Uint32Array(array.buffer, 0, array.length));
}

describe.each(backends)('training on $name', ({ backend: available }) => {
  const on = it.skipIf(available === null);
  const backend = available as Backend;

  on('reaches 95 % on pictures that are easy to tell apart', async () => {
    const model = modelOf(recipes['a dense network with Adam'], backend);
    const { epochs, outcome } = await fit(model, bands(400), {
      ...options,
      epochs: 8,
      optimizer: adam({ learningRate: 0.01 }),
      validation: 0.25,
    });
    expect(outcome).toBe('completed');
    expect(epochs.at(-1)?.validationAccuracy).toBeGreaterThan(0.95);
  });

  on.each(Object.entries(recipes))('gives the same bits twice: %s', async (_, recipe) => {
    const first = await weightsAfter(recipe, backend, bands(100));
    const second = await weightsAfter(recipe, backend, bands(100));
    expect(second).toEqual(first);
  });

  on.each(Object.entries(recipes))(
    'resumed in the middle of an epoch ends with the same bits: %s',
    async (_, recipe) => {
      const examples = bands(100);
      let saved: Checkpoint | null = null;
      const saving: Callback = {
        name: 'saving',
        async onStepEnd(training) {
          if (training.epoch === 1 && training.batch === 2) saved = await training.checkpoint();
        },
      };
      const uninterrupted = await weightsAfter(recipe, backend, examples, { callbacks: [saving] });
      const resumed = await weightsAfter(recipe, backend, examples, { resume: saved as unknown as Checkpoint });
      expect(resumed).toEqual(uninterrupted);
    },
  );

  on('an aborted signal ends it after the step', async () => {
    const controller = new AbortController();
    const stopping: Callback = {
      name: 'stopping',
      onStepEnd(training) {
        if (training.batch === 2) controller.abort();
      },
    };
    const recipe = recipes['a dense network with Adam'];
    const history = await fit(modelOf(recipe, backend), bands(100), {
      ...options,
      optimizer: recipe.optimizer(),
      callbacks: [stopping],
      signal: controller.signal,
    });
    expect(history).toMatchObject({ outcome: 'interrupted', epochs: [] });
  });

  on('names the step and the layer in which the first infinity appears', async () => {
    const model = sequential([flatten(), dense(4, { name: 'first' }), dense(3, { name: 'second' })], {
      inputShape: [8, 8, 1],
      backend,
    });
    const run = fit(model, bands(100), { ...options, optimizer: sgd({ learningRate: 1e25 }) });
    await expect(run).rejects.toThrow(
      /^training stopped: .*first NaN or infinity appeared at step 2 \(epoch 1, batch 2 of 4\) in the output of second\. Lower the learning rate/,
    );
  });

  on('a NaN in a weight that relu would hide is found', async () => {
    const model = sequential([flatten(), dense(4, { activation: 'relu', name: 'hidden' }), dense(3)], {
      inputShape: [8, 8, 1],
      backend,
    });
    const kernel = model.parameters[0].value;
    const values = await kernel.data();
    values[9] = NaN;
    backend.write(kernel.buffer, values);
    const run = fit(model, bands(100), { ...options, optimizer: sgd() });
    await expect(run).rejects.toThrow(/at step 1 \(epoch 1, batch 1 of 4\) in /);
  });

  on('1,000 further steps of fit leave memory as it was', async () => {
    await collectGarbage(); // what earlier tests left
    const seen: object[] = [];
    const looking: Callback = {
      name: 'looking',
      onEpochEnd(training) {
        if (training.epoch === 1 || training.epoch === 251) seen.push(memory());
      },
    };
    const recipe = recipes['a dense network with Adam'];
    await fit(modelOf(recipe, backend), bands(100), {
      ...options,
      epochs: 251,
      optimizer: recipe.optimizer(),
      callbacks: [looking],
    });
    expect(seen[1]).toEqual(seen[0]);
  });

  on('1,000 further steps written by hand leave memory as it was, without anything being disposed', async () => {
    const w = parameter('w', tensor([[0.5], [-0.5]], { backend, requiresGrad: true }));
    const x = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { backend },
    );
    const optimizer = sgd({ learningRate: 0.001 });
    const steps = async (count: number) => {
      for (let i = 0; i < count; i++) {
        x.matmul(w.value).square().mean().backward();
        optimizer.apply([w]);
        if (i % 100 === 99) await collectGarbage();
      }
      w.value.grad = null;
      await collectGarbage();
      return memory();
    };
    const before = await steps(100);
    expect(await steps(1000)).toEqual(before);
  });
});

describe.each(others)('a training step by step on $name', ({ backend: available }) => {
  it.skipIf(available === null).each(Object.entries(recipes))(
    'is the same as on the reference, within rounding: %s',
    async (_, recipe) => {
      const examples = bands(96);
      const runs = [referenceBackend(), available as Backend].map((backend) => {
        const model = modelOf(recipe, backend);
        return { model, optimizer: recipe.optimizer(), data: new DeviceExamples(examples, model) };
      });
      for (let step = 0; step < 9; step++) {
        const [expected, actual] = await Promise.all(
          runs.map(async ({ model, optimizer, data }) => {
            const loss = tidy(() => {
              const batch = data.batch(data.order({ seed: 3, epoch: Math.floor(step / 3) }), (step % 3) * 32, 32);
              return trainStep({ model, optimizer, loss: softmaxCrossEntropy, seed: 3, step }, batch).loss;
            });
            return [
              await loss.item(),
              ...(await Promise.all(model.parameters.map(({ value }) => value.data()))),
            ] as const;
          }),
        );
        expectClose([actual[0]], [expected[0]], { relative: 1e-4, what: `the loss of step ${step}` });
        runs[0].model.parameters.forEach(({ name }, i) => {
          expectClose(actual[i + 1], expected[i + 1], {
            relative: 1e-3,
            what: `${name} after step ${step}`,
          });
        });
      }
    },
  );
});
