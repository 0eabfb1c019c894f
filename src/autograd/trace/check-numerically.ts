import { HandgradError } from '../../tensor/error.js';
import { tidy } from '../../tensor/lifetime.js';
import { normal } from '../../tensor/random.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Differentiable } from '../check-gradient.js';
import { tapeNode } from '../define-operation.js';
import { dot, fromValues, relativeError, unit, valuesOf } from '../host-values.js';
import { runForward, type RecordedPass } from './record-pass.js';
import { slopeAt, type Slope } from './slope.js';
import type { Kink, NumericCheck } from './traced.js';

/** Random directions for a value that is too large to be checked element by element. */
const PROJECTIONS = 2;
/** Largest relative error of a gradient that is right, as in the gradient checks of the operations. */
const TOLERANCE = 1e-6;

/**
 * The check of every value with a gradient, by differences of L: `fn` runs again with that value nudged. Leaves are nudged in
 * place and put back; a result is replaced on its way to the tape, so that all that follows sees the nudged one.
 * Values that no run can nudge have no entry: float32 ones, and parameters that `fn` makes anew in each run.
 * @throws {HandgradError} when fn gives another L for the same inputs.
 */
export async function checkNumerically(
  fn: Differentiable,
  leaves: readonly Tensor[],
  pass: RecordedPass,
  elementsChecked: number,
): Promise<Map<Tensor, NumericCheck>> {
  const checks = new Map<Tensor, NumericCheck>();
  if (pass.y.dtype !== 'float64') return checks;
  const loss = await sumOf(pass.y);
  const lasting = await lastingLeaves(fn, leaves, pass, loss);
  for (const [tensor, gradient] of pass.gradients) {
    const place = pass.taped.indexOf(tensor);
    if (tensor.dtype !== 'float64' || (place < 0 && !lasting.has(tensor))) continue;
    const evaluate = place < 0 ? withLeaf(fn, leaves, tensor) : withResult(fn, leaves, place);
    const directions = directionsOf(tensor, elementsChecked);
    const at = await valuesOf(tensor);
    const slopes: Slope[] = [];
    for (const direction of directions.vectors) {
      const nudged = (t: number) => Float64Array.from(at, (value, i) => value + t * direction[i]);
      slopes.push(await slopeAt((t) => evaluate(nudged(t), at), loss));
    }
    const slope = await valuesOf(gradient);
    const analytic = directions.vectors.map((direction) => dot(slope, direction));
    checks.set(tensor, { method: directions.method, ...verdictOn(analytic, slopes) });
  }
  return checks;
}

/** The sum of all elements: L. */
export async function sumOf(tensor: Tensor): Promise<number> {
  return (await valuesOf(tensor)).reduce((total, value) => total + value, 0);
}

function directionsOf({ size }: Tensor, elementsChecked: number) {
  if (size <= elementsChecked) {
    return { method: 'elements', vectors: Array.from({ length: size }, (_, i) => unit(size, i)) } as const;
  }
  const vectors = Array.from({ length: PROJECTIONS }, (_, p) => normal(0, 'trace/direction', size, p * size));
  return { method: 'projection', vectors } as const;
}

function verdictOn(analytic: readonly number[], slopes: readonly Slope[]): Omit<NumericCheck, 'method'> {
  const numeric = slopes.map(({ central }) => central);
  const kinks: Kink[] = slopes.flatMap(({ isKink, left, right }, index) => (isKink ? [{ index, left, right }] : []));
  const error = relativeError(analytic, numeric);
  const isSmooth = (_: unknown, index: number) => !slopes[index].isKink;
  const elsewhere = relativeError(analytic.filter(isSmooth), numeric.filter(isSmooth));
  const verdict = error < TOLERANCE ? 'agrees' : elsewhere < TOLERANCE ? 'kink' : 'differs';
  return { analytic, numeric, relativeError: error, kinks, verdict };
}

/** L with other values of some tensor; `before`: those to put back. */
type Evaluation = (values: Float64Array, before: Float64Array) => Promise<number>;

function withLeaf(fn: Differentiable, leaves: readonly Tensor[], leaf: Tensor): Evaluation {
  return async (values, before) => {
    leaf.device.write(leaf.buffer, values);
    try {
      return await evaluate(() => runForward(fn, leaves).y);
    } finally {
      leaf.device.write(leaf.buffer, before);
    }
  };
}

function withResult(fn: Differentiable, leaves: readonly Tensor[], nudgedPlace: number): Evaluation {
  return (values) =>
    evaluate(
      () =>
        runForward(fn, leaves, (result, place) =>
          place === nudgedPlace ? fromValues(result, result.shape, values) : result,
        ).y,
    );
}

async function evaluate(run: () => Tensor): Promise<number> {
  const y = tidy(run);
  const loss = await sumOf(y);
  // What fn returns may be a leaf itself.
  if (y.producer) y.dispose();
  return loss;
}

/** Runs fn again, to see that it gives the same, and which leaves are the same tensors in each run. */
async function lastingLeaves(
  fn: Differentiable,
  leaves: readonly Tensor[],
  { taped }: RecordedPass,
  loss: number,
): Promise<Set<Tensor>> {
  const first = new Set(taped.flatMap((result) => tapeNode(result)!.inputs));
  const lasting = new Set(leaves);
  const again = await evaluate(() => {
    const { y, taped: results } = runForward(fn, leaves);
    for (const input of results.flatMap((result) => tapeNode(result)!.inputs)) {
      if (input && first.has(input)) lasting.add(input);
    }
    return y;
  });
  if (Object.is(again, loss)) return lasting;
  throw new HandgradError(
    `trace: the function gave ${loss} at first and ${again} when it was called again with the same inputs; ` +
      `draw its random numbers from a fixed seed, or trace with check: false`,
  );
}
