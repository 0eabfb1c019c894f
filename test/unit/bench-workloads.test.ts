import { describe, expect, test } from 'vitest';
import { ceilingShare } from '../../bench/ceilings/ceiling.js';
import { multiplyAddModule } from '../../bench/ceilings/multiply-add-module.js';
import { kernelCases, unmeasuredKernels } from '../../bench/kernels/index.js';
import { bytesMoved } from '../../bench/kernels/kernel-case.js';
import { workloadFlops } from '../../bench/workload-cost.js';
import { workloadModel } from '../../bench/workload-model.js';
import { scalingWorkload, withoutDropout, workloads, workloadsNamed } from '../../bench/workloads.js';
import type { KernelName } from '../../src/backend/kernels.js';
import { referenceBackend, regularizationLoss } from '../../src/index.js';

const parameterCount = (id: string) => {
  const model = workloadModel(workloadsNamed([id])[0], referenceBackend());
  return model.parameters.reduce((total, { value }) => total + value.size, 0);
};

describe('workloads', () => {
  // Counted by hand; W4 is the published network of 6,831 parameters.
  test.each([
    ['W1', 784 * 128 + 128 + 128 * 10 + 10],
    ['W2', 784 * 200 + 200 + 200 * 10 + 10],
    ['W3', 784 * 600 + 600 + 600 * 300 + 300 + 300 * 100 + 100 + 100 * 10 + 10],
    ['W4', 6831],
    ['W5', 9 * 16 + 16 + 4 * 16 + 9 * 16 * 32 + 32 + 4 * 32 + 7 * 7 * 32 * 128 + 128 + 128 * 10 + 10],
    ['W6', 784 * 200 + 200 + 200 * 10 + 10],
    ['W7', 6831],
  ])('%s has %d parameters', (id, count) => {
    expect(parameterCount(id)).toBe(count);
  });

  test('they survive JSON, since runners read them from a line', () => {
    expect(JSON.parse(JSON.stringify(workloads))).toEqual(workloads);
  });

  test('batches hold as many images as a reported time is for, or divide it', () => {
    for (const { imagesPerTime, batch } of workloads) expect(imagesPerTime % batch).toBe(0);
  });

  test('without dropout no rate is left, and nothing else has changed', () => {
    const [w3] = workloadsNamed(['W3']);
    const rates = withoutDropout(w3).layers.flatMap((layer) => (layer.kind === 'dropout' ? [layer.rate] : []));
    expect(rates).toEqual([0, 0, 0]);
    expect(withoutDropout(w3).layers.filter(({ kind }) => kind !== 'dropout')).toEqual(
      w3.layers.filter(({ kind }) => kind !== 'dropout'),
    );
  });

  test("W3's four kernels are penalised, W1's are not", () => {
    const penalty = (id: string) => regularizationLoss(workloadModel(workloadsNamed([id])[0], referenceBackend()));
    expect(penalty('W1')).toBeNull();
    expect(penalty('W3')).not.toBeNull();
  });

  test('an unknown id is refused with those there are', () => {
    expect(() => workloadsNamed(['W1', 'W9'])).toThrow("there is no 'W9'; known are W1, W2");
  });

  test('a network of the scaling study has as many layers of that width as were asked for', () => {
    const { layers } = scalingWorkload({ batch: 4, width: 32, depth: 3 });
    expect(layers.filter((layer) => layer.kind === 'dense' && layer.units === 32)).toHaveLength(3);
  });
});

describe('costs', () => {
  test('a step of W1 costs three products of each layer but the first, which needs no gradient of its input', () => {
    expect(workloadFlops(workloadsNamed(['W1'])[0])).toBe(128 * 2 * (2 * 784 * 128 + 3 * 128 * 10));
  });

  test('W7 costs the forward products of 10,000 images, convolutions over their valid pixels', () => {
    const perImage = 24 * 24 * 12 * 25 + 9 * 9 * 23 * 16 * 12 + 207 * 10;
    expect(workloadFlops(workloadsNamed(['W7'])[0])).toBe(10_000 * 2 * perImage);
  });

  test('the share of the ceiling is that of the resource that runs out first', () => {
    const ceiling = { gflops: 100, gigabytesPerSecond: 10 };
    expect(ceilingShare(ceiling, { flops: 50e9, bytes: 1e9, seconds: 1 })).toBeCloseTo(0.5, 12);
    expect(ceilingShare(ceiling, { flops: 1e9, bytes: 8e9, seconds: 1 })).toBeCloseTo(0.8, 12);
  });

  test('an updated operand counts as read and written: sgd with momentum moves five vectors', () => {
    const sgd = kernelCases.find(({ kernel }) => kernel === 'sgd')!;
    expect(bytesMoved(sgd.ladder[0])).toBe(5 * 4 * sgd.ladder[0].scale);
  });
});

describe('kernel cases', () => {
  test('every kernel of the contract is measured', () => {
    expect(unmeasuredKernels(Object.keys(referenceBackend().kernels) as KernelName[])).toEqual([]);
  });

  test('no two measurements have the same name and size', () => {
    const ids = kernelCases.flatMap(({ kernel, variant, ladder }) =>
      ladder.map(({ size }) => `${kernel} ${variant} ${size}`),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the multiply-add module', () => {
  test('is valid WebAssembly whose chains all end at the fixed point 1', () => {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(multiplyAddModule().bytes));
    const run = instance.exports.run as (iterations: number) => number;
    expect(run(1000)).toBeCloseTo(12, 4);
  });

  test('one iteration from 1, 2, ..., 12 gives the sum of 0.75 a + 0.25', () => {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(multiplyAddModule().bytes));
    expect((instance.exports.run as (iterations: number) => number)(1)).toBe(0.75 * 78 + 12 * 0.25);
  });
});
