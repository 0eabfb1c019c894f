import { describe, expect, it } from 'vitest';
import { compile } from '../../src/backend/program/compile.js';
import type { TemporaryBuffer } from '../../src/backend/program/program.js';
import { record } from '../../src/backend/program/record.js';
import { packTogether } from '../../src/backend/pack-together.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { adam, gradients, memory, parameter, sgd, tensor, type Optimizer, type Tensor } from '../../src/index.js';

const backend = referenceBackend();
const vector = (...values: number[]) => tensor(values, { backend, requiresGrad: true });

/** Kernels of the step that updates `tensors` by the gradients of a loss. */
function recordUpdate(optimizer: Optimizer, tensors: readonly Tensor[], loss: () => Tensor) {
  const parameters = tensors.map((value, i) => parameter(`w${i}`, value));
  optimizer.prepare(parameters);
  return record(backend, () => optimizer.update(parameters, gradients(loss(), tensors)));
}

const sumOfSquares = (tensors: readonly Tensor[]) => () =>
  tensors.map((w) => w.square().sum()).reduce((total, term) => total.add(term));

const updatesOf = ({ launches }: ReturnType<typeof record>) =>
  launches.filter(({ kernel }) => kernel === 'adam' || kernel === 'sgd').map(({ outputs }) => outputs[0]!.shape);

describe('packTogether', () => {
  it('keeps values, and gives each tensor a place that WebGPU can bind', async () => {
    const tensors = [vector(1, 2, 3), vector(4), vector(...Array.from({ length: 70 }, (_, i) => i))];
    packTogether(tensors);
    expect(tensors.map(({ storage }) => storage.place?.offset)).toEqual([0, 256, 512]);
    expect(new Set(tensors.map(({ storage }) => storage.place?.whole)).size).toBe(1);
    expect(await tensors[0].data()).toEqual(Float32Array.of(1, 2, 3));
    expect(await tensors[2].data()).toEqual(Float32Array.from({ length: 70 }, (_, i) => i));
  });

  it('one block takes the place of the tensors, and goes with the last of them', () => {
    const before = memory();
    const tensors = [vector(1), vector(2), vector(3)];
    packTogether(tensors);
    expect(memory()).toEqual({
      tensors: before.tensors + 3,
      buffers: before.buffers + 1,
      bytes: before.bytes + 3 * 256,
    });
    tensors[0].dispose();
    tensors[2].dispose();
    expect(memory().buffers).toBe(before.buffers + 1);
    tensors[1].dispose();
    expect(memory()).toEqual(before);
  });

  it('leaves a single tensor alone, and those of another dtype apart', () => {
    const [single, double] = [vector(1), tensor(2, { dtype: 'float64', backend })];
    packTogether([single, double]);
    expect([single, double].map(({ storage }) => storage.place)).toEqual([null, null]);
  });
});

describe('the updates of packed parameters', () => {
  it('are one launch over all of them', () => {
    const tensors = [vector(1, 2), vector(3), vector(4, 5)];
    packTogether(tensors);
    const program = recordUpdate(adam(), tensors, sumOfSquares(tensors));
    expect(updatesOf(program)).toEqual([[2 * 64 + 2]]);
    const gradientsInOrder = program.buffers.filter(
      (buffer): buffer is TemporaryBuffer => buffer.role === 'temporary' && buffer.offset > 0,
    );
    expect(gradientsInOrder.map(({ offset }) => offset).sort()).toEqual([256, 512]);
  });

  it('with decoupled weight decay are two', () => {
    const tensors = [vector(1, 2), vector(3)];
    packTogether(tensors);
    expect(updatesOf(recordUpdate(sgd({ weightDecay: 0.1 }), tensors, sumOfSquares(tensors)))).toEqual([[65], [65]]);
  });

  it('compute what single launches compute, and leave what lies between alone', async () => {
    const outcome = async (isPacked: boolean) => {
      const tensors = [vector(1, -2), vector(3), vector(-4, 5)];
      if (isPacked) packTogether(tensors);
      const optimizer = adam({ learningRate: 0.1 });
      const program = recordUpdate(optimizer, tensors, sumOfSquares(tensors));
      const replay = compile(backend, program);
      replay.run(5, () => optimizer.advance());
      const values = [...tensors, ...optimizer.state.values()].map((value) => value.data());
      return { launches: updatesOf(program).length, values: await Promise.all(values) };
    };
    const [merged, single] = [await outcome(true), await outcome(false)];
    expect([merged.launches, single.launches]).toEqual([1, 3]);
    expect(merged.values).toEqual(single.values);
  });

  it('are single where they leave one out', () => {
    const tensors = [vector(1), vector(2), vector(3), vector(4)];
    packTogether(tensors);
    const [first, , third, fourth] = tensors;
    const updated = [first, third, fourth];
    expect(updatesOf(recordUpdate(sgd(), updated, sumOfSquares(updated)))).toEqual([[1], [65]]);
  });

  it('are single where two parameters have one and the same gradient', () => {
    const tensors = [vector(1, 2), vector(3, 4), vector(5, 6)];
    packTogether(tensors);
    const [a, b, c] = tensors;
    const loss = () => a.add(b).square().sum().add(c.square().sum());
    expect(updatesOf(recordUpdate(sgd(), tensors, loss))).toEqual([[2], [2], [2]]);
  });

  it('are single where one gradient is computed from another', () => {
    const tensors = [vector(1, 2), vector(3, 4)];
    packTogether(tensors);
    const [w, b] = tensors;
    // dL/db = dy, dL/dw = dy x.
    const loss = () => w.mul(vector(7, 8)).add(b).square().sum();
    expect(updatesOf(recordUpdate(sgd(), tensors, loss))).toEqual([[2], [2]]);
  });

  it('count as changes of each of them, so that older tapes are refused', () => {
    const tensors = [vector(1, 2), vector(3)];
    packTogether(tensors);
    const y = tensors[1].square().sum();
    const replay = compile(backend, recordUpdate(sgd(), tensors, sumOfSquares(tensors)));
    replay.run(1, () => {});
    expect(() => y.backward()).toThrow(/was changed in place after the forward pass/);
  });
});
