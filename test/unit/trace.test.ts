import { describe, expect, it } from 'vitest';
import {
  backward,
  defineOperation,
  tensor,
  trace,
  type Tensor,
  type Trace,
  type TracedValue,
} from '../../src/index.js';
import { gradientCases } from '../../src/ops/gradient-cases.js';
import { inputsOf } from '../../src/ops/gradient-case.js';
import { expectClose } from '../compare.js';
import { evaluateFormula } from './evaluate-formula.js';

const float64 = (values: number | number[]) => tensor(values, { dtype: 'float64' });

function valueNamed({ values }: Trace, name: string): TracedValue {
  const found = values.find((value) => value.name === name);
  if (!found) throw new Error(`no value ${name} among ${values.map((value) => value.name).join(', ')}`);
  return found;
}

describe('a trace', () => {
  it('tells a neuron as it is computed by hand', async () => {
    const traced = await trace((w, x, b) => w.mul(x).add(b).square(), [float64(3), float64(2), float64(-1)], {
      names: ['w', 'x', 'b'],
    });
    // v1 = 6, v2 = 5, L = 25; dL/dv2 = 10, dL/dw = 20, dL/dx = 30, dL/db = 10.
    expect(traced.loss).toBe(25);
    expect(traced.steps.map(({ operation, formula }) => [operation, formula])).toEqual([
      ['mul', 'w * x'],
      ['add', 'v1 + b'],
      ['square', 'v2^2'],
    ]);
    expect(traced.steps.map(({ upstream }) => upstream)).toEqual([[10], [10], [1]]);
    expect(traced.steps.map(({ derivatives }) => derivatives)).toEqual([
      ['dL/dv1 * x', 'dL/dv1 * w'],
      ['dL/dv2', 'dL/dv2'],
      ['dL/dL * 2 * v2'],
    ]);
    expect(traced.steps.map(({ contributions }) => contributions)).toEqual([[[20], [30]], [[10], [10]], [[10]]]);
    expect(traced.steps[0].localDerivatives).toEqual([
      { formula: 'x', shape: [], values: [2] },
      { formula: 'w', shape: [], values: [3] },
    ]);
    expect(traced.values.map(({ name, kind, values, gradient }) => [name, kind, values, gradient])).toEqual([
      ['w', 'input', [3], [20]],
      ['x', 'input', [2], [30]],
      ['b', 'input', [-1], [10]],
      ['v1', 'result', [6], [10]],
      ['v2', 'result', [5], [10]],
      ['L', 'result', [25], [1]],
    ]);
    expect(traced.values.map(({ check }) => check?.verdict)).toEqual(Array(6).fill('agrees'));
  });

  it('shows each contribution to a value that is used twice, and their sum', async () => {
    const traced = await trace((x) => x.mul(x).add(x.mul(3)), [float64(5)]);
    const contributions = traced.steps.map((step) => step.contributions);
    expect(contributions).toEqual([
      [[5], [5]],
      [[3], null],
      [[1], [1]],
    ]);
    expect(valueNamed(traced, 'x').gradient).toEqual([13]);
  });

  it('sums a contribution over the places where broadcasting repeated the operand', async () => {
    const traced = await trace((a, b) => a.mul(b).sum(), [float64([1, 2, 3]), float64(2)], { names: ['a', 'b'] });
    const [product] = traced.steps;
    expect(product.derivatives).toEqual(['dL/dv1 * b', 'sum of dL/dv1 * a']);
    expect(product.contributions).toEqual([[2, 2, 2], [6]]);
    expect(product.localDerivatives[1]).toEqual({ formula: 'a', shape: [3], values: [1, 2, 3] });
  });

  it('differentiates the sum of a result of several numbers, and says so', async () => {
    const traced = await trace((x) => x.square(), [float64([1, 2])]);
    expect(traced).toMatchObject({ objective: 'sum of the output', loss: 5 });
    expect(valueNamed(traced, 'x').gradient).toEqual([2, 4]);
    expect(valueNamed(traced, 'x').check?.verdict).toBe('agrees');
  });

  it('names parameters and results as it is told, and constants by their number', async () => {
    const weights = tensor([0.5, 2], { dtype: 'float64', requiresGrad: true });
    let hidden: Tensor | undefined;
    const traced = await trace(
      (x) => {
        hidden = x.mul(weights);
        return hidden.mul(0.25).sum();
      },
      [float64([1, 3])],
      { nameOf: (value) => (value === weights ? 'layer/weights' : value === hidden ? 'hidden' : undefined) },
    );
    expect(traced.steps.map(({ formula }) => formula)).toEqual(['x * layer/weights', 'hidden * 0.25', 'sum(v2)']);
    expect(valueNamed(traced, 'layer/weights')).toMatchObject({ kind: 'parameter', gradient: [0.25, 0.75] });
    expect(valueNamed(traced, '0.25')).toMatchObject({ kind: 'constant', gradient: null, check: null });
  });
});

