import { describe, expect, it } from 'vitest';
import {
  batchNorm,
  conv2d,
  dense,
  dropout,
  flatten,
  gradients,
  l2,
  maxPool2d,
  readParameters,
  regularizationLoss,
  sequential,
  softmaxCrossEntropy,
  tensor,
  traceStep,
} from '../../src/index.js';
import { uniform } from '../../src/tensor/random.js';

const model = sequential(
  [
    conv2d(2, 3, { useBias: false }),
    batchNorm(),
    maxPool2d(),
    flatten(),
    dropout(0.25),
    dense(3, { activation: 'softmax', kernelRegularizer: l2(0.01) }),
  ],
  { inputShape: [6, 6, 1], dtype: 'float64', seed: 5 },
);
const examples = {
  count: 2,
  inputs: Float32Array.from(uniform(1, 'pixels', 72)),
  inputShape: [6, 6, 1],
  targets: Int32Array.of(2, 0),
  targetShape: [],
};

describe('the trace of a training step', () => {
  it('names layers and parameters, and agrees with differences everywhere', async () => {
    const { values, steps } = await traceStep(model, examples, { loss: softmaxCrossEntropy });
    expect(values.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['images', 'targets', 'conv2d/kernel', 'batchNorm/gamma', 'dropout', 'dense/bias', 'L']),
    );
    expect(steps.map(({ formula }) => formula)).toEqual(
      expect.arrayContaining(['dropout @ dense/kernel + dense/bias']),
    );
    expect(values.flatMap(({ check }) => check ?? []).map(({ verdict }) => verdict)).not.toContain('differs');
    expect(values.filter(({ name }) => name.includes('/')).map(({ check }) => check?.verdict)).toEqual(
      Array(5).fill('agrees'),
    );
  });

  it('has the gradients of the training step to the bit, penalties and dropout included', async () => {
    const { values, loss } = await traceStep(model, examples, { loss: softmaxCrossEntropy, seed: 9, check: false });
    const images = tensor(Float64Array.from(examples.inputs), { shape: [2, 6, 6, 1], dtype: 'float64' });
    const outputs = model.forward(images, { training: true, step: 0, seed: 9 });
    const total = softmaxCrossEntropy(outputs, examples.targets).add(regularizationLoss(model)!);
    const found = gradients(
      total,
      model.trainable.map(({ value }) => value),
    );
    expect(loss).toBe(await total.item());
    for (const [i, { name }] of model.trainable.entries()) {
      const traced = values.find((value) => value.name === name);
      expect(traced?.gradient).toEqual(Array.from(await found[i].data()));
    }
  });

  it('leaves the model as it was, moving statistics included', async () => {
    const before = await readParameters(model.parameters);
    await traceStep(model, examples, { loss: softmaxCrossEntropy });
    expect(await readParameters(model.parameters)).toEqual(before);
  });
});
