import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import {
  adam,
  batchNorm,
  dense,
  dropout,
  fit,
  layerGradientNorms,
  learningLayers,
  memory,
  recordGradientNorms,
  sequential,
  setBackend,
  softmaxCrossEntropy,
  tensor,
  type Callback,
  type Checkpoint,
  type GradientNormRecord,
} from '../../src/index.js';
import type { Examples } from '../../src/train/examples.js';

setBackend(referenceBackend());

const examples: Examples = {
  count: 20,
  inputs: Float32Array.from({ length: 60 }, (_, i) => Math.sin(3 * i)),
  inputShape: [3],
  targets: Int32Array.from({ length: 20 }, (_, i) => i % 2),
  targetShape: [],
};

function network() {
  return sequential([dense(4, { activation: 'tanh' }), batchNorm(), dropout(0.5), dense(2)], {
    inputShape: [3],
    seed: 1,
  });
}

/** Trains, and gives the last bits of all parameters. */
async function trained(callbacks: Callback[], extra: { signal?: AbortSignal; resume?: Checkpoint } = {}) {
  const model = network();
  const options = { epochs: 3, batchSize: 4, optimizer: adam(), loss: softmaxCrossEntropy, callbacks, ...extra };
  await fit(model, examples, options);
  return Promise.all(model.parameters.map(async ({ value }) => [...(await value.data())]));
}

describe('layerGradientNorms', () => {
  it('is the norm of x^T (softmax - target) / n of a single layer, computed by hand', async () => {
    const model = sequential([dense(2, { kernelInitializer: 'zeros' })], { inputShape: [2], dtype: 'float64' });
    // Zero weights: softmax is 1/2 each. Rows of softmax - target: (-1/2, 1/2) and (1/2, -1/2).
    const inputs = tensor([[1, 2], [3, 5]], { dtype: 'float64' }); // prettier-ignore
    const targets = tensor(Int32Array.of(0, 1), { dtype: 'int32' });
    const norms = await layerGradientNorms(model, { inputs, targets }, { loss: softmaxCrossEntropy, seed: 0, step: 0 });
    // Kernel: 1/2 (x2 - x1) times (1/2, -1/2) = (1/2, -1/2; 3/4, -3/4); bias: 0.
    expect(norms).toHaveLength(1);
    expect(norms[0]).toBeCloseTo(Math.sqrt(2 * 0.5 ** 2 + 2 * 0.75 ** 2), 12);
  });

  it('names the layers that learn, and no others', () => {
    expect(learningLayers(network()).map(({ name }) => name)).toEqual(['dense', 'batchNorm', 'dense_1']);
  });

  it('leaves parameters, moving statistics and memory as they were', async () => {
    const model = network();
    const inputs = tensor(Float32Array.of(1, 2, 3, 4, 5, 6), { shape: [2, 3] });
    const targets = tensor(Int32Array.of(0, 1), { dtype: 'int32' });
    const values = () => Promise.all(model.parameters.map(async ({ value }) => [...(await value.data())]));
    const [before, held] = [await values(), memory().tensors];
    await layerGradientNorms(model, { inputs, targets }, { loss: softmaxCrossEntropy, seed: 0, step: 0 });
    expect(await values()).toEqual(before);
    expect(memory().tensors).toBe(held);
  });
});

describe('recordGradientNorms', () => {
  function recorder() {
    const written: (readonly GradientNormRecord[])[] = [];
    const write = (records: readonly GradientNormRecord[]) => {
      written.push(records);
      return Promise.resolve();
    };
    return { written, callback: recordGradientNorms({ examples, loss: softmaxCrossEntropy, seed: 0, write }) };
  }

  it('does not change a bit of the training', async () => {
    expect(await trained([recorder().callback])).toEqual(await trained([]));
  });

  it('measures before the training and about four times per epoch, each layer that learns', async () => {
    const { written, callback } = recorder();
    await trained([callback]);
    const records = written.at(-1)!;
    // 5 steps per epoch, every one of them: 4 times is rounded.
    expect(records.map(({ step }) => step)).toEqual(Array.from({ length: 16 }, (_, i) => i));
    expect(records.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 16 }, (_, i) => i / 5));
    for (const { norms } of records) {
      expect(Object.keys(norms)).toEqual(['dense', 'batchNorm', 'dense_1']);
      expect(Object.values(norms).every((norm) => norm > 0)).toBe(true);
    }
  });

  it('goes on after a resume as if there had been no interruption', async () => {
    const whole = recorder();
    await trained([whole.callback]);

    const controller = new AbortController();
    let checkpoint: Checkpoint | undefined;
    const stopping: Callback = {
      name: 'stopping',
      onStepEnd(training) {
        if (training.epoch === 1 && training.batch === 2) controller.abort();
      },
      async onTrainEnd(training) {
        checkpoint = await training.checkpoint();
      },
    };
    await trained([recorder().callback, stopping], { signal: controller.signal });
    const second = recorder();
    await trained([second.callback], { resume: checkpoint! });
    expect(second.written.at(-1)).toEqual(whole.written.at(-1));
  });
});
