import type { Backend } from '../backend/backend.js';
import type { Model } from '../nn/model.js';
import type { Optimizer } from '../optim/optimizer.js';
import { tidy } from '../tensor/lifetime.js';
import type { Seed } from '../tensor/random.js';
import type { Tensor } from '../tensor/tensor.js';
import { EventLoopPause } from './event-loop-pause.js';
import { DeviceExamples, type Examples } from './examples.js';
import type { Callback, TrainingView } from './callback.js';
import { captureCheckpoint, restoreCheckpoint } from './capture-checkpoint.js';
import type { Checkpoint, TrainingPosition } from './checkpoint.js';
import { evaluateOnDevice } from './evaluate.js';
import type { EpochRecord, History } from './history.js';
import type { Metric } from './metric.js';
import { StepGuard } from './step-guard.js';
import { Totals, type Means } from './totals.js';
import { trainStep, type Loss, type Observer } from './train-step.js';

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
  readonly seed: Seed;
  readonly shuffle: boolean;
  readonly callbacks: readonly Callback[];
  readonly signal: AbortSignal | undefined;
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
  private readonly validationData: DeviceExamples | null;
  private readonly guard: StepGuard;
  private readonly pause = new EventLoopPause();
  private order: Tensor | null = null;
  private secondsBefore = 0;
  private epochStartMs = 0;

  constructor(readonly plan: TrainingPlan) {
    this.backend = plan.model.backend;
    plan.optimizer.prepare(plan.model.trainable);
    this.data = new DeviceExamples(plan.examples, plan.model);
    this.validationData = plan.validation && new DeviceExamples(plan.validation, plan.model);
    this.totals = new Totals(plan.metrics, this.backend);
    this.guard = new StepGuard(this);
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
    return this.validationData !== null;
  }
  get elapsedSeconds(): number {
    return this.secondsBefore + (performance.now() - this.epochStartMs) / 1000;
  }

  means(): Promise<Means> {
    return this.totals.means();
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
    this.order?.dispose();
    this.order = this.data.order(this.plan.shuffle ? { seed: this.plan.seed, epoch: this.epoch } : null);
    this.guard.snapshot();
    if (this.batch === 0) await this.tell((callback) => callback.onEpochBegin?.(this));
    while (this.batch < this.batches) {
      this.step();
      const { batch, step } = this.position;
      this.position = { ...this.position, batch: batch + 1, step: step + 1 };
      await this.guard.afterStep();
      await this.tell((callback) => callback.onStepEnd?.(this));
      await this.pause.whenDue();
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
    const validation = this.validationData ? await this.validate(this.validationData) : {};
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

  private async validate(data: DeviceExamples): Promise<Record<string, number>> {
    const { model, loss, metrics } = this.plan;
    const means = await evaluateOnDevice(model, data, { loss, metrics, pause: this.pause });
    return Object.fromEntries(
      Object.entries(means).map(([name, value]) => [`validation${name[0].toUpperCase()}${name.slice(1)}`, value]),
    );
  }

  /** The step at the current position, without moving on. The guard repeats steps with an observer to find a NaN's origin. */
  step(observe?: Observer): void {
    const { model, optimizer, loss, seed, batchSize } = this.plan;
    const { batch, step } = this.position;
    const begin = batch * batchSize;
    const size = Math.min(batchSize, this.data.count - begin);
    tidy(() => {
      const cut = this.data.batch(this.order as Tensor, begin, size);
      const result = trainStep({ model, optimizer, loss, seed, step, observe }, cut);
      this.totals.add(result.loss, result.outputs, cut.targets);
    });
  }

  dispose(): void {
    for (const owner of [this.data, this.validationData, this.totals, this.guard, this.order]) owner?.dispose();
  }

  private get interrupted(): boolean {
    return this.plan.signal?.aborted ?? false;
  }

  private async tell(call: (callback: Callback) => void | Promise<void>): Promise<void> {
    for (const callback of this.plan.callbacks) await call(callback);
  }
}
