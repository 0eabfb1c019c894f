import { dtypeOf } from '../tensor/dtype.js';
import { HandgradError } from '../tensor/error.js';
import { sameShape, shapeText } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { CallbackState } from './callback.js';
import type { Checkpoint, HostTensor, TrainingSettings } from './checkpoint.js';
import { tensor } from '../ops/create.js';
import type { Training } from './training.js';

/** Reads everything a training depends on from the device. */
export async function captureCheckpoint(training: Training): Promise<Checkpoint> {
  const states = callbackStates(training);
  const tensors = new Map(stateTensors(training));
  for (const [name, state] of states) {
    for (const [key, value] of Object.entries(state.tensors ?? {})) tensors.set(`callback/${name}/${key}`, value);
  }
  const { position, records, stopped, elapsedSeconds, totals } = training;
  const callbacks = Object.fromEntries([...states].map(([name, state]) => [name, state.values]));
  const read = [...tensors].map(async ([name, value]): Promise<[string, HostTensor]> => {
    return [name, { shape: value.shape, data: await value.data() }];
  });
  return {
    format: 'handgrad-checkpoint',
    version: 1,
    model: training.model.describe(),
    optimizer: training.optimizer.describe(),
    optimizerState: { ...training.optimizer.counters },
    settings: settingsOf(training),
    position,
    records: [...records],
    elapsedSeconds: position.batch === 0 ? 0 : elapsedSeconds,
    examplesSeen: totals.count,
    stopped,
    callbacks,
    tensors: Object.fromEntries(await Promise.all(read)),
  };
}

/**
 * Puts a training back to where a checkpoint was taken.
 * @throws {HandgradError} naming the first thing in which the checkpoint and the training differ.
 */
export function restoreCheckpoint(training: Training, checkpoint: Checkpoint): void {
  const refuse = (what: string, expected: unknown, found: unknown): never => {
    throw new HandgradError(
      `resume: the checkpoint is of another training: ${what} is ${JSON.stringify(found)} there and ` +
        `${JSON.stringify(expected)} here; resume with the settings of the first run, or start anew`,
    );
  };
  const settings = settingsOf(training);
  for (const key of Object.keys({ ...checkpoint.settings, ...settings }) as (keyof TrainingSettings)[]) {
    const [expected, found] = [settings[key] ?? 'none', checkpoint.settings[key] ?? 'none'];
    // Another backend goes on with the same state; only the last bits differ from there on.
    if (key !== 'backend' && JSON.stringify(expected) !== JSON.stringify(found)) refuse(key, expected, found);
  }
  const optimizer = training.optimizer.describe();
  if (JSON.stringify(optimizer) !== JSON.stringify(checkpoint.optimizer))
    refuse('the optimiser', optimizer, checkpoint.optimizer);

  const expected = stateTensors(training);
  for (const [name, target] of expected) {
    const saved = checkpoint.tensors[name] as HostTensor | undefined;
    if (!saved) return refuse(name, shapeText(target.shape), 'missing');
    if (!sameShape(saved.shape, target.shape)) refuse(`the shape of ${name}`, target.shape, saved.shape);
  }
  const known = new Set(expected.keys());
  const foreign = Object.keys(checkpoint.tensors).find((name) => !known.has(name) && !name.startsWith('callback/'));
  if (foreign) refuse(foreign, 'no such tensor', 'present');

  for (const [name, target] of expected) upload(target, checkpoint.tensors[name]);
  Object.assign(training.optimizer.counters, checkpoint.optimizerState);
  training.position = checkpoint.position;
  training.records = [...checkpoint.records];
  training.stopped = checkpoint.stopped;
  training.totals.count = checkpoint.examplesSeen;
  for (const callback of training.plan.callbacks) {
    const values = checkpoint.callbacks[callback.name] as Record<string, unknown> | undefined;
    if (values) callback.load?.({ values, tensors: callbackTensors(callback.name, checkpoint, training) });
  }
}

/** Parameters, optimiser state and running sums, by the names they have in a checkpoint. */
function stateTensors({ model, optimizer, totals }: Training): Map<string, Tensor> {
  return new Map([
    ...model.parameters.map(({ name, value }): [string, Tensor] => [`model/${name}`, value]),
    ...[...optimizer.state].map(([name, value]): [string, Tensor] => [`optimizer/${name}`, value]),
    ...totals.sums.map((sum, i): [string, Tensor] => [`totals/${i}`, sum]),
  ]);
}

function callbackStates({ plan }: Training): Map<string, CallbackState> {
  return new Map(plan.callbacks.flatMap((callback) => (callback.save ? [[callback.name, callback.save()]] : [])));
}

function callbackTensors(name: string, checkpoint: Checkpoint, { backend }: Training): Record<string, Tensor> {
  const prefix = `callback/${name}/`;
  return Object.fromEntries(
    Object.entries(checkpoint.tensors)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, { data, shape }]) => [
        key.slice(prefix.length),
        tensor(data, { shape, dtype: dtypeOf(data), backend }),
      ]),
  );
}

function upload(target: Tensor, { data }: HostTensor): void {
  target.device.write(target.buffer, data);
}

function settingsOf({ plan, backend, examples, batchSize }: Training): TrainingSettings {
  const { seed, shuffle, augment } = plan;
  return { batchSize, seed, shuffle, ...(augment && { augment }), examples, backend: backend.name };
}
