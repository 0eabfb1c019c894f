import type { Backend } from '../backend/backend.js';
import type { Model } from '../nn/model.js';
import type { Optimizer } from '../optim/optimizer.js';
import { perStep, type StepValue } from '../backend/program/per-step.js';
import type { Program } from '../backend/program/program.js';
import { tidy, type Storage } from '../tensor/lifetime.js';
import type { Seed } from '../tensor/random.js';
import type { Tensor } from '../tensor/tensor.js';
import { augmentImages } from './augment/augment-images.js';
import type { ImageGenerator } from './augment/transformation.js';
import { DeviceExamples, equalBatches, type Batch, type Examples } from './examples.js';
import type { Callback, TrainingView } from './callback.js';
import { captureCheckpoint, restoreCheckpoint } from './capture-checkpoint.js';
import type { Checkpoint, TrainingPosition } from './checkpoint.js';
import { Evaluation } from './evaluate.js';
import type { EpochRecord, History } from './history.js';
import type { Metric } from './metric.js';
import { Pace } from './pace.js';
import { StepGuard } from './step-guard.js';
import { StepRunner } from './step-runner.js';
import { Totals, type Means } from './totals.js';
import { launchTrainStep, type Loss, type Observer } from './train-step.js';

/** Everything `fit` has checked and completed. */
export interface TrainingPlan {
  readonly model: Model;
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  readonly metrics: readonly Metric[];
  readonly examples: Examples;
  readonly validation: Examples | null;
  readonly epochs: number;
  readonly batchSize: number;
  readonly augment: ImageGenerator | null;
  readonly seed: Seed;
  readonly shuffle: boolean;
  readonly callbacks: readonly Callback[];
  readonly signal: AbortSignal | undefined;
  readonly capture: boolean;
}

/** One run of `fit`: where it is, what it has on the device, and the loop. */
export class Training implements TrainingView {
  readonly backend: Backend;
  readonly totals: Totals;
  records: EpochRecord[] = [];
  position: TrainingPosition = { epoch: 0, batch: 0, step: 0 };
  /** Why a callback ended the training. */
  stopped: string | null = null;
  private readonly data: DeviceExamples;
  /** The order in which the epoch visits the examples; overwritten when the next one begins. */
  private readonly order: Tensor;
  private readonly runner: StepRunner;
  private readonly pace: Pace;
  private readonly guard: StepGuard;
  private readonly validation: { readonly data: DeviceExamples; readonly evaluation: Evaluation } | null;
  private secondsBefore = 0;
  private epochStartMs = 0;

  constructor(readonly plan: TrainingPlan) {
    this.backend = plan.model.backend;
    plan.optimizer.prepare(plan.model.trainable);
    this.data = new DeviceExamples(plan.examples, plan.model);
    this.order = this.data.order(null);
    this.totals = new Totals(plan.metrics, this.backend);
    this.runner = new StepRunner({
      backend: this.backend,
      capture: plan.capture,
      launch: (size) => this.launchStep(size),
      advance: (size) => this.advance(size),
    });
    this.pace = new Pace(this.backend);
    this.guard = new StepGuard(this);
    this.validation = plan.validation && this.prepareValidation(plan.validation);
  }

  get model(): Model {
    return this.plan.model;
  }
  get optimizer(): Optimizer {
    return this.plan.optimizer;
  }
  get epochs(): number {
    return this.plan.epochs;
  }
  get epoch(): number {
    return this.position.epoch;
  }
  get batch(): number {
    return this.position.batch;
  }
  get batchSize(): number {
    return this.plan.batchSize;
  }
  get batches(): number {
    return Math.ceil(this.data.count / this.batchSize);
  }
  get examples(): number {
    return this.data.count;
  }
  get validates(): boolean {
    return this.validation !== null;
  }
  get elapsedSeconds(): number {
    return this.secondsBefore + (performance.now() - this.epochStartMs) / 1000;
  }

  async means(): Promise<Means> {
    const means = await this.totals.means();
    if (!Object.values(means).every(Number.isFinite)) await this.guard.check();
    return means;
  }

  stop(reason: string): void {
    this.stopped ??= reason;
  }

  async checkpoint(): Promise<Checkpoint> {
    await this.guard.check();
    return captureCheckpoint(this);
  }

  /** @throws {HandgradError} when the checkpoint is of another model, optimiser, data size or setting. */
  restore(checkpoint: Checkpoint): void {
    restoreCheckpoint(this, checkpoint);
    this.secondsBefore = checkpoint.elapsedSeconds;
  }

  async toEnd(): Promise<History> {
    await this.tell((callback) => callback.onTrainBegin?.(this));
    let interrupted = this.interrupted;
    while (!interrupted && !this.stopped && this.epoch < this.epochs) {
      interrupted = !(await this.runEpoch());
    }
    const outcome = interrupted ? 'interrupted' : this.stopped ? 'stopped' : 'completed';
    const history: History = { epochs: this.records, outcome, reason: this.stopped };
    await this.tell((callback) => callback.onTrainEnd?.(this, history));
    return history;
  }

