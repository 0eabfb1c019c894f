import { describe, expect, it } from 'vitest';
import { costOf } from '../../src/backend/program/kernel-cost.js';
import { listProgram } from '../../src/backend/program/listing.js';
import { perStep } from '../../src/backend/program/per-step.js';
import { profileStep } from '../../src/backend/program/profile.js';
import { record } from '../../src/backend/program/record.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { runInPlace } from '../../src/backend/run.js';
import { stepJson, stepText } from '../../src/cli/step-report.js';
import {
  adam,
  conv2d,
  dense,
  flatten,
  sequential,
  softmaxCrossEntropy,
  tensor,
  zeros,
  type Tensor,
} from '../../src/index.js';
import { overwriteTensor } from '../../src/train/copy-tensor.js';
import { inspectStep } from '../../src/train/inspect-step.js';

const backend = referenceBackend();

/** The costs of the launches of a computation whose result has the shape of `target`. */
function costs(target: Tensor, compute: () => Tensor) {
  const { launches } = record(backend, () => overwriteTensor(target, compute()));
  return launches.map((launch) => ({ kernel: launch.kernel, ...costOf(launch) }));
}

describe('costOf', () => {
  it('a matrix product is two operations for each element of each row and column', () => {
    const [a, b] = [zeros([3, 4], { backend }), zeros([4, 5], { backend })];
    expect(costs(zeros([3, 5], { backend }), () => a.matmul(b))[0]).toEqual({
      kernel: 'matmul',
      operations: 2 * 3 * 4 * 5,
      bytesMoved: 4 * (3 * 4 + 4 * 5 + 3 * 5),
    });
  });

  it('a slice moves what is sliced, not the whole', () => {
    const x = zeros([1000], { backend });
    expect(costs(zeros([10], { backend }), () => x.slice([500], [10]))[0]).toEqual({
      kernel: 'copy',
      operations: 0,
      bytesMoved: 2 * 4 * 10,
    });
  });

  it('gathering bytes moves a byte in and a float out for each element, and the indices', () => {
    const images = tensor(new Uint8Array(50), { shape: [10, 5], dtype: 'uint8', backend });
    const indices = tensor(Int32Array.of(1, 2, 3), { dtype: 'int32', backend });
    const [cost] = costs(zeros([3, 5], { backend }), () => images.gather(indices, { scale: 1 / 255 }));
    expect(cost).toEqual({ kernel: 'gather', operations: 15, bytesMoved: 15 + 4 * 3 + 4 * 15 });
  });

  it('an update in place moves what it changes twice', () => {
    const [w, m, v, g] = Array.from({ length: 4 }, () => zeros([7], { backend }));
    const attributes = perStep(() => ({ stepSize: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, decay: 0 }));
    const { launches } = record(backend, () => runInPlace('adam', [g], [w, m, v], attributes));
    expect(costOf(launches[0])).toEqual({ operations: 14 * 7, bytesMoved: 4 * 7 * 7 });
  });
});

describe('listProgram', () => {
  const w = tensor([1, 2], { backend });

  it('names what it knows, and numbers the rest', () => {
    const program = record(backend, () => overwriteTensor(w, w.mul(3).exp()));
    const { setup, launches, buffers } = listProgram(program, new Map([[w.storage, 'weights']]));
    expect(setup.map(({ writes }) => writes[0].buffer)).toEqual(['c0']);
    expect(launches.map(({ kernel, form, reads }) => [kernel, form, reads.map(({ buffer }) => buffer)])).toEqual([
      ['binary', 'mul', ['weights', 'c0']],
      ['unary', 'exp', ['t2']],
      ['copy', null, ['t3']],
    ]);
    expect(buffers.find(({ name }) => name === 't2')).toEqual({
      name: 't2',
      role: 'temporary',
      dtype: 'float32',
      bytes: 8,
      firstUse: 0,
      lastUse: 1,
      offset: 0,
    });
  });

  it('totals are the sums over the launches of a step', () => {
    const program = record(backend, () => overwriteTensor(w, w.mul(3).exp()));
    expect(listProgram(program).totals).toEqual({
      launches: 3,
      operations: 4,
      bytesMoved: 8 + 4 + 8 + 16 + 16,
      temporaryBytes: 512,
      unsharedBytes: 16,
      constantBytes: 4,
      externalBytes: 8,
    });
  });
});

describe('profileStep', () => {
  it('times every launch, and moves the host on between steps', async () => {
    let step = 0;
    const asked: number[] = [];
    const x = zeros([1000], { backend });
    const program = record(backend, () => {
      overwriteTensor(x, x.exp().sqrt());
      runInPlace(
        'fill',
        [],
        [x],
        perStep(() => {
          asked.push(step);
          return { value: step };
        }),
      );
    });
    const { launchMs, stepMs, repeats } = await profileStep(backend, program, { repeats: 5, advance: () => step++ });
    expect(launchMs).toHaveLength(4);
    expect([...launchMs, stepMs].every((ms) => ms >= 0)).toBe(true);
    expect(repeats).toBe(5);
    expect(asked).toEqual(Array.from({ length: step }, (_, i) => i));
    expect(await x.data()).toEqual(new Float32Array(1000).fill(step - 1));
  });
});

describe('the report of a training step', async () => {
  const examples = {
    count: 20,
    inputs: new Uint8Array(20 * 64),
    inputShape: [8, 8, 1],
    targets: new Uint8Array(20),
    targetShape: [],
  };
  const inspect = (profile: boolean) =>
    inspectStep(
      sequential([conv2d(3, 3, { name: 'a_layer_with_a_long_name' }), flatten(), dense(4)], { inputShape: [8, 8, 1] }),
      examples,
      {
        epochs: 1,
        batchSize: 8,
        optimizer: adam(),
        loss: softmaxCrossEntropy,
        profile,
      },
    );
  const [listed, timed] = [await inspect(false), await inspect(true)];

  it('fits into 100 columns', () => {
    for (const inspection of [listed, timed]) {
      expect(
        stepText(inspection)
          .split('\n')
          .filter((line) => line.length > 100),
      ).toEqual([]);
    }
  });

  it('shows data, layers, updates and running sums by their names', () => {
    const text = stepText(listed);
    expect(text).toMatch(/^ 1 {2}t\d+ \[8,8,8,1\] = gather\(inputs, t\d+\)/m);
    expect(text).toMatch(/ = conv2d\(t\d+, a_layer_with_a_long_name\/kernel, a_lay…/);
    expect(text).toMatch(/dense\/kernel and 2 more \[108,4\] = adam\*\(t\d+\)/);
    expect(text).toMatch(/total\/accuracy \[\] = sgd\(t\d+\)/);
    expect(text).toMatch(/^\d+ launches in a step \(and \d+ once\), \d+(\.\d+)? k operations, /m);
  });

  it('shows the share of every kernel, of a hundred per cent', () => {
    const shares = [
      ...stepText(timed)
        .split('\n\n')[1]
        .matchAll(/(\d+\.\d) %/g),
    ].map(([, share]) => Number(share));
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(100, 0);
  });

  it('is JSON, too, with the times at the launches', () => {
    const json = JSON.parse(JSON.stringify(stepJson(timed))) as {
      event: string;
      launches: { kernel: string; ms: number }[];
    };
    expect(json.event).toBe('profile');
    expect(json.launches.map(({ kernel }) => kernel)).toEqual(listed.listing.launches.map(({ kernel }) => kernel));
    expect(json.launches.every(({ ms }) => ms >= 0)).toBe(true);
  });
});
