import { adam, parameter, sgd, tensor, type Optimizer, type Tensor } from 'handgrad';
import { expectClose, randomTensor, type Check } from '../check.js';
import type * as Exercises from './exercises.js';

/** The weights after every update of a loss, the start not included: [steps][weights]. */
async function follow(
  optimizer: Optimizer,
  start: number[],
  steps: number,
  loss: (w: Tensor, step: number) => Tensor,
): Promise<number[][]> {
  const w = tensor(start, { dtype: 'float64', requiresGrad: true });
  const path: number[][] = [];
  for (let step = 0; step < steps; step++) {
    loss(w, step).backward();
    optimizer.apply([parameter('w', w)]);
    path.push([...(await w.data())]);
  }
  return path;
}

/** How far 2000 plain steps at this rate end from the minimum of 1/2 w^T H w. */
async function distanceAfter(hessian: number[][], learningRate: number): Promise<number> {
  const h = tensor(hessian, { dtype: 'float64' });
  const loss = (w: Tensor) => h.dot(w).dot(w).mul(0.5);
  const path = await follow(sgd({ learningRate }), [1, 0.7], 2000, loss);
  return Math.hypot(...path.at(-1)!);
}

export const checks: Check<typeof Exercises>[] = [
  {
    title: 'the largest learning rate',
    async check({ rateLimit }) {
      for (let seed = 0; seed < 4; seed++) {
        // H = M^T M + 1/4 is positive definite whatever M is.
        const [p, q, r, s] = await randomTensor([4], seed).data();
        const [a, b, c] = [p * p + r * r + 0.25, p * q + r * s, q * q + s * s + 0.25];
        const limit = rateLimit(a, b, c);
        const [below, above] = [
          await distanceAfter(
            [
              [a, b],
              [b, c],
            ],
            0.98 * limit,
          ),
          await distanceAfter(
            [
              [a, b],
              [b, c],
            ],
            1.02 * limit,
          ),
        ];
        const what = `H = [[${a}, ${b}], [${b}, ${c}]], your limit ${limit}`;
        if (!(below < 1e-6))
          throw new Error(`${what}: expected descent at 0.98 of it to reach 0, found |w| = ${below} after 2000 steps`);
        if (!(above > 1e6))
          throw new Error(`${what}: expected 1.02 of it to diverge, found |w| = ${above} after 2000 steps`);
      }
    },
  },
  {
    title: "Nesterov's look-ahead",
    async check({ nesterovStep }) {
      for (let seed = 0; seed < 4; seed++) {
        const [start, centre] = await randomTensor([2], seed).data();
        const [rate, momentum] = [0.05 + 0.01 * seed, 0.9 - 0.1 * seed];
        // L = log cosh(w - centre), whose gradient is tanh(w - centre).
        const loss = (w: Tensor) => w.sub(centre).exp().add(w.rsub(centre).exp()).log().sum();
        const ahead = await follow(sgd({ learningRate: rate, momentum, nesterov: true }), [start], 15, loss);
        let own = { w: start, velocity: 0 };
        for (const [step, [expected]] of ahead.entries()) {
          own = nesterovStep(own, (w) => Math.tanh(w - centre), rate, momentum);
          // The engine keeps the weight that its gradient is taken at: the one ahead.
          await expectClose(`w + momentum velocity after step ${step + 1}`, own.w + momentum * own.velocity, expected);
        }
      }
    },
  },
  {
    title: 'Adam with corrected means',
    async check({ adamMoves }) {
      for (const scale of [1e-3, 1, 1e3]) {
        const gradients = await randomTensor([30], 3).mul(scale).data();
        const loss = (w: Tensor, step: number) => w.sum().mul(gradients[step]);
        const path = await follow(adam({ learningRate: 0.01, epsilon: 1e-15 }), [0], gradients.length, loss);
        const moves = path.map(([w], step) => w - (step === 0 ? 0 : path[step - 1][0]));
        await expectClose(`the moves for gradients of size ${scale}`, adamMoves([...gradients], 0.01), moves);
      }
    },
  },
];
