import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sequential } from '../../src/nn/sequential.js';
import { dense } from '../../src/nn/layers/dense.js';
import { writeTensor } from '../../src/nn/parameter.js';
import { sgd } from '../../src/optim/sgd.js';
import { exponentialDecay } from '../../src/optim/schedules/exponential-decay.js';
import type { Callback, CallbackState, TrainingView } from '../../src/train/callback.js';
import { earlyStopping, type EarlyStoppingOptions } from '../../src/train/callbacks/early-stopping.js';
import { modelCheckpoint, type ModelCheckpointOptions } from '../../src/train/callbacks/model-checkpoint.js';
import { progress, type EpochProgress, type EpochSummary } from '../../src/train/callbacks/progress.js';
import { recordLog } from '../../src/train/callbacks/record-log.js';
import { runningMeans } from '../../src/train/callbacks/running-means.js';
import { reduceOnPlateau, type ReduceOnPlateauOptions } from '../../src/train/callbacks/reduce-on-plateau.js';
import { csv } from '../../src/train/csv.js';
import { copyTensor, overwriteTensor } from '../../src/train/copy-tensor.js';
import type { EpochRecord, History } from '../../src/train/history.js';
import { jsonLines } from '../../src/train/json-lines.js';
import { memory } from '../../src/tensor/lifetime.js';

/**
 * A training whose figures are given beforehand. In epoch e all weights of the model are e, so that it shows which
 * epoch's weights are in place.
 */
class ScriptedTraining implements TrainingView {
  readonly model = sequential([dense(1)], { inputShape: [1] });
  readonly optimizer;
  readonly batches = 3;
  readonly batchSize = 10;
  readonly examples = 30;
  readonly validates: boolean;
  readonly records: EpochRecord[] = [];
  epoch = 0;
  batch = 0;
  stopped: string | null = null;
  reads = 0;

  constructor(
    readonly figures: readonly Readonly<Record<string, number>>[],
    readonly callbacks: readonly Callback[],
    learningRate: Parameters<typeof sgd>[0] = {},
  ) {
    this.optimizer = sgd(learningRate);
    this.validates = figures.some((epoch) => 'validationLoss' in epoch);
  }

  get epochs() {
    return this.figures.length;
  }
  means() {
    this.reads++;
    return Promise.resolve({ loss: 0.25, accuracy: 0.5 });
  }
  checkpoint(): never {
    throw new Error('not scripted');
  }
  stop(reason: string) {
    this.stopped ??= reason;
  }

  /** Trains on to the end, or up to and with epoch `until`, which then counts as interrupted. */
  async run(until = Infinity): Promise<History> {
    for (const callback of this.callbacks) await callback.onTrainBegin?.(this);
    while (!this.stopped && this.epoch < Math.min(this.epochs, until)) await this.runEpoch();
    const outcome = this.epoch >= until ? 'interrupted' : this.stopped ? 'stopped' : 'completed';
    const history: History = { epochs: this.records, outcome, reason: this.stopped };
    for (const callback of this.callbacks) await callback.onTrainEnd?.(this, history);
    return history;
  }

  async weight(): Promise<number> {
    return (await this.model.parameters[0].value.data())[0];
  }

  private async runEpoch() {
    for (const callback of this.callbacks) await callback.onEpochBegin?.(this);
    for (this.batch = 1; this.batch <= this.batches; this.batch++) {
      for (const callback of this.callbacks) await callback.onStepEnd?.(this);
    }
    for (const { name, value } of this.model.parameters) {
      writeTensor(value, { name, shape: value.shape, values: new Float32Array(value.size).fill(this.epoch + 1) });
    }
    const { learningRate } = this.optimizer;
    const record = {
      epoch: this.epoch + 1,
      loss: 0.25,
      accuracy: 0.5,
      ...this.figures[this.epoch],
      learningRate,
      seconds: 2,
    };
    this.records.push(record);
    this.epoch++;
    this.batch = 0;
    for (const callback of this.callbacks) await callback.onEpochEnd?.(this, record);
  }
}

const losses = (...values: number[]) => values.map((validationLoss) => ({ validationLoss }));

