import type { Backend } from '../../backend/backend.js';
import { allocate } from '../../backend/run.js';
import { isFloat } from '../../tensor/dtype.js';
import { sameShape } from '../../tensor/shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Differentiable } from '../check-gradient.js';
import type { TapeNode } from '../define-operation.js';
import { formulaOf } from '../formula.js';
import { checkNumerically, sumOf } from './check-numerically.js';
import { formulaTexts, type FormulaTexts } from './formula-texts.js';
import { nameValues, type Naming, type ValueNames } from './name-values.js';
import { recordPass, type RecordedPass, type Visit } from './record-pass.js';
import type { LocalDerivative, NumericCheck, Trace, TracedValue, TraceStep } from './traced.js';

/** What `trace` is told beside the function and its inputs. */
export interface TraceOptions extends Naming {
  /** Whether to compare every gradient with differences, which runs the function many times. Default true. */
  readonly check?: boolean;
  /** Values of at most so many elements are checked element by element, larger ones along random directions. Default 64. */
  readonly elementsChecked?: number;
}

/**
 * One forward and one backward pass of `fn`, told in full: every value with its gradient, and for every operation its formula, its
 * local derivative, the gradient that arrives and those that leave.
 *
 *     const { values, steps } = await trace((w, x, b) => w.mul(x).add(b).tanh().sum(), [w, x, b], { names: ['w', 'x', 'b'] });
 *
 * `fn` runs once on copies of the inputs, and `backward`'s own walk over the tape is looked at as it happens: nothing is computed a
 * second way, and the gradients are those of `backward` to the bit. Where `fn` gives several numbers, L is their sum.
 *
 * Beside each gradient stand central differences of L, for which `fn` runs again with that very value nudged, intermediate results
 * included (`NumericCheck`). That needs float64 (the reference backend has it): in float32 rounding would hide what is looked for,
 * and `check` is null. Parameters that `fn` uses without being given them are nudged in place, and put back.
 *
 * Inputs: any dtype; all floats among them get a gradient. fn: the same values for the same inputs each time, and not asynchronous.
 * @throws {HandgradError} as `backward`, and when `fn` gives other values when it is called again.
 */
export async function trace(
  fn: Differentiable,
  inputs: readonly Tensor[],
  { check = true, elementsChecked = 64, ...naming }: TraceOptions = {},
): Promise<Trace> {
  const leaves = await Promise.all(inputs.map(copyAsLeaf));
  const pass = recordPass(fn, leaves);
  const { y, visits, gradients } = pass;
  const names = nameValues(pass, leaves, await scalarConstants(visits), naming);
  const checks = check ? await checkNumerically(fn, leaves, pass, elementsChecked) : new Map<Tensor, NumericCheck>();
  return {
    values: await Promise.all(names.order.map((tensor) => tracedValue(tensor, names, gradients, checks))),
    steps: await Promise.all(visits.map((visit, index) => tracedStep(visit, index, names))),
    output: names.idOf(y),
    objective: y.size === 1 ? 'output' : 'sum of the output',
    loss: await sumOf(y),
  };
}

/** The same values in memory of their own, so that they can be nudged in place. */
async function copyAsLeaf(input: Tensor): Promise<Tensor> {
  const { shape, dtype } = input;
  const copy = allocate(input.device as Backend, { shape, dtype });
  copy.device.write(copy.buffer, await input.data());
  copy.requiresGrad = isFloat(dtype);
  return copy;
}

/** The numbers that the function computes with: scalars that nothing is learnt of. */
async function scalarConstants(visits: readonly Visit[]): Promise<Map<Tensor, number>> {
  const operands = visits.flatMap(({ node }) => node.inputs.filter((input) => input !== null));
  const constants = operands.filter((input) => input.rank === 0 && !input.requiresGrad);
  return new Map(await Promise.all(constants.map(async (input) => [input, await input.item()] as const)));
}

async function tracedValue(
  tensor: Tensor,
  names: ValueNames,
  gradients: RecordedPass['gradients'],
  checks: ReadonlyMap<Tensor, NumericCheck>,
): Promise<TracedValue> {
  const gradient = gradients.get(tensor);
  return {
    id: names.idOf(tensor),
    name: names.nameOf(tensor),
    kind: names.kindOf(tensor),
    shape: tensor.shape,
    dtype: tensor.dtype,
    values: await numbersOf(tensor),
    gradient: gradient ? await numbersOf(gradient) : null,
    check: checks.get(tensor) ?? null,
  };
}

async function tracedStep(
  { node, upstream, passedOn, local }: Visit,
  index: number,
  names: ValueNames,
): Promise<TraceStep> {
  const texts = textsOf(node, names);
  const contributed = new Map(passedOn.map(({ place, gradient }) => [place, gradient]));
  return {
    index,
    operation: node.operation,
    attributes: plainAttributes(node.attributes),
    inputs: node.inputs.map((input) => input && names.idOf(input)),
    output: names.idOf(node.output),
    formula: texts.result,
    where: texts.where,
    derivatives: texts.leaving,
    localDerivatives: await Promise.all(
      local.map(async (derivative, place) => derivative && (await localDerivative(derivative, texts.local[place]))),
    ),
    upstream: await numbersOf(upstream),
    contributions: await Promise.all(
      node.inputs.map(async (_, place) => {
        const contribution = contributed.get(place);
        return contribution ? numbersOf(contribution) : null;
      }),
    ),
  };
}

async function localDerivative(derivative: Tensor, formula: string | null): Promise<LocalDerivative> {
  return { formula, shape: derivative.shape, values: await numbersOf(derivative) };
}

/** The formula with the values' names in it; without one, the operation's name. */
function textsOf(node: TapeNode, names: ValueNames): FormulaTexts {
  const { inputs, output: y, attributes } = node;
  const operands = inputs.map((input) => ({
    name: input ? names.nameOf(input) : null,
    needsGradient: input?.requiresGrad ?? false,
    isStretched: input !== null && !sameShape(input.shape, y.shape),
  }));
  const formula = formulaOf(node.definition, { inputs, y, attributes });
  return formulaTexts(formula, { operation: node.operation, operands, result: names.nameOf(y), attributes });
}

async function numbersOf(tensor: Tensor): Promise<number[]> {
  return Array.from(await tensor.data());
}

/** What JSON can hold of the attributes: tensors among them (the moments of batch normalisation) are left out. */
function plainAttributes(attributes: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes as Record<string, unknown>).filter(
      ([, value]) => Array.isArray(value) || ['number', 'string', 'boolean'].includes(typeof value),
    ),
  );
}