describe('the numeric check', () => {
  it('finds a derivative that is wrong, and only there', async () => {
    const cube = defineOperation<[x: Tensor]>('cube', {
      forward: ([x]) => x.mul(x).mul(x),
      backward: (dy, { inputs: [x] }) => [() => dy.mul(x.square()).mul(2)],
    });
    const traced = await trace((x) => cube([x.mul(2)]).sum(), [float64([0.5, -1])]);
    const verdicts = Object.fromEntries(traced.values.map(({ name, check }) => [name, check?.verdict]));
    expect(verdicts).toEqual({ x: 'differs', '2': undefined, v1: 'differs', v2: 'agrees', L: 'agrees' });
    expectClose(valueNamed(traced, 'v1').check!.numeric, [3, 12], { relative: 1e-8, what: 'differences' });
  });

  it('calls a corner a corner, with the slopes on both of its sides', async () => {
    const traced = await trace((x) => x.relu().mul(3).sum(), [float64([1, 0, -1])]);
    const { check } = valueNamed(traced, 'x');
    expect(check).toMatchObject({ verdict: 'kink', analytic: [3, 0, 0] });
    expect(check!.kinks).toHaveLength(1);
    const [{ index, left, right }] = check!.kinks;
    expect(index).toBe(1);
    expectClose([left, right], [0, 3], { absolute: 1e-8, what: 'slopes' });
  });

  it('is not misled by a corner beside the value', async () => {
    const traced = await trace((x) => x.relu().sum(), [float64([5e-5, -5e-5])]);
    expect(valueNamed(traced, 'x').check).toMatchObject({ verdict: 'agrees', kinks: [] });
  });

  it('looks at large values along random directions, where a single wrong number shows', async () => {
    const fn = (spoilt: boolean) => {
      const spoil = defineOperation<[x: Tensor]>('spoil', {
        forward: ([x]) => x.mul(1),
        backward: (dy) => [
          () => (spoilt ? dy.add(tensor([1e-3, ...Array<number>(99).fill(0)], { dtype: 'float64' })) : dy),
        ],
      });
      return (x: Tensor) => spoil([x]).square().sum();
    };
    const x = tensor(
      Float64Array.from({ length: 100 }, (_, i) => i / 100),
      { dtype: 'float64' },
    );
    const verdictOf = async (spoilt: boolean) => valueNamed(await trace(fn(spoilt), [x]), 'x').check;
    expect(await verdictOf(false)).toMatchObject({ method: 'projection', verdict: 'agrees' });
    expect(await verdictOf(true)).toMatchObject({ method: 'projection', verdict: 'differs' });
  });

  it('leaves parameters as they were', async () => {
    const weight = tensor([0.5, 2], { dtype: 'float64', requiresGrad: true });
    const traced = await trace((x) => x.mul(weight).sum(), [float64([1, 3])]);
    expect(valueNamed(traced, 'p').check?.verdict).toBe('agrees');
    expect(await weight.array()).toEqual([0.5, 2]);
  });

  it('refuses a function that gives something else each time', async () => {
    let calls = 0;
    const fn = (x: Tensor) => x.mul(++calls).sum();
    await expect(trace(fn, [float64([1, 2])])).rejects.toThrow(/gave 3 at first and 6 when it was called again/);
    await expect(trace(fn, [float64([1, 2])], { check: false })).resolves.toMatchObject({ loss: 9 });
  });

  it('is left out in float32, where rounding would hide what is looked for', async () => {
    const traced = await trace((x) => x.square().sum(), [tensor([1, 2])]);
    expect(valueNamed(traced, 'x')).toMatchObject({ gradient: [2, 4], check: null });
  });
});

