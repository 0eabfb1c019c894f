import { keep } from '../tensor/lifetime.js';
import type { Tensor } from '../tensor/tensor.js';
import type { TrainingPosition } from './checkpoint.js';
import { copyTensor, overwriteTensor } from './copy-tensor.js';
import { countNonFinite, NonFiniteError } from './non-finite.js';
import type { Training } from './training.js';

/**
 * Steps between two looks at the device. A look waits for it, so not every step; a NaN never heals, so not missing any is
 * enough. Up to this many steps are repeated when one is found.
 */
const STEPS_PER_LOOK = 50;

/**
 * Notices NaN and infinity, and finds out where they began.
 *
 * Every now and then it counts non-finite values in the weights and in the running loss. If there are some, it puts the
 * weights back to the last good look and repeats the steps since, which are the same to the bit, checking every value on
 * the way: the first bad one names the step and the layer.
 */
export class StepGuard {
  private copies: Tensor[] = [];
  private good: TrainingPosition = { epoch: 0, batch: 0, step: 0 };
  private optimizerSteps = 0;

  constructor(private readonly training: Training) {}

  async afterStep(): Promise<void> {
    if (this.training.position.step - this.good.step >= STEPS_PER_LOOK) await this.check();
  }

  /** Looks now. @throws {NonFiniteError} */
  async check(): Promise<void> {
    if (this.training.position.step === this.good.step) return;
    const found = countNonFinite([...this.state(), ...this.training.totals.sums], this.training.backend);
    const count = await found.item();
    found.dispose();
    if (count > 0) throw await this.locate();
    this.snapshot();
  }

  /** Remembers the present state as good. Called at the start of every epoch, so that no repetition crosses into another. */
  snapshot(): void {
    this.dispose();
    this.copies = this.state().map(copyTensor);
    this.good = this.training.position;
    this.optimizerSteps = this.training.optimizer.counters.steps;
  }

  dispose(): void {
    for (const copy of this.copies) copy.dispose();
    this.copies = [];
  }

  /** What a step changes and the next one starts from. */
  private state(): Tensor[] {
    const { model, optimizer } = this.training;
    return [...model.parameters.map((parameter) => parameter.value), ...optimizer.state.values()];
  }

  private async locate(): Promise<NonFiniteError> {
    const { training } = this;
    const failed = training.position.step;
    this.state().forEach((tensor, i) => overwriteTensor(tensor, this.copies[i]));
    training.optimizer.counters.steps = this.optimizerSteps;
    training.position = this.good;
    while (training.position.step < failed) {
      const where = await this.firstNonFiniteOfStep();
      const { epoch, batch, step } = training.position;
      if (where) {
        const at = `epoch ${epoch + 1}, batch ${batch + 1} of ${training.batches}`;
        return new NonFiniteError(step + 1, where, at, training.optimizer.learningRate);
      }
      training.position = { epoch, batch: batch + 1, step: step + 1 };
    }
    throw new Error('a non-finite value was seen, but did not appear when the same steps were repeated');
  }

  private async firstNonFiniteOfStep(): Promise<string | null> {
    const seen: { what: string; count: Tensor }[] = [];
    this.training.step((what, value) => {
      seen.push({ what, count: keep(countNonFinite([value], this.training.backend)) });
    });
    const counts = await Promise.all(seen.map(({ count }) => count.item()));
    for (const { count } of seen) count.dispose();
    return seen[counts.findIndex((count) => count > 0)]?.what ?? null;
  }
}