/** A callback's state as a checkpoint holds it: in JSON, and in tensors of its own. */
function saved(callback: Callback): CallbackState {
  const { values, tensors = {} } = callback.save!();
  return {
    values: JSON.parse(JSON.stringify(values)) as Record<string, unknown>,
    tensors: Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, copyTensor(value)])),
  };
}

/** Everything that a checkpoint after epoch `epoch` holds, taken as the training runs on. */
class CheckpointAfter implements Callback {
  readonly name = 'checkpointAfter';
  private restore: ((training: ScriptedTraining) => void) | null = null;

  constructor(
    private readonly epoch: number,
    private readonly watched: Callback,
  ) {}

  onEpochEnd(training: TrainingView): void {
    if (training.epoch !== this.epoch) return;
    const { stopped, records, optimizer, model } = training as ScriptedTraining;
    const state = saved(this.watched);
    const kept = {
      records: [...records],
      counters: { ...optimizer.counters },
      weights: model.parameters.map((p) => copyTensor(p.value)),
    };
    this.restore = (resumed) => {
      resumed.callbacks[0].load!(state);
      resumed.epoch = this.epoch;
      resumed.stopped = stopped;
      resumed.records.push(...kept.records);
      Object.assign(resumed.optimizer.counters, kept.counters);
      resumed.model.parameters.forEach(({ value }, i) => overwriteTensor(value, kept.weights[i]));
    };
  }

  /** Runs `make()` from the checkpoint, or from the start if it was never taken; gives the training. */
  async resume(make: () => ScriptedTraining): Promise<ScriptedTraining> {
    const training = make();
    this.restore?.(training);
    await training.run();
    return training;
  }
}

// Coarse figures, so that ties and plateaus occur.
const arbitraryFigures = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 14 });

describe('earlyStopping', () => {
  const lastEpoch = async (options: EarlyStoppingOptions, ...values: number[]) => {
    const { epochs } = await new ScriptedTraining(losses(...values), [earlyStopping(options)]).run();
    return epochs.length;
  };

  it('stops at the first epoch without improvement by default', async () => {
    expect(await lastEpoch({}, 5, 4, 4, 3)).toBe(3);
  });

  it('waits `patience` epochs in a row', async () => {
    expect(await lastEpoch({ patience: 2 }, 5, 6, 4, 5, 5, 1)).toBe(5);
  });

  it('does not count an improvement of minDelta or less', async () => {
    expect(await lastEpoch({ minDelta: 1 }, 5, 3, 2, 1)).toBe(3);
  });

  it('does not count NaN as an improvement', async () => {
    expect(await lastEpoch({ patience: 1 }, NaN, NaN, 1)).toBe(2);
  });

  it('leaves the first epochs alone when told so', async () => {
    expect(await lastEpoch({ startFromEpoch: 3 }, 1, 2, 3, 4, 5, 6)).toBe(5);
  });

  it('goes on waiting while improvements do not beat the baseline', async () => {
    expect(await lastEpoch({ patience: 2, baseline: 3 }, 5, 4.5, 4.6, 1)).toBe(3);
  });

  it('knows that accuracies rise', async () => {
    const figures = [0.1, 0.2, 0.3, 0.2].map((validationAccuracy) => ({ validationLoss: 1, validationAccuracy }));
    const training = new ScriptedTraining(figures, [earlyStopping({ monitor: 'validationAccuracy' })]);
    expect((await training.run()).reason).toBe('validationAccuracy has not improved for 1 epoch; best 0.3 in epoch 3');
  });

  it('stops and restores as the source of Keras 3 says, whatever the figures', async () => {
    const options = fc.record({
      patience: fc.nat(3),
      minDelta: fc.nat(2),
      baseline: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }),
      startFromEpoch: fc.nat(3),
      mode: fc.constantFrom('min' as const, 'max' as const),
      restoreBest: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(arbitraryFigures, options, async (values, { baseline, ...rest }) => {
        const given = { ...rest, ...(baseline !== undefined && { baseline }) };
        const training = new ScriptedTraining(losses(...values), [earlyStopping(given)]);
        const { epochs } = await training.run();
        const expected = kerasEarlyStopping(values, { baseline: baseline ?? null, ...rest });
        expect(epochs.length).toBe(expected.epochs);
        expect(await training.weight()).toBe(expected.weightsOfEpoch);
      }),
    );
  });

  it('ends like an uninterrupted training when it is killed after any epoch and resumed', async () => {
    const cases = fc.tuple(arbitraryFigures, fc.nat(3), fc.integer({ min: 1, max: 14 }));
    await fc.assert(
      fc.asyncProperty(cases, async ([values, patience, after]) => {
        const make = () => new ScriptedTraining(losses(...values), [earlyStopping({ patience, restoreBest: true })]);
        const callback = earlyStopping({ patience, restoreBest: true });
        const checkpoint = new CheckpointAfter(after, callback);
        const whole = new ScriptedTraining(losses(...values), [callback, checkpoint]);
        await whole.run();
        const resumed = await checkpoint.resume(make);
        expect(resumed.records).toEqual(whole.records);
        expect(resumed.stopped).toBe(whole.stopped);
        expect(await resumed.weight()).toBe(await whole.weight());
      }),
    );
  });

  it('leaves the weights of an interrupted training as they are', async () => {
    const training = new ScriptedTraining(losses(1, 2, 3, 4), [earlyStopping({ patience: 9, restoreBest: true })]);
    await training.run(3);
    expect(await training.weight()).toBe(3);
  });

  it('forgets everything when another training begins', async () => {
    const callback = earlyStopping({ restoreBest: true });
    await new ScriptedTraining(losses(1, 2), [callback]).run();
    const training = new ScriptedTraining(losses(5, 4, 6), [callback]);
    expect((await training.run()).epochs.length).toBe(3);
    expect(await training.weight()).toBe(2);
  });

  it('holds one copy of the weights, and none when the training has ended', async () => {
    const callback = earlyStopping({ restoreBest: true });
    const training = new ScriptedTraining(losses(5, 4, 3, 2, 1), [callback]);
    const before = memory().buffers;
    await training.run(2);
    expect(memory().buffers).toBe(before + 2);
    callback.load!(saved(callback));
    await training.run(4);
    expect(memory().buffers).toBe(before + 2);
    callback.load!(saved(callback));
    await training.run();
    expect(memory().buffers).toBe(before);
  });
});

