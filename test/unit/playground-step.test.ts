import { describe, expect, it } from 'vitest';
import { referenceBackend, tensor, trace } from '../../src/index.js';
import { traceNetwork } from '../../web/src/engine/trace-network.js';
import type { StepNetwork } from '../../web/src/engine/step-network.js';
import { formulaTokens } from '../../web/src/step/formula-tokens.js';
import { layOut } from '../../web/src/step/layout.js';
import { hasGradient, isComputed, momentAt } from '../../web/src/step/pass.js';

const network: StepNetwork = {
  hidden: 'relu',
  output: 'softmax',
  matrices: {
    x: [[1, 2]],
    W1: [
      [1, -1],
      [1, 1],
    ],
    b1: [[0, 1]],
    W2: [
      [1, 0],
      [0, 1],
    ],
    b2: [[0, 0]],
  },
  target: 0,
};

describe('a walk through a pass', () => {
  it('goes forward from the first operation, then back from the last', async () => {
    const pass = await traceNetwork(network);
    const { length } = pass.steps;
    const walk = Array.from({ length: 2 * length + 1 }, (_, position) => momentAt(pass, position));
    expect(walk[0].step).toBeNull();
    expect(walk.slice(1).map(({ step }) => step?.index)).toEqual([
      ...pass.steps.keys(),
      ...[...pass.steps.keys()].reverse(),
    ]);
    expect(walk[length].direction).toBe('forward');
    expect(walk[length + 1]).toMatchObject({ direction: 'backward', place: 1 });
  });

  it('knows a result once its operation is done', async () => {
    const pass = await traceNetwork(network);
    const { output } = pass.steps[2];
    expect([2, 3].map((position) => isComputed(pass, position, output))).toEqual([false, true]);
  });

  it('knows the gradient of a value that is used twice only when both uses have passed theirs back', async () => {
    const x = tensor([3], { dtype: 'float64', backend: referenceBackend() });
    const pass = await trace((x) => x.mul(x.exp()).sum(), [x], { names: ['x'] });
    // exp, mul, sum forward; then sum, mul, exp backward.
    const known = Array.from({ length: 7 }, (_, position) => hasGradient(pass, position, 0));
    expect(known).toEqual([false, false, false, false, false, false, true]);
  });
});

describe('the formula of an operation', () => {
  it('comes apart into text, values and gradients', async () => {
    const pass = await traceNetwork(network);
    const tokens = formulaTokens('2 * dL/dW1 + z1 - exp(dL/d(xW1))', pass);
    expect(tokens.map(({ kind, text }) => [kind, text])).toEqual([
      ['text', '2 * '],
      ['gradient', 'dL/dW1'],
      ['text', ' + '],
      ['value', 'z1'],
      ['text', ' - exp('],
      ['gradient', 'dL/d(xW1)'],
      ['text', ')'],
    ]);
  });
});

describe('the graph of a pass', () => {
  it('has a box for each value, none over another, and an arrow for each operand', async () => {
    const pass = await traceNetwork(network);
    const { boxes, arrows, width, height } = layOut(pass);
    expect(boxes).toHaveLength(pass.values.length);
    expect(arrows).toHaveLength(pass.steps.flatMap(({ inputs }) => inputs).length);
    const overlaps = boxes.flatMap((a, i) =>
      boxes
        .slice(i + 1)
        .filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height),
    );
    expect(overlaps).toEqual([]);
    expect(boxes.every((box) => box.x >= 0 && box.y >= 0 && box.x + box.width <= width)).toBe(true);
    expect(boxes.every((box) => box.y + box.height <= height)).toBe(true);
  });
});

describe('a network that cannot be traced', () => {
  it('is refused by the name of the matrix with the bad number', async () => {
    const matrices = { ...network.matrices, b2: [[Infinity, 0]] };
    await expect(traceNetwork({ ...network, matrices })).rejects.toThrow(
      /^b2 has a number that is missing or infinite/,
    );
  });
});