const differentiableCases = Object.entries(gradientCases).flatMap(([name, cases]) =>
  cases.filter(({ derivative }) => derivative !== 'none').map((gradientCase) => ({ name, gradientCase })),
);

describe('the trace of every operation', () => {
  it.each(differentiableCases)('$name ($gradientCase.covers)', async ({ name, gradientCase }) => {
    const inputs = inputsOf(gradientCase);
    const traced = await trace((...leaves) => gradientCase.apply(...leaves), inputs, { elementsChecked: 4 });
    expect(traced.steps.map(({ operation }) => operation)).toContain(name);
    for (const step of traced.steps) {
      expect(step.formula, step.operation).not.toBe(`${step.operation}()`);
      const isKnown = (text: unknown) => text !== null;
      expect(step.derivatives.map(isKnown), step.operation).toEqual(step.contributions.map(isKnown));
    }
    expect(traced.values.filter(({ check }) => check && check.verdict !== 'agrees')).toEqual([]);
    await expectGradientsOfBackward(traced, inputs, (...leaves) => gradientCase.apply(...leaves));
    for (const step of traced.steps) expectFormulaToHold(step, traced.values);
  });
});

/** To the bit. */
async function expectGradientsOfBackward(
  { values }: Trace,
  inputs: readonly Tensor[],
  fn: (...leaves: Tensor[]) => Tensor,
): Promise<void> {
  const leaves = inputs.map((input) => input.detach());
  for (const leaf of leaves) leaf.requiresGrad = leaf.dtype === 'float64';
  const y = fn(...leaves);
  backward(y, { upstream: tensor(new Float64Array(y.size).fill(1), { shape: y.shape, dtype: 'float64' }) });
  for (const [i, leaf] of leaves.entries()) {
    expect(values[i].gradient).toEqual(leaf.grad ? Array.from(await leaf.grad.data()) : null);
  }
}

/** What cannot be said in a formula that numbers can be put into. */
const inWords = new Set(['cast', 'dropout']);

/** The texts of an elementwise operation, evaluated, give its result and its local derivatives. */
function expectFormulaToHold(step: Trace['steps'][number], values: readonly TracedValue[]): void {
  const { shape, values: results } = values[step.output];
  const operands = step.inputs.map((id) => values[id!]);
  const isAligned = operands.every((operand) => operand.shape.length === 0 || `${operand.shape}` === `${shape}`);
  if (!isAligned || inWords.has(step.operation) || !step.localDerivatives.some((local) => local?.formula)) return;
  const at = (i: number) => {
    const named = [...operands, values[step.output]].map((value) => [value.name, value.values[i] ?? value.values[0]]);
    return Object.fromEntries(named) as Record<string, number>;
  };
  const evaluated = (text: string) => results.map((_, i) => evaluateFormula(text, at(i)));
  const precision = { relative: 1e-4, absolute: 1e-12 };
  expectClose(evaluated(step.formula), results, { ...precision, what: step.formula });
  for (const local of step.localDerivatives) {
    if (local?.formula) expectClose(evaluated(local.formula), local.values, { ...precision, what: local.formula });
  }
}