describe('reduceOnPlateau', () => {
  const rates = async (options: ReduceOnPlateauOptions, ...values: number[]) => {
    const training = new ScriptedTraining(losses(...values), [reduceOnPlateau(options)], { learningRate: 1 });
    await training.run();
    return [...training.records.map(({ learningRate }) => learningRate), training.optimizer.learningRate];
  };

  it('multiplies the rate by the factor after `patience` epochs without improvement', async () => {
    expect(await rates({ factor: 0.5, patience: 2 }, 3, 3, 3, 3, 3)).toEqual([1, 1, 1, 0.5, 0.5, 0.25]);
  });

  it('waits ten epochs and divides by ten by default', async () => {
    const found = await rates({}, ...new Array<number>(11).fill(1));
    expect(found).toEqual([...new Array<number>(11).fill(1), 0.1]);
  });

  it('does not count the epochs of a cooldown', async () => {
    const found = await rates({ factor: 0.5, patience: 1, cooldown: 2 }, 3, 3, 3, 3, 3);
    // Reduced after epoch 2; epoch 3 cools down; epoch 4 ends the cooldown and counts.
    expect(found).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25]);
  });

  it('goes no lower than minLearningRate', async () => {
    expect(await rates({ factor: 0.1, patience: 1, minLearningRate: 0.05 }, 3, 3, 3, 3)).toEqual([
      1, 1, 0.1, 0.05, 0.05,
    ]);
  });

  it('takes an improvement of up to 0.0001 for none by default', async () => {
    expect(await rates({ factor: 0.5, patience: 1 }, 1, 0.99995)).toEqual([1, 1, 0.5]);
    expect(await rates({ factor: 0.5, patience: 1 }, 1, 0.9998)).toEqual([1, 1, 1]);
  });

  it('scales what is left of a schedule', async () => {
    const schedule = exponentialDecay({ learningRate: 1, factor: 0.5, every: 1 });
    const training = new ScriptedTraining(losses(1, 1), [reduceOnPlateau({ factor: 0.1, patience: 1 })], {
      learningRate: schedule,
    });
    await training.run();
    training.optimizer.counters.steps = 3;
    expect(training.optimizer.learningRate).toBeCloseTo(0.1 * 0.5 ** 3, 15);
  });

  it('sets the rates that the source of Keras 3 says, whatever the figures', async () => {
    const options = fc.record({
      patience: fc.nat(3),
      minDelta: fc.nat(2),
      cooldown: fc.nat(3),
      mode: fc.constantFrom('min' as const, 'max' as const),
      minLearningRate: fc.constantFrom(0, 0.1, 0.25),
    });
    await fc.assert(
      fc.asyncProperty(arbitraryFigures, options, async (values, given) => {
        // Powers of two, so that a scale and a rate round alike.
        expect(await rates({ ...given, factor: 0.5 }, ...values)).toEqual(
          kerasReduceOnPlateau(values, { ...given, factor: 0.5 }),
        );
      }),
    );
  });

  it('ends with the same rate when it is killed after any epoch and resumed', async () => {
    const cases = fc.tuple(arbitraryFigures, fc.integer({ min: 1, max: 14 }));
    await fc.assert(
      fc.asyncProperty(cases, async ([values, after]) => {
        const callback = () => reduceOnPlateau({ factor: 0.5, patience: 2, cooldown: 1 });
        const make = (...callbacks: Callback[]) =>
          new ScriptedTraining(losses(...values), callbacks, { learningRate: 1 });
        const watched = callback();
        const checkpoint = new CheckpointAfter(after, watched);
        const whole = make(watched, checkpoint);
        await whole.run();
        const resumed = await checkpoint.resume(() => make(callback()));
        expect(resumed.records).toEqual(whole.records);
        expect(resumed.optimizer.learningRate).toBe(whole.optimizer.learningRate);
      }),
    );
  });
});

