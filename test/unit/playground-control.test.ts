import { describe, expect, it } from 'vitest';
import { adam, dense, fit, flatten, sequential, softmaxCrossEntropy } from '../../src/index.js';
import { imageExamples } from '../../src/train/examples.js';
import { firstLayerWeights } from '../../web/src/engine/first-layer.js';
import type { Events } from '../../web/src/engine/protocol.js';
import { createRunControl } from '../../web/src/engine/run-control.js';
import { watchTraining } from '../../web/src/engine/watch-training.js';
import { smallDataset } from './data-fixtures.js';

const examples = imageExamples(smallDataset(40));

/** Trains a small network for two epochs of five steps, watched, and does `onEvent` with all that is told. */
async function train(onEvent: (name: keyof Events, data: unknown) => void, control = createRunControl()) {
  const model = sequential([flatten(), dense(10)], { inputShape: [28, 28, 1], seed: 3 });
  const watch = watchTraining({ run: 1, control, scored: examples, classes: 10 }, (name, data) => onEvent(name, data));

  return fit(model, examples, {
    epochs: 2,
    batchSize: 8,
    optimizer: adam(),
    loss: softmaxCrossEntropy,
    signal: control.signal,
    callbacks: [watch],
  });
}

describe('a training that the playground watches', () => {
  it('tells of every epoch: figures that are those of its record, and a confusion matrix of all that is scored', async () => {
    const told: { name: keyof Events; data: unknown }[] = [];
    const { epochs } = await train((name, data) => told.push({ name, data }));
    const of = <Name extends keyof Events>(wanted: Name) =>
      told.filter(({ name }) => name === wanted).map(({ data }) => data as Events[Name]);
    expect(of('epoch').map(({ record }) => record)).toEqual(epochs);
    expect(of('confusion').map(({ matrix }) => matrix.counts.flat().reduce((sum, n) => sum + n))).toEqual([40, 40]);
    const first = of('progress').filter(({ step }) => step <= 5);
    const examplesTold = first.map(({ step }, i) => 8 * (step - (first[i - 1]?.step ?? 0)));
    const sum = first.reduce((sum, { loss }, i) => sum + loss * examplesTold[i], 0);
    expect(sum / 40).toBeCloseTo(epochs[0].loss, 5);
  });

  it('holds between two steps, makes single ones, and goes on to the same bits', async () => {
    const control = createRunControl();
    const steps: number[] = [];
    control.pause();
    const history = await train((name, data) => {
      if (name === 'progress') steps.push((data as Events['progress']).step);
      if (name !== 'state' || (data as Events['state']).state !== 'paused') return;
      setTimeout(() => (steps.length < 3 ? control.step() : control.resume()), 0);
    }, control);
    expect(steps.slice(0, 3)).toEqual([1, 2, 3]);
    const undisturbed = await train(() => {});
    expect(history.epochs.map(({ loss }) => loss)).toEqual(undisturbed.epochs.map(({ loss }) => loss));
  });

  it('ends when it is stopped while it is held', async () => {
    const control = createRunControl();
    control.pause();
    const { outcome } = await train((name, data) => {
      if (name === 'state' && (data as Events['state']).state === 'paused') setTimeout(() => control.stop(), 0);
    }, control);
    expect(outcome).toBe('interrupted');
  });
});

describe("the first layer's weights as pictures", () => {
  it('are the columns of a dense kernel: orange above zero, blue below', async () => {
    const model = sequential([flatten(), dense(3)], { inputShape: [2, 2, 1], seed: 1 });
    const kernel = await model.parameters[0].value.data();
    const weights = await firstLayerWeights(model);
    expect(weights).toMatchObject({ units: 3, shown: 3, sheet: { width: 23, height: 2 } });
    const { rgba, width } = weights!.sheet;
    for (let unit = 0; unit < 3; unit++) {
      for (let pixel = 0; pixel < 4; pixel++) {
        const at = 4 * (Math.floor(pixel / 2) * width + 3 * unit + (pixel % 2));
        const [red, , blue] = rgba.subarray(at, at + 3);
        expect(Math.sign(red - blue)).toBe(Math.sign(kernel[pixel * 3 + unit]));
      }
    }
  });
});
