import { describe, expect, it } from 'vitest';
import { compile } from '../../src/backend/program/compile.js';
import { perStep } from '../../src/backend/program/per-step.js';
import { record } from '../../src/backend/program/record.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { runInPlace } from '../../src/backend/run.js';
import { gradients, memory, ops, tensor, tidy, type Tensor } from '../../src/index.js';
import { writeTensor } from '../../src/nn/parameter.js';
import { overwriteTensor } from '../../src/train/copy-tensor.js';

const backend = referenceBackend();
const vector = (...values: number[]) => tensor(values, { backend });
const still = () => {};

/** Runs what `fn` records `steps` times. */
function replay(fn: () => void, steps = 1, advance: () => void = still): void {
  const compiled = compile(backend, record(backend, fn));
  compiled.run(steps, advance);
  compiled.dispose();
}

describe('record', () => {
  it('runs nothing: values, versions and memory are as before', async () => {
    const x = vector(1, 2);
    const before = memory();
    record(backend, () => overwriteTensor(x, x.mul(3)));
    expect(await x.data()).toEqual(Float32Array.of(1, 2));
    expect(x.storage.version).toBe(0);
    expect(memory()).toEqual(before);
  });

  it('a replay works on the values that its tensors have by then', async () => {
    const [x, y] = [vector(1, 2, 3), tensor(0, { backend })];
    const compiled = compile(
      backend,
      record(backend, () => overwriteTensor(y, x.mul(2).add(1).sum())),
    );
    compiled.run(1, still);
    expect(await y.item()).toBe(15);
    backend.write(x.buffer, Float32Array.of(10, 20, 30));
    compiled.run(1, still);
    expect(await y.item()).toBe(123);
  });

  it('takes gradients down like everything else', async () => {
    const x = tensor([5, -3], { backend, requiresGrad: true });
    const dx = vector(0, 0);
    replay(() => overwriteTensor(dx, gradients(x.square().sum(), [x])[0]));
    expect(await dx.data()).toEqual(Float32Array.of(10, -6));
  });

  it('asks a perStep attribute in every step, after the host has moved on', async () => {
    const x = vector(0);
    let step = 1;
    const add = () =>
      runInPlace(
        'sgd',
        [tensor([1], { backend })],
        [x, null],
        perStep(() => ({ learningRate: -step, momentum: 0, nesterov: false })),
      );
    replay(add, 4, () => step++);
    expect(await x.data()).toEqual(Float32Array.of(1 + 2 + 3 + 4));
  });

  it('asks attributes that launches share once per step', () => {
    let asked = 0;
    const [x, y] = [vector(0), vector(0)];
    const attributes = perStep(() => ({ value: ++asked }));
    replay(() => [x, y].forEach((target) => runInPlace('fill', [], [target], attributes)), 3);
    expect(asked).toBe(3);
  });

  it('memory that starts with values of the host starts with them in every step', async () => {
    const total = vector(0, 0);
    replay(() => {
      const own = vector(1, 2);
      overwriteTensor(own, own.mul(10));
      overwriteTensor(total, total.add(own));
    }, 3);
    expect(await total.data()).toEqual(Float32Array.of(30, 60));
  });

  it('counts a change of every tensor that a replay writes, so that older tapes are refused', () => {
    const w = tensor([2], { backend, requiresGrad: true });
    const y = w.square().sum();
    replay(() => runInPlace('fill', [], [w], { value: 5 }));
    expect(() => y.backward()).toThrow(/was changed in place after the forward pass/);
  });

  it('keeps the memory of its tensors until it is disposed of', async () => {
    const [x, y] = [vector(1), vector(0)];
    const compiled = compile(
      backend,
      record(backend, () => overwriteTensor(y, x.add(1))),
    );
    x.dispose();
    compiled.run(1, still);
    expect(await y.data()).toEqual(Float32Array.of(2));
    const { buffers } = memory();
    compiled.dispose();
    expect(memory().buffers).toBe(buffers - 1);
  });
});

describe('what cannot be recorded is refused', () => {
  const refusal = /^captured step: it reads a tensor back.*capture: false.*--no-capture/;
  const x = vector(1);

  it.each<[string, () => unknown]>([
    ['data() of a tensor from before', () => x.data()],
    ['item() of a tensor of the step', () => x.mul(2).item()],
    ['array()', () => x.array()],
    ['overwriting from the host', () => writeTensor(x, { name: 'x', shape: [1], values: Float32Array.of(3) })],
  ])('%s', (_, access) => {
    expect(() => record(backend, () => void access())).toThrow(refusal);
  });

  it('and reading works again afterwards', async () => {
    expect(() => record(backend, () => void x.data())).toThrow(refusal);
    expect(await x.data()).toEqual(Float32Array.of(1));
  });

  it('a tensor that is carried out of the step', async () => {
    let carried = x;
    record(backend, () => void (carried = ops.relu(x)));
    expect(() => carried.add(1)).toThrow(
      /^captured step: a tensor that was made while the step was recorded is used outside of it/,
    );
  });

  it('another backend', () => {
    expect(() => record(backend, () => void tensor(1, { backend: referenceBackend() }))).toThrow(
      /^captured step: it computes on reference and makes a tensor on reference; name the backend of the model/,
    );
  });

  it('a recording within a recording', () => {
    expect(() => record(backend, () => void record(backend, still))).toThrow(/a step is recorded by itself/);
  });
});

describe('the program', () => {
  it('leaves out what nobody uses', () => {
    const [x, y] = [vector(1), vector(0)];
    const { launches } = record(backend, () => {
      x.exp().log();
      overwriteTensor(y, x.sqrt());
    });
    expect(launches.map(({ kernel }) => kernel)).toEqual(['unary', 'copy']);
  });

  it('computes what is the same in every step once, beforehand', async () => {
    const [x, y] = [vector(1), vector(0)];
    const step = () => overwriteTensor(y, x.mul(tensor(2, { backend }).add(1).exp()));
    const { setup, launches } = record(backend, step);
    expect(setup.map(({ kernel }) => kernel)).toEqual(['fill', 'binary', 'unary']);
    expect(launches.map(({ kernel }) => kernel)).toEqual(['binary', 'copy']);
    replay(step, 2);
    expect((await y.data())[0]).toBe(Math.fround(Math.exp(3)));
  });

  it('does not take for a constant what a later launch changes', async () => {
    const [x, y] = [vector(4), vector(0)];
    const step = () => {
      const own = vector(0);
      const before = own.add(1);
      overwriteTensor(own, x);
      overwriteTensor(y, own.add(before));
      overwriteTensor(x, y);
    };
    replay(step, 3);
    expect(await y.data()).toEqual(Float32Array.of(7));
  });

  it('gives memory that is needed one after the other to the same slot', () => {
    const [x, y] = [tensor(new Float32Array(1000), { backend }), tensor(new Float32Array(1000), { backend })];
    const chain = (value: Tensor) => Array.from({ length: 10 }).reduce<Tensor>((v) => v.exp(), value);
    const { memory: plan } = record(backend, () => tidy(() => overwriteTensor(y, chain(x))));
    expect(plan.slots.map(({ bytes }) => bytes)).toEqual([4096, 4096]);
    expect(plan.unsharedBytes).toBe(40_000);
  });
});