describe('modelCheckpoint', () => {
  const saves = async (options: Partial<ModelCheckpointOptions>, figures = losses(3, 2, 2, 1, 4), until?: number) => {
    const log: string[] = [];
    const callback = modelCheckpoint({
      save: ({ epoch, batch }, reason) => {
        log.push(`${reason} ${epoch}/${batch}`);
        return Promise.resolve();
      },
      ...options,
    });
    await new ScriptedTraining(figures, [callback]).run(until);
    return log;
  };

  it('saves after every epoch', async () => {
    expect(await saves({})).toEqual(['epoch 1/0', 'epoch 2/0', 'epoch 3/0', 'epoch 4/0', 'epoch 5/0']);
  });

  it('saves only epochs that are better than all before when told so', async () => {
    expect(await saves({ bestOnly: true })).toEqual(['best 1/0', 'best 2/0', 'best 4/0']);
  });

  it('saves only what is better than the initial best', async () => {
    expect(await saves({ bestOnly: true, initialBest: 2 })).toEqual(['best 4/0']);
  });

  it('saves after steps once the time is up, and leaves the last step of an epoch to the epoch', async () => {
    expect(await saves({ everySeconds: 0 }, losses(1))).toEqual(['time 0/1', 'time 0/2', 'epoch 1/0']);
    expect(await saves({ everySeconds: 1000 }, losses(1))).toEqual(['epoch 1/0']);
  });

  it('saves when the training is interrupted', async () => {
    expect(await saves({}, losses(3, 2), 1)).toEqual(['epoch 1/0', 'interrupted 1/0']);
    expect(await saves({ bestOnly: true }, losses(3, 2), 1)).toEqual(['best 1/0']);
  });

  it('remembers the best across a resume', async () => {
    const log: number[] = [];
    const make = () => modelCheckpoint({ bestOnly: true, save: ({ epoch }) => Promise.resolve(void log.push(epoch)) });
    const first = new ScriptedTraining(losses(3, 1, 2, 0), [make()]);
    await first.run(2);
    const second = new ScriptedTraining(first.figures, [make()]);
    second.callbacks[0].load!(saved(first.callbacks[0]));
    second.epoch = first.epoch;
    await second.run();
    expect(log).toEqual([1, 2, 4]);
  });

  it('passes on what goes wrong while saving', async () => {
    const failing = modelCheckpoint({ save: () => Promise.reject(new Error('the disk is full')) });
    await expect(new ScriptedTraining(losses(1), [failing]).run()).rejects.toThrow('the disk is full');
  });
});

