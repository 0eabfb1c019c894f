import { describe, it } from 'vitest';
import '../../src/ops/index.js';
import { averagePool2d } from '../../src/ops/average-pool2d.js';
import { batchNormInference, batchNormTraining, channelMoments, movingAverage } from '../../src/ops/batch-norm.js';
import { conv2d } from '../../src/ops/conv2d.js';
import { dense } from '../../src/ops/dense.js';
import { meanSquaredError } from '../../src/ops/losses/mean-squared-error.js';
import { sigmoidCrossEntropy } from '../../src/ops/losses/sigmoid-cross-entropy.js';
import { softmaxCrossEntropy } from '../../src/ops/losses/softmax-cross-entropy.js';
import { maxPool2d } from '../../src/ops/max-pool2d.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { openEngines } from './engines.js';
import { haveKnownAnswers, readKnownAnswers, reasonToSkip, type Known } from './known-answers.js';
import { workOn, type Workplace } from './workplace.js';

/** The operations that PyTorch computed, each replayed forward and backward. Its optimisers and trainings: pytorch-training.test.ts. */
const replays: Record<string, (one: never, on: Workplace) => Promise<void>> = {
  matmul: replayMatmul,
  conv2d: replayConv2d,
  pool2d: replayPool2d,
  batchnorm: replayBatchNorm,
  activations: replayActivation,
  losses: replayLoss,
};

type Case = { op: string } & Record<string, unknown>;

for (const engine of await openEngines()) {
  describe(`PyTorch's answers, on ${engine.name}${reasonToSkip}`, () => {
    describe.each(Object.keys(replays))('%s', (family) => {
      const { cases } = readKnownAnswers<{ cases: Case[] }>(`pytorch/${family}.json`, { cases: [{ op: 'of none' }] });
      it.skipIf(!haveKnownAnswers || !engine.backend).each(cases.map(titled))(
        'agrees in case %s',
        async (_title, one) => replays[family](one as never, workOn(engine)),
      );
    });
  });
}

interface MatmulCase extends Record<'a' | 'b' | 'bias' | 'dy' | 'y' | 'da' | 'db' | 'dbias', Known> {
  transposeA: boolean;
  transposeB: boolean;
}

async function replayMatmul(one: MatmulCase, on: Workplace): Promise<void> {
  const { transposeA, transposeB } = one;
  const [a, b, bias] = [on.variable(one.a), on.variable(one.b), on.variable(one.bias)];
  const isPlain = !transposeA && !transposeB;
  const y = isPlain
    ? dense(a, b, { bias, activation: 'relu' })
    : a.matmul(b, { transposeA, transposeB }).add(bias).relu();
  y.backward({ upstream: on.constant(one.dy) });
  await on.expectEqual('y', y, one.y);
  await on.expectEqual('da', a.grad, one.da);
  await on.expectEqual('db', b.grad, one.db);
  await on.expectEqual('dbias', bias.grad, one.dbias);
}

interface Conv2dCase extends Record<'x' | 'w' | 'bias' | 'dy' | 'y' | 'dx' | 'dw' | 'dbias', Known> {
  strides: [number, number];
  dilation: [number, number];
  padding: 'valid' | 'same';
}

async function replayConv2d(one: Conv2dCase, on: Workplace): Promise<void> {
  const { strides, dilation, padding } = one;
  const [x, w, bias] = [on.variable(one.x), on.variable(one.w), on.variable(one.bias)];
  const y = conv2d(x, w, { bias, strides, dilation, padding });
  y.backward({ upstream: on.constant(one.dy) });
  await on.expectEqual('y', y, one.y);
  await on.expectEqual('dx', x.grad, one.dx);
  await on.expectEqual('dw', w.grad, one.dw);
  await on.expectEqual('dbias', bias.grad, one.dbias);
}

interface Pool2dCase extends Record<'x' | 'dy' | 'y' | 'dx', Known> {
  op: 'maxPool2d' | 'avgPool2d';
  pool: [number, number];
  strides: [number, number];
  padding: 'valid' | 'same';
}

async function replayPool2d(one: Pool2dCase, on: Workplace): Promise<void> {
  const { pool, strides, padding } = one;
  const x = on.variable(one.x);
  const y = (one.op === 'maxPool2d' ? maxPool2d : averagePool2d)(x, { window: pool, strides, padding });
  y.backward({ upstream: on.constant(one.dy) });
  await on.expectEqual('y', y, one.y);
  await on.expectEqual('dx', x.grad, one.dx);
}

interface BatchNormCase extends Record<
  'x' | 'gamma' | 'beta' | 'movingMean' | 'movingVariance' | 'dy' | 'y' | 'dx' | 'dgamma' | 'dbeta',
  Known