  /** Runs what is left of the current epoch. False when it was interrupted. */
  private async runEpoch(): Promise<boolean> {
    this.epochStartMs = performance.now();
    if (this.plan.shuffle) this.data.reorder(this.order, { seed: this.plan.seed, epoch: this.epoch });
    this.guard.snapshot();
    if (this.batch === 0) await this.tell((callback) => callback.onEpochBegin?.(this));
    if (this.batch < this.batches) await this.runner.tune(this.nextBatches().size, this.stepsLeft);
    this.pace.restart();
    while (this.batch < this.batches) {
      const steps = this.runSteps(Math.min(this.pace.steps, this.stepsToCallback));
      await this.tell((callback) => callback.onStepEnd?.(this));
      await this.pace.afterSteps(steps);
      if (this.interrupted) {
        await this.guard.check();
        return false;
      }
      if (this.stopped && this.batch < this.batches) return true;
    }
    await this.guard.check();
    const record = await this.closeEpoch();
    await this.tell((callback) => callback.onEpochEnd?.(this, record));
    return true;
  }

  private async closeEpoch(): Promise<EpochRecord> {
    const means = await this.totals.means();
    const validation = await this.validate();
    const record: EpochRecord = {
      epoch: this.epoch + 1,
      ...means,
      ...validation,
      learningRate: this.optimizer.learningRate,
      seconds: this.elapsedSeconds,
    };
    this.records.push(record);
    this.position = { epoch: this.epoch + 1, batch: 0, step: this.position.step };
    this.secondsBefore = 0;
    this.totals.reset();
    return record;
  }

  private prepareValidation(examples: Examples) {
    const { model, loss, metrics, capture } = this.plan;
    const data = new DeviceExamples(examples, model);
    return { data, evaluation: new Evaluation(model, data, { loss, metrics, capture }) };
  }

  private async validate(): Promise<Record<string, number>> {
    if (!this.validation) return {};
    const means = await this.validation.evaluation.means();
    return Object.fromEntries(
      Object.entries(means).map(([name, value]) => [`validation${name[0].toUpperCase()}${name.slice(1)}`, value]),
    );
  }

  /** Runs the next steps of the epoch, at most so many, over batches of one size. Returns how many it were. */
  runSteps(atMost: number): number {
    const { size, count } = this.nextBatches();
    const steps = Math.min(atMost, count);
    this.runner.run(size, steps);
    return steps;
  }

  /** Runs the next step with an observer, which cannot be captured. The guard does so to find a NaN's origin. */
  observeStep(observe: Observer): void {
    const { size } = this.nextBatches();
    tidy(() => this.launchStep(size, observe));
    this.advance(size);
  }

  /** The step at the current position as a program, which nothing has run yet. */
  get program(): Program {
    return this.runner.program(this.nextBatches().size);
  }

  /** What the tensors that steps work on are called, by their memory. */
  get names(): ReadonlyMap<Storage, string> {
    const { model, optimizer, totals, data, order } = this;
    const named: [string, Tensor][] = [
      ...model.parameters.map(({ name, value }): [string, Tensor] => [name, value]),
      ...optimizer.state,
      ...totals.named,
      ...data.named,
      ['order', order],
    ];
    return new Map(named.map(([name, { storage }]) => [storage, name]));
  }

  dispose(): void {
    const { data, order, totals, runner, guard, validation } = this;
    for (const owned of [runner, guard, totals, order, data, validation?.evaluation, validation?.data])
      owned?.dispose();
  }

  private nextBatches(): { size: number; count: number } {
    return equalBatches(this.batch * this.batchSize, this.data.count, this.batchSize);
  }

  /** The step at the current position. */
  private launchStep(size: number, observe?: Observer): void {
    const { model, optimizer, loss, seed, batchSize } = this.plan;
    const begin = perStep(() => this.position.batch * batchSize);
    const step = perStep(() => this.position.step);
    const batch = this.augmented(this.data.batch(this.order, begin, size), step);
    const { loss: batchLoss, outputs } = launchTrainStep({ model, optimizer, loss, seed, step, observe }, batch);
    this.totals.add(batchLoss, outputs, batch.targets);
  }

  private augmented(batch: Batch, step: StepValue<number>): Batch {
    const { augment, seed } = this.plan;
    return augment ? { ...batch, inputs: augmentImages(batch.inputs, augment, { seed, step }) } : batch;
  }

  /** Moves on by a step over `size` examples. */
  private advance(size: number): void {
    const { epoch, batch, step } = this.position;
    this.position = { epoch, batch: batch + 1, step: step + 1 };
    this.optimizer.advance();
    this.totals.count += size;
  }

  /** Steps of this epoch and of those to come. */
  private get stepsLeft(): number {
    return (this.epochs - this.epoch) * this.batches - this.batch;
  }

  /** Steps until some callback wants to be called. */
  private get stepsToCallback(): number {
    const { step } = this.position;
    const intervals = this.plan.callbacks.flatMap(({ onStepEnd, onStepEndEvery = 1 }) =>
      onStepEnd ? [onStepEndEvery] : [],
    );
    return Math.min(...intervals.map((every) => (every === Infinity ? Infinity : every - (step % every))));
  }

  private get interrupted(): boolean {
    return this.plan.signal?.aborted ?? false;
  }

  private async tell(call: (callback: Callback) => void | Promise<void>): Promise<void> {
    for (const callback of this.plan.callbacks) await call(callback);
  }
}
