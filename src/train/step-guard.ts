import { keep } from '../tensor/lifetime.js';
import type { Tensor } from '../tensor/tensor.js';
import type { TrainingPosition } from './checkpoint.js';
import { copyTensor, overwriteTensor } from './copy-tensor.js';
import { countNonFinite, NonFiniteError } from './non-finite.js';
import type { Training } from './training.js';

/** Steps between two looks at the device while the guilty one is searched: up to this many are repeated value by value. */
const STEPS_PER_LOOK = 50;

/**
 * Notices NaN and infinity, and finds out where they began.
 *
 * A NaN never heals, and a look waits for the device: so it looks when an epoch ends, before a checkpoint is taken, and when a
 * running loss that somebody read is not finite. If there are non-finite values in the weights or the running sums, it puts
 * everything back to the last good look and repeats the steps since, which are the same to the bit: first with looks now and
 * then, and in the stretch where it goes wrong step by step, checking every value on the way. The first bad one names the step
 * and the layer.
 */
export class StepGuard {
  private copies: Tensor[] | null = null;
  private good: GoodState = { position: { epoch: 0, batch: 0, step: 0 }, optimizerSteps: 0, examples: 0 };

  constructor(private readonly training: Training) {}

  /** Looks, unless nothing has happened since the last time. @throws {NonFiniteError} */
  async check(): Promise<void> {
    const { step } = this.training.position;
    if (step === this.good.position.step) return;
    if (!(await this.isFinite())) throw await this.locate(step);
    this.snapshot();
  }

  /** Remembers the present state as good. Called at the start of every epoch, so that no repetition crosses into another. */
  snapshot(): void {
    const state = this.state();
    if (this.copies) this.copies.forEach((copy, i) => overwriteTensor(copy, state[i]));
    else this.copies = state.map(copyTensor);
    const { position, optimizer, totals } = this.training;
    this.good = { position, optimizerSteps: optimizer.counters.steps, examples: totals.count };
  }

  dispose(): void {
    for (const copy of this.copies ?? []) copy.dispose();
    this.copies = null;
  }

  /** What a step changes and the next one starts from. */
  private state(): Tensor[] {
    const { model, optimizer, totals } = this.training;
    return [...model.parameters.map((parameter) => parameter.value), ...optimizer.state.values(), ...totals.sums];
  }

  private async isFinite(): Promise<boolean> {
    const found = countNonFinite(this.state(), this.training.backend);
    const count = await found.item();
    found.dispose();
    return count === 0;
  }

  private goBack(): void {
    const { training, good } = this;
    this.state().forEach((tensor, i) => overwriteTensor(tensor, this.copies![i]));
    training.position = good.position;
    training.optimizer.counters.steps = good.optimizerSteps;
    training.totals.count = good.examples;
  }

  /** The error to throw, when the steps since the last good look, up to `failed`, have led to something that is not finite. */
  private async locate(failed: number): Promise<NonFiniteError> {
    const { training } = this;
    this.goBack();
    while (training.position.step < failed) {
      training.runSteps(Math.min(STEPS_PER_LOOK, failed - training.position.step));
      if (!(await this.isFinite())) {
        const last = training.position.step;
        this.goBack();
        return this.locateStep(last);
      }
      this.snapshot();
    }
    throw vanished();
  }

  private async locateStep(last: number): Promise<NonFiniteError> {
    const { training } = this;
    while (training.position.step < last) {
      const { epoch, batch, step } = training.position;
      const { learningRate } = training.optimizer;
      const where = await this.firstNonFiniteOfStep();
      if (where) {
        const at = `epoch ${epoch + 1}, batch ${batch + 1} of ${training.batches}`;
        return new NonFiniteError(step + 1, where, at, learningRate);
      }
    }
    throw vanished();
  }

  private async firstNonFiniteOfStep(): Promise<string | null> {
    const seen: { what: string; count: Tensor }[] = [];
    this.training.observeStep((what, value) => {
      seen.push({ what, count: keep(countNonFinite([value], this.training.backend)) });
    });
    const counts = await Promise.all(seen.map(({ count }) => count.item()));
    for (const { count } of seen) count.dispose();
    return seen[counts.findIndex((count) => count > 0)]?.what ?? null;
  }
}

/** Where a repetition starts, besides tensors. */
interface GoodState {
  readonly position: TrainingPosition;
  readonly optimizerSteps: number;
  readonly examples: number;
}

function vanished(): Error {
  return new Error('a non-finite value was seen, but did not appear when the same steps were repeated');
}