describe('monitored figures', () => {
  const begin = (callback: Callback, figures: Readonly<Record<string, number>>[] = losses(1)) =>
    new ScriptedTraining(figures, [callback]).run();

  it('are refused before the first step when the training has no such one, with those that it has', async () => {
    await expect(begin(earlyStopping({ monitor: 'val_loss' }))).rejects.toThrow(
      "earlyStopping: there is no figure 'val_loss' to monitor; expected one of loss, accuracy, validationLoss, " +
        'validationAccuracy, learningRate',
    );
  });

  it('are refused with the reason when there is no validation data', async () => {
    await expect(begin(reduceOnPlateau(), [{}])).rejects.toThrow(
      "reduceOnPlateau: there is no figure 'validationLoss' to monitor; there is no validation data; " +
        'expected one of loss, accuracy, learningRate',
    );
  });

  it('can be every other one too', async () => {
    for (const monitor of ['loss', 'accuracy', 'validationAccuracy']) await begin(earlyStopping({ monitor }));
    await begin(
      modelCheckpoint({ monitor: 'learningRate', mode: 'min', bestOnly: true, save: () => Promise.resolve() }),
    );
  });

  it.each([
    [() => earlyStopping({ patience: -1 }), 'earlyStopping: patience is -1, expected a whole number of at least 0'],
    [() => earlyStopping({ patience: 1.5 }), 'earlyStopping: patience is 1.5, expected a whole number of at least 0'],
    [() => earlyStopping({ minDelta: NaN }), 'earlyStopping: minDelta is NaN, expected a number of at least 0'],
    [() => earlyStopping({ baseline: NaN }), 'earlyStopping: baseline is NaN, expected a finite number'],
    [
      () => earlyStopping({ monitor: 'learningRate' }),
      "earlyStopping: whether 'learningRate' should fall or rise is not plain; set mode to min or max",
    ],
    [() => earlyStopping({ mode: 'up' as 'max' }), "earlyStopping: mode is 'up', expected auto, min or max"],
    [() => reduceOnPlateau({ factor: 1 }), 'reduceOnPlateau: factor is 1, expected more than 0 and less than 1'],
    [() => reduceOnPlateau({ cooldown: -2 }), 'reduceOnPlateau: cooldown is -2, expected a whole number of at least 0'],
    [
      () => modelCheckpoint({ save: () => Promise.resolve(), everySeconds: -1 }),
      'modelCheckpoint: everySeconds is -1, expected a number of at least 0',
    ],
  ])('come with options that are checked at once (%#)', (make, message) => {
    expect(make).toThrow(message);
  });
});

describe('recordLog', () => {
  const figures = [{ loss: 0.5 }, { loss: 0.25, 'odd, "name"': 1 }, { loss: 1e-7 }];
  const logged = async (format: typeof csv, resumeAfter?: number) => {
    let text = 'left by an earlier run\n';
    const make = () =>
      recordLog({ name: 'log', format, start: (all) => void (text = all), append: (more) => void (text += more) });
    const training = new ScriptedTraining(figures, [make()]);
    await training.run(resumeAfter);
    if (resumeAfter !== undefined) {
      // Logged, but trained again: the checkpoint is from before.
      text += 'a row that was cut o';
      const second = new ScriptedTraining(figures, [make()]);
      second.records.push(...training.records);
      second.epoch = resumeAfter;
      await second.run();
    }
    return text;
  };

  it('writes a JSON object per epoch', async () => {
    expect(await logged(jsonLines)).toBe(
      '{"epoch":1,"loss":0.5,"accuracy":0.5,"learningRate":0.01,"seconds":2}\n' +
        '{"epoch":2,"loss":0.25,"accuracy":0.5,"odd, \\"name\\"":1,"learningRate":0.01,"seconds":2}\n' +
        '{"epoch":3,"loss":1e-7,"accuracy":0.5,"learningRate":0.01,"seconds":2}\n',
    );
  });

  it('writes comma-separated values under the names of the first epoch', async () => {
    expect(await logged(csv)).toBe(
      'epoch,loss,accuracy,learningRate,seconds\n1,0.5,0.5,0.01,2\n2,0.25,0.5,0.01,2\n3,1e-7,0.5,0.01,2\n',
    );
  });

  it.each([0, 1, 2, 3])('logs every epoch once when resumed after %i', async (after) => {
    expect(await logged(csv, after)).toBe(await logged(csv));
    expect(await logged(jsonLines, after)).toBe(await logged(jsonLines));
  });

  it('quotes names with commas, and leaves figures empty that an epoch lacks', () => {
    const first = { epoch: 1, loss: 1, learningRate: 1, seconds: 1, 'a,"b"': 2 };
    expect(csv.header(first)).toBe('epoch,loss,learningRate,seconds,"a,""b"""\n');
    expect(csv.row({ epoch: 2, loss: 1, learningRate: 1, seconds: 1 }, first)).toBe('2,1,1,1,\n');
  });
});

