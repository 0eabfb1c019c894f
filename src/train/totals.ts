import type { Backend } from '../backend/backend.js';
import { runInPlace } from '../backend/run.js';
import { zeros } from '../ops/create.js';
import { HandgradError } from '../tensor/error.js';
import { tidy } from '../tensor/lifetime.js';
import { shapeText } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Metric } from './metric.js';

/** Means over the examples seen so far, as they stand on the host after a read. */
export type Means = {
  /** With penalties where they are part of what is measured. */
  readonly loss: number;
} & Readonly<Record<string, number>>;

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
      this.addScaled(0, outputs.shape[0], loss);
      this.metrics.forEach((metric, i) => this.addScaled(i + 1, 1, metric.total(outputs, targets)));
    });
  }

  async means(): Promise<Means> {
    const sums = await Promise.all(this.sums.map((sum) => sum.item()));
    return Object.fromEntries(this.names.map((name, i) => [name, sums[i] / this.count])) as Means;
  }

  /** The sums with their names: `total/loss`. */
  get named(): [string, Tensor][] {
    return this.names.map((name, i) => [`total/${name}`, this.sums[i]]);
  }

  reset(): void {
    this.count = 0;
    for (const sum of this.sums) runInPlace('fill', [], [sum], { value: 0 });
  }

  /** sum += factor * x. Plain gradient descent is just that: w -= rate * g. */
  private addScaled(index: number, factor: number, x: Tensor): void {
    if (x.size !== 1) {
      throw new HandgradError(
        `${this.names[index]}: it gives ${shapeText(x.shape)} for a batch, expected a single number`,
      );
    }
    runInPlace('sgd', [x], [this.sums[index], null], { learningRate: -factor, momentum: 0, nesterov: false });
  }

  private get names(): string[] {
    return ['loss', ...this.metrics.map((metric) => metric.name)];
  }

  dispose(): void {
    for (const sum of this.sums) sum.dispose();
  }
}
