import type { Backend } from '../backend/backend.js';
import { runInPlace } from '../backend/run.js';
import { zeros } from '../ops/create.js';
import { tidy } from '../tensor/lifetime.js';
import type { Tensor } from '../tensor/tensor.js';
import { overwriteTensor } from './copy-tensor.js';
import type { Metric } from './metric.js';

/** Means over the examples seen so far, as they stand on the host after a read. */
export type Means = { readonly loss: number } & Readonly<Record<string, number>>;

/**
 * Running sums on the device: loss and metrics, weighted by batch size. They are read when somebody looks, not every step.
 */
export class Totals {
  /** Examples added so far. `add` leaves it alone, for what it launches may be replayed: whoever runs the step counts. */
  count = 0;
  /** [1 + metrics] float32: the loss, then each metric. */
  readonly sums: Tensor[];

  constructor(
    private readonly metrics: readonly Metric[],
    backend: Backend,
  ) {
    this.sums = Array.from({ length: 1 + metrics.length }, () => zeros([], { backend }));
  }

  /** Adds one batch, of outputs.shape[0] examples: its mean loss, its outputs and targets. */
  add(loss: Tensor, outputs: Tensor, targets: Tensor): void {
    tidy(() => {
      const contributions = [
        loss.mul(outputs.shape[0]),
        ...this.metrics.map((metric) => metric.total(outputs, targets)),
      ];
      contributions.forEach((contribution, i) => addInPlace(this.sums[i], contribution));
    });
  }

  async means(): Promise<Means> {
    const sums = await Promise.all(this.sums.map((sum) => sum.item()));
    const names = ['loss', ...this.metrics.map((metric) => metric.name)];
    return Object.fromEntries(names.map((name, i) => [name, sums[i] / this.count])) as Means;
  }

  reset(): void {
    this.count = 0;
    for (const sum of this.sums) runInPlace('fill', [], [sum], { value: 0 });
  }

  dispose(): void {
    for (const sum of this.sums) sum.dispose();
  }
}

function addInPlace(sum: Tensor, contribution: Tensor): void {
  overwriteTensor(sum, sum.add(contribution));
}
