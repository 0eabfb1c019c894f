import { expectClose, randomTensor, type Check } from '../check.js';
import type * as Exercises from './exercises.js';

export const checks: Check<typeof Exercises>[] = [
  {
    title: 'broadcasting of matrices undone',
    async check({ sumTo }) {
      const shapes: [stretched: [number, number], rows: number, columns: number][] = [
        [[3, 4], 1, 4],
        [[3, 4], 3, 1],
        [[3, 4], 1, 1],
        [[3, 4], 3, 4],
        [[1, 4], 1, 1],
        [[1, 4], 1, 4],
      ];
      for (const [i, [stretched, rows, columns]] of shapes.entries()) {
        const dy = randomTensor(stretched, i);
        const x = randomTensor([rows, columns], 10 + i, { requiresGrad: true });
        x.broadcastTo(stretched).backward({ upstream: dy });
        const own = sumTo((await dy.array()) as number[][], rows, columns);
        await expectClose(`a gradient [${stretched.join(', ')}] summed to [${rows}, ${columns}]`, own, x.grad!);
      }
    },
  },
  {
    title: 'the gradient of shares of a total',
    async check({ shareGradient }) {
      for (const length of [1, 2, 5]) {
        const x = randomTensor([length], length).square().add(0.5).detach();
        x.requiresGrad = true;
        const dy = randomTensor([length], 10 + length);
        x.div(x.sum()).backward({ upstream: dy });
        const [xs, dys] = [await x.data(), await dy.data()].map((values) => Array.from(values));
        const what = `dL/dx for x = [${xs.join(', ')}], dy = [${dys.join(', ')}]`;
        await expectClose(what, shareGradient(xs, dys), x.grad!);
      }
    },
  },
  {
    title: 'the gradients of s x + b',
    async check({ scaleAndShiftGradients }) {
      for (const [n, m] of [
        [3, 2],
        [4, 4],
        [1, 3],
        [3, 1],
      ]) {
        const [x, s, b] = [[n, m], [n, 1], [m]].map((shape, i) =>
          randomTensor(shape, 10 * n + m + 100 * i, { requiresGrad: true }),
        );
        const dy = randomTensor([n, m], n + m);
        s.mul(x).add(b).backward({ upstream: dy });
        const own = scaleAndShiftGradients(x.detach(), s.detach(), dy);
        const where = `for x [${n}, ${m}]`;
        await expectClose(`dx ${where}`, own?.dx, x.grad!);
        await expectClose(`ds ${where}`, own?.ds, s.grad!);
        await expectClose(`db ${where}`, own?.db, b.grad!);
      }
    },
  },
];