describe('progress', () => {
  it('reports where each epoch is, without waiting for the device at every step', async () => {
    const updates: EpochProgress[] = [];
    const training = new ScriptedTraining(losses(1, 1), [
      progress({ update: (update) => void updates.push(update), epochEnd: () => undefined }),
    ]);
    await training.run();
    expect(updates.map(({ epoch, epochs, batch, batches }) => [epoch, epochs, batch, batches])).toEqual([
      [1, 2, 0, 3],
      [2, 2, 0, 3],
    ]);
    expect(training.reads).toBe(0);
  });

  it('reads the means when a quarter of a second has passed, and tells speed and time left', async () => {
    const updates: EpochProgress[] = [];
    const slow: Callback = { name: 'slow', onStepEnd: () => new Promise((resolve) => setTimeout(resolve, 260)) };
    const show = progress({ update: (update) => void updates.push(update), epochEnd: () => undefined });
    const training = new ScriptedTraining(losses(1), [slow, show]);
    await training.run();
    const [, first, second, ...more] = updates;
    expect(more).toEqual([]);
    expect(first).toMatchObject({ batch: 1, means: { loss: 0.25, accuracy: 0.5 } });
    // 10 examples each 0.26 s or a little more.
    expect(first.examplesPerSecond).toBeLessThan(10 / 0.259);
    expect(second.examplesPerSecond! * second.secondsLeft!).toBeCloseTo(10, 9);
    expect(training.reads).toBe(2);
  });

  it('never reads the means where only finished epochs are shown', async () => {
    const slow: Callback = { name: 'slow', onStepEnd: () => new Promise((resolve) => setTimeout(resolve, 260)) };
    const training = new ScriptedTraining(losses(1), [slow, progress({ epochEnd: () => undefined })]);
    await training.run();
    expect(training.reads).toBe(0);
  });

  it('sums up every epoch', async () => {
    const summaries: EpochSummary[] = [];
    await new ScriptedTraining(losses(1, 1, 1), [
      progress({ epochEnd: (summary) => void summaries.push(summary) }),
    ]).run();
    expect(summaries.map(({ examplesPerSecond, secondsLeft }) => [examplesPerSecond, secondsLeft])).toEqual([
      [15, 4],
      [15, 2],
      [15, 0],
    ]);
  });

  it('measures the speed of a resumed epoch from where it was taken up', async () => {
    const updates: EpochProgress[] = [];
    const show = progress({ update: (update) => void updates.push(update), epochEnd: () => undefined });
    const training = new ScriptedTraining(losses(1), [show]);
    training.batch = 2;
    await show.onTrainBegin!(training);
    expect(updates).toMatchObject([{ batch: 2, examplesPerSecond: null, secondsLeft: null }]);
  });
});

interface KerasEarlyStoppingOptions {
  readonly patience: number;
  readonly minDelta: number;
  readonly baseline: number | null;
  readonly startFromEpoch: number;
  readonly mode: 'min' | 'max';
  readonly restoreBest: boolean;
}

/**
 * keras/src/callbacks/early_stopping.py of Keras 3, line by line, with weights that are the number of the epoch, from
 * 1.
 */