> {
  momentum: number;
  epsilon: number;
  yInference: Known;
  newMovingMean: Known;
  newMovingVariance: Known;
}

async function replayBatchNorm(one: BatchNormCase, on: Workplace): Promise<void> {
  const { momentum, epsilon } = one;
  const [x, gamma, beta] = [on.variable(one.x), on.variable(one.gamma), on.variable(one.beta)];
  const [movingMean, movingVariance] = [on.constant(one.movingMean), on.constant(one.movingVariance)];
  const inference = batchNormInference([x, movingMean, movingVariance, gamma, beta], { epsilon });
  await on.expectEqual('y in inference', inference, one.yInference);

  const { mean, variance } = channelMoments(x);
  movingAverage(movingMean, mean, momentum);
  movingAverage(movingVariance, variance, momentum);
  await on.expectEqual('new moving mean', movingMean, one.newMovingMean);
  await on.expectEqual('new moving variance', movingVariance, one.newMovingVariance);

  const y = batchNormTraining([x, gamma, beta], { mean, variance, epsilon });
  y.backward({ upstream: on.constant(one.dy) });
  await on.expectEqual('y', y, one.y);
  await on.expectEqual('dx', x.grad, one.dx);
  await on.expectEqual('dgamma', gamma.grad, one.dgamma);
  await on.expectEqual('dbeta', beta.grad, one.dbeta);
}

const activations = {
  relu: (x: Tensor) => x.relu(),
  sigmoid: (x: Tensor) => x.sigmoid(),
  tanh: (x: Tensor) => x.tanh(),
  softplus: (x: Tensor) => x.softplus(),
  silu: (x: Tensor) => x.silu(),
  elu: (x: Tensor) => x.elu(),
  selu: (x: Tensor) => x.selu(),
  gelu: (x: Tensor) => x.gelu(),
  leakyRelu: (x: Tensor) => x.leakyRelu(0.2),
  exp: (x: Tensor) => x.exp(),
  softmax: (x: Tensor) => x.softmax(),
  logSoftmax: (x: Tensor) => x.logSoftmax(),
};

interface ActivationCase extends Record<'x' | 'dy' | 'y' | 'dx', Known> {
  op: keyof typeof activations;
}

async function replayActivation(one: ActivationCase, on: Workplace): Promise<void> {
  const x = on.variable(one.x);
  const y = activations[one.op](x);
  y.backward({ upstream: on.constant(one.dy) });
  await on.expectEqual('y', y, one.y);
  await on.expectEqual('dx', x.grad, one.dx);
}

type LossCase = { loss: number } & (
  | {
      op: 'softmaxCrossEntropy';
      logits: Known;
      labels?: number[];
      targets: Known;
      labelSmoothing?: number;
      dlogits: Known;
    }
  | { op: 'sigmoidCrossEntropy'; logits: Known; target: Known; dlogits: Known }
  | { op: 'meanSquaredError'; prediction: Known; target: Known; dprediction: Known }
);

async function replayLoss(one: LossCase, on: Workplace): Promise<void> {
  const x = on.variable(one.op === 'meanSquaredError' ? one.prediction : one.logits);
  const loss = lossOf(one, x, on);
  loss.backward();
  await on.expectEqual('loss', loss, { shape: [], data: [one.loss] });
  await on.expectEqual('gradient', x.grad, one.op === 'meanSquaredError' ? one.dprediction : one.dlogits);
}

function lossOf(one: LossCase, x: Tensor, on: Workplace): Tensor {
  switch (one.op) {
    case 'meanSquaredError':
      return meanSquaredError(x, on.constant(one.target));
    case 'sigmoidCrossEntropy':
      return sigmoidCrossEntropy(x, on.constant(one.target));
    case 'softmaxCrossEntropy': {
      const { labels, labelSmoothing = 0 } = one;
      return softmaxCrossEntropy(x, labels ?? on.constant(one.targets), { labelSmoothing });
    }
  }
}

/** A case under its number, operation, options and the shapes of what it starts from. */
function titled(one: Case, index: number): [string, Case] {
  const parts = Object.entries(one).flatMap(([name, value]) => {
    if (name === 'op' || name === 'labels' || name === 'loss' || name.startsWith('d') || name.startsWith('y'))
      return [];
    const isTensor = typeof value === 'object' && value !== null && 'shape' in value;
    return [`${name} ${JSON.stringify(isTensor ? value.shape : value)}`];
  });
  return [`${index}: ${[one.op, ...parts].join(', ')}`, one];
}
