/**
 * Batch normalisation of one channel: the three paths of its gradient one by one, and the statistics that it uses afterwards.
 */
import { gradients, ones, ops, tensor, zeros, type Tensor } from 'handgrad';

const EPSILON = 1e-3;
const learnt = { dtype: 'float64', requiresGrad: true } as const;
const x = tensor([1, 2, 3, 6], { ...learnt, shape: [4, 1] }); // four examples, one channel
const gamma = tensor([2], learnt);
const beta = tensor([1], learnt);
const dy = tensor([1, 0, -1, 2], { dtype: 'float64', shape: [4, 1] }); // dL/dy, as it might arrive

const y = ops.batchNorm(x, gamma, beta, { epsilon: EPSILON });
const mean = x.mean(0);
const variance = x.variance(0);
const r = variance.add(EPSILON).sqrt().reciprocal();
const xhat = x.sub(mean).mul(r);
await row('x', x);
await row('mean, variance, r', ops.concat([mean, variance, r], 0));
await row('xhat = (x - mean) r', xhat);
await row('y = gamma xhat + beta', y);

// The way back: g = dL/dxhat, and what each path brings to x.
console.log();
const g = dy.mul(gamma);
const direct = g.mul(r);
const throughMean = g.mean(0).mul(r).neg().broadcastTo([4, 1]);
const throughVariance = xhat.mul(g.mul(xhat).mean(0)).mul(r).neg();
const dx = direct.add(throughMean).add(throughVariance);
const [dxOfEngine, dgamma, dbeta] = gradients(y, [x, gamma, beta], { upstream: dy });
await row('g = gamma dy', g);
await row('directly', direct);
await row('through the mean', throughMean);
await row('through the variance', throughVariance);
await row('dx, their sum', dx);
await row('dx by the engine', dxOfEngine);
await row('dgamma, dbeta', ops.concat([dgamma, dbeta], 0));

// Two directions in which nothing can be gained.
console.log();
await row('sum of dx', dx.sum());
await row('sum of dx xhat', dx.mul(xhat).sum());
await row('r (sum of g xhat) eps / (v + eps)', g.mul(xhat).sum().mul(r).mul(EPSILON).div(variance.add(EPSILON)));

// In use: moving statistics instead of the batch's. Here each batch is the same, so they come closer to its own.
console.log();
const [movingMean, movingVariance] = [zeros([1], { dtype: 'float64' }), ones([1], { dtype: 'float64' })];
for (let step = 1; step <= 500; step++) {
  ops.movingAverage(movingMean, mean, 0.99);
  ops.movingAverage(movingVariance, variance, 0.99);
  if (![1, 100, 500].includes(step)) continue;
  const used = ops.batchNormInference([x, movingMean, movingVariance, gamma, beta], { epsilon: EPSILON });
  await row(`y in use, after ${step} step${step > 1 ? 's' : ''}`, used);
}

async function row(name: string, numbers: Tensor): Promise<void> {
  console.log(name.padEnd(34) + Array.from(await numbers.data(), (value) => value.toFixed(4).padStart(9)).join(''));
}