function kerasEarlyStopping(logs: readonly number[], options: KerasEarlyStoppingOptions) {
  const minDelta = options.mode === 'min' ? -options.minDelta : options.minDelta;
  const monitorOp = (a: number, b: number) => (options.mode === 'min' ? a < b : a > b);
  const isImprovement = (value: number, reference: number | null) =>
    reference === null || monitorOp(value - minDelta, reference);
  let wait = 0;
  let best: number | null = null;
  let bestWeights: number | null = null;
  let weights = 0;
  let epoch = 0;
  for (; epoch < logs.length; epoch++) {
    weights = epoch + 1;
    const current = logs[epoch];
    if (epoch < options.startFromEpoch) continue;
    if (options.restoreBest && bestWeights === null) bestWeights = weights;
    wait += 1;
    if (isImprovement(current, best)) {
      best = current;
      if (options.restoreBest) bestWeights = weights;
      if (options.baseline === null || isImprovement(current, options.baseline)) wait = 0;
      continue;
    }
    if (wait >= options.patience && epoch > 0) break;
  }
  if (options.restoreBest && bestWeights !== null) weights = bestWeights;
  return { epochs: Math.min(epoch + 1, logs.length), weightsOfEpoch: weights };
}

interface KerasReduceOptions {
  readonly patience: number;
  readonly minDelta: number;
  readonly cooldown: number;
  readonly mode: 'min' | 'max';
  readonly minLearningRate: number;
  readonly factor: number;
}

/**
 * keras/src/callbacks/reduce_lr_on_plateau.py of Keras 3, line by line: the rate of each epoch from 1, and the one
 * after.
 */
function kerasReduceOnPlateau(logs: readonly number[], options: KerasReduceOptions): number[] {
  const monitorOp = (a: number, b: number) =>
    options.mode === 'min' ? a < b - options.minDelta : a > b + options.minDelta;
  let best = options.mode === 'min' ? Infinity : -Infinity;
  let cooldownCounter = 0;
  let wait = 0;
  let rate = 1;
  const rates = [rate];
  for (const current of logs) {
    if (cooldownCounter > 0) {
      cooldownCounter -= 1;
      wait = 0;
    }
    if (monitorOp(current, best)) {
      best = current;
      wait = 0;
    } else if (!(cooldownCounter > 0)) {
      wait += 1;
      if (wait >= options.patience && rate > options.minLearningRate) {
        rate = Math.max(rate * options.factor, options.minLearningRate);
        cooldownCounter = options.cooldown;
        wait = 0;
      }
    }
    rates.push(rate);
  }
  return rates;
}

describe('runningMeans', () => {
  it('averages what was the mean so far: 1, (1 + 3) / 2, (1 + 3 + 8) / 3 come to 7 / 3, not to 4', async () => {
    const callback = runningMeans();
    // The running means of three steps of equal size with losses 1, 3 and 8.
    const means = [1, 2, 4];
    const training = { means: () => Promise.resolve({ loss: means.shift()! }) } as unknown as TrainingView;
    await callback.onTrainBegin?.(training);
    for (let step = 0; step < 3; step++) await callback.onStepEnd?.(training);
    await callback.onEpochEnd?.(training, { epoch: 1, loss: 4, learningRate: 0.1, seconds: 1 });
    expect(callback.epochs).toEqual([{ loss: 7 / 3 }]);
  });

  it('goes on within an epoch after a resume, and begins anew in another training', async () => {
    const values = [1, 2, 4, 5];
    const training = { means: () => Promise.resolve({ loss: values.shift()! }) } as unknown as TrainingView;
    const record = { epoch: 1, loss: 4, learningRate: 0.1, seconds: 1 };
    const [first, second] = [runningMeans(), runningMeans()];
    await first.onTrainBegin?.(training);
    await first.onStepEnd?.(training);
    second.load?.(JSON.parse(JSON.stringify(first.save?.())) as CallbackState);
    await second.onTrainBegin?.(training);
    await second.onStepEnd?.(training);
    await second.onStepEnd?.(training);
    await second.onEpochEnd?.(training, record);
    expect(second.epochs).toEqual([{ loss: 7 / 3 }]);
    await second.onTrainBegin?.(training);
    await second.onStepEnd?.(training);
    await second.onEpochEnd?.(training, record);
    expect(second.epochs).toEqual([{ loss: 5 }]);
  });
});
