import { describe, expect, it } from 'vitest';
import {
  averagePool2d,
  batchNorm,
  conv2d,
  dense,
  flatten,
  maxPool2d,
  parameter,
  sequential,
  writeTensor,
  type Layer,
} from '../../src/nn/index.js';
import { softmaxCrossEntropy } from '../../src/ops/losses/softmax-cross-entropy.js';
import { adam, optimizerFromDescription } from '../../src/optim/index.js';
import { openEngines, type Engine } from './engines.js';
import { haveKnownAnswers, readKnownAnswers, reasonToSkip, type Known } from './known-answers.js';
import { workOn } from './workplace.js';

interface OptimizerCase {
  optimizer: string;
  args: { learningRate: number; decay?: number } & Record<string, number | boolean>;
  w: Known;
  gradients: Known[];
  /** The weights after each update. */
  trajectory: Known[];
}

interface TrainingCase {
  name: keyof typeof networks;
  optimizer: { name: 'adam'; learningRate: number };
  x: Known;
  labels: number[];
  initial: Known[];
  /** Before each step. */
  losses: number[];
  accuracies: number[];
  final: Known[];
}

/** The networks that were trained, layer by layer. */
const networks = {
  mlp: [dense(12, { activation: 'relu' }), dense(4)],
  cnn: [
    conv2d(4, 3, { activation: 'relu' }),
    maxPool2d(2),
    conv2d(5, 3, { activation: 'relu' }),
    averagePool2d(2),
    flatten(),
    dense(3),
  ],
  'cnn-batchnorm': [
    conv2d(4, 3, { padding: 'same', activation: 'relu' }),
    batchNorm(),
    maxPool2d(2),
    flatten(),
    dense(3),
  ],
} satisfies Record<string, Layer[]>;

const optimizerCases = casesOf<OptimizerCase>('pytorch/optimizers.json');
const trainingCases = casesOf<TrainingCase>('pytorch/training.json');

for (const engine of await openEngines()) {
  describe(`PyTorch's trainings, on ${engine.name}${reasonToSkip}`, () => {
    const isPossible = haveKnownAnswers && engine.backend !== null;

    it.skipIf(!isPossible).each(optimizerCases)(
      '20 updates of $optimizer with $args end where they should',
      async (one) => replayUpdates(one, engine),
    );

    it.skipIf(!isPossible).each(trainingCases)('the training of the $name goes the same way', async (one) =>
      replayTraining(one, engine),
    );
  });
}

async function replayUpdates({ optimizer: name, args, w, gradients, trajectory }: OptimizerCase, engine: Engine) {
  const on = workOn(engine);
  const { decay, learningRate, ...options } = args;
  const optimizer = optimizerFromDescription({
    kind: name === 'adamw' ? 'adamW' : name,
    learningRate: decay === undefined ? learningRate : { kind: 'inverseTimeDecay', learningRate, decay },
    ...options,
  });
  const weights = parameter('w', on.variable(w));
  expect(gradients).toHaveLength(20);
  for (const [step, gradient] of gradients.entries()) {
    optimizer.apply([weights], [on.constant(gradient)]);
    await on.expectEqual(`w after update ${step + 1}`, weights.value, trajectory[step]);
  }
}

async function replayTraining(one: TrainingCase, engine: Engine) {
  const on = workOn(engine);
  const { dtype, backend, trainingTolerance } = engine;
  const model = sequential(networks[one.name], { inputShape: one.x.shape.slice(1), dtype, backend: backend! });
  expect(model.trainable.map(({ value }) => value.shape)).toEqual(one.initial.map(({ shape }) => shape));
  model.trainable.forEach(({ name, value }, i) => {
    const { shape, data } = one.initial[i];
    writeTensor(value, { name, shape, values: Float64Array.from(data) });
  });
  const optimizer = adam({ learningRate: one.optimizer.learningRate });
  const x = on.constant(one.x);

  for (const [step, expectedLoss] of one.losses.entries()) {
    const logits = model.forward(x, { training: true, step });
    const loss = softmaxCrossEntropy(logits, one.labels);
    await on.expectEqual(`loss before step ${step}`, loss, { shape: [], data: [expectedLoss] }, trainingTolerance);
    const predictions = await logits.argMax(-1).data();
    const correct = one.labels.filter((label, i) => label === predictions[i]).length;
    expect(correct / one.labels.length, `accuracy before step ${step}`).toBeCloseTo(one.accuracies[step], 10);
    loss.backward();
    optimizer.apply(model.trainable);
  }
  for (const [i, { name, value }] of model.trainable.entries()) {
    await on.expectEqual(`${name} after ${one.losses.length} steps`, value, one.final[i], trainingTolerance);
  }
}

function casesOf<T>(path: string): T[] {
  return readKnownAnswers<{ cases: T[] }>(path, { cases: [{ optimizer: 'none', args: {}, name: 'none' } as T] }).cases;
}
