import { describe, expect, it } from 'vitest';
import { tensor } from '../../src/index.js';
import { compileExpression } from '../../src/ops/expression/compile-expression.js';

const valueOf = (text: string, values: Record<string, number | number[] | number[][]> = { x: 3 }) => {
  const { names, apply } = compileExpression(text);
  return apply(...names.map((name) => tensor(values[name], { dtype: 'float64' }))).array();
};

describe('an expression', () => {
  it.each([
    ['x + 2 * 3', 9],
    ['(x + 2) * 3', 15],
    ['10 - x - 2', 5],
    ['24 / x / 2', 4],
    ['-x^2', -9],
    ['(-x)^2', 9],
    ['2^x^2', 512],
    ['x**2', 9],
    ['2^-x', 0.125],
    ['x * -1', -3],
    ['1.5e1 * x', 45],
    ['sum(x * [1, 2])', 9],
    ['max(clip(x * [-1, 1], -2, 2))', 2],
    ['leakyRelu(-x, 0.5)', -1.5],
  ])('%s is %d', async (text, expected) => {
    expect(await valueOf(text)).toBe(expected);
  });

  it('takes vectors and matrices, with @ as their product', async () => {
    const values = { a: [[1, 2], [3, 4]], v: [1, 10] }; // prettier-ignore
    expect(await valueOf('a @ v', values)).toEqual([21, 43]);
    expect(await valueOf('v @ v', values)).toBe(101);
    expect(await valueOf('transpose(a) @ a', values)).toEqual([[10, 14], [14, 20]]); // prettier-ignore
    expect(await valueOf('sum(a, 0) + reshape(v, [2])', values)).toEqual([5, 16]);
  });

  it('takes the labels of a loss as a list', async () => {
    expect(await valueOf('softmaxCrossEntropy(a, [1])', { a: [[0, 0]] })).toBeCloseTo(Math.log(2), 12);
  });

  it('names its values in the order in which they occur', () => {
    expect(compileExpression('sum((w * x + b)^2) * w').names).toEqual(['w', 'x', 'b']);
  });

  it.each([
    ['x * * 2', "'x * * 2', column 5: found '*', expected a number, a name or a bracket"],
    ['(x', "'(x', column 3: found the end, expected ')'"],
    ['x y', "'x y', column 3: found 'y', expected an operator or the end"],
    ['x $ 2', "'x $ 2', column 3: found '$', expected a number, a name or an operator"],
    ['', "'', column 1: found the end, expected a number, a name or a bracket"],
    ['1 + 2', 'column 1: there is nothing to differentiate'],
    ['2 * foo(x)', "column 5: there is no function 'foo' (known: abs,"],
    ['toString(x)', "there is no function 'toString'"],
    ['relu(x, 2)', 'column 1: relu takes 1 arguments, found 2'],
    ['softmax(x, x)', 'column 12: expected a number'],
    ['x + reshape(x, 2)', 'column 16: expected a list of sizes'],
    ['[1, x] * 2', 'column 5: a list holds numbers only'],
    ['x * matmul(x, x)', 'column 5: matmul: both sides need two axes or more'],
  ])('refuses %s, and says where', async (text, message) => {
    await expect(async () => valueOf(text)).rejects.toThrow(message);
  });
});
