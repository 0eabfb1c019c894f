import { keep, tidy } from '../../tensor/lifetime.js';
import type { Tensor } from '../../tensor/tensor.js';
import { gradientArithmetic } from '../arithmetic.js';
import { differentiate, type Contribution } from '../backward.js';
import type { Differentiable } from '../check-gradient.js';
import type { TapeNode } from '../define-operation.js';
import { formulaOf } from '../formula.js';
import { withRecording } from '../recording.js';
import { withResultHook } from '../taped-result.js';

/** A forward and a backward pass as they happened. */
export interface RecordedPass {
  /** What the function returned. */
  readonly y: Tensor;
  /** Every result that went on the tape, in order, whether y depends on it or not: their places are the same in each run. */
  readonly taped: readonly Tensor[];
  /** The entries of the tape on the way to y, in forward order. */
  readonly visits: readonly Visit[];
  /** The gradient of every value that one arrived at. */
  readonly gradients: ReadonlyMap<Tensor, Tensor>;
}

/** One entry of the tape as the backward pass went through it. */
export interface Visit {
  readonly node: TapeNode;
  /** dL/dy. */
  readonly upstream: Tensor;
  readonly passedOn: readonly Contribution[];
  /** For each operand dy/dx where it is one number for each element, else null. */
  readonly local: readonly (Tensor | null)[];
}

/** Runs `fn` on the leaves and walks back from its result; everything that was computed on the way is kept. */
export function recordPass(fn: Differentiable, leaves: readonly Tensor[]): RecordedPass {
  return tidy(() => {
    const { y, taped } = runForward(fn, leaves);
    const visits: Visit[] = [];
    const gradients = differentiate('trace', y, () => true, {
      ...(y.size !== 1 && { upstream: gradientArithmetic().onesLike(y) }),
      observe: (node, dy, passedOn) => {
        visits.push({
          node,
          upstream: keptView(dy),
          passedOn: passedOn.map((one) => ({ ...one, gradient: keptView(one.gradient) })),
          local: localDerivatives(node),
        });
      },
    });
    return { y, taped, visits: visits.reverse(), gradients };
  });
}

/** The forward pass alone, on the tape. */
export function runForward(
  fn: Differentiable,
  leaves: readonly Tensor[],
  replace: (result: Tensor, place: number) => Tensor = (result) => result,
): Pick<RecordedPass, 'y' | 'taped'> {
  const taped: Tensor[] = [];
  const see = (result: Tensor) => {
    const seen = replace(result, taped.length);
    taped.push(seen);
    return seen;
  };
  return { y: withResultHook(see, () => withRecording(true, () => fn(...leaves))), taped };
}

/** dy/dx by the operation's own rule, given ones: the walk is not over, so nothing is recorded. */
function localDerivatives(node: TapeNode): (Tensor | null)[] {
  const { inputs, output, attributes, definition } = node;
  const formula = formulaOf(definition, { inputs, y: output, attributes });
  const isPerElement = output.size === 1 || (formula !== null && 'local' in formula);
  if (!isPerElement) return inputs.map(() => null);
  return tidy(() => {
    const gradients = node.gradients(gradientArithmetic().onesLike(output));
    return inputs.map((input, place) => (input?.requiresGrad ? (gradients[place]?.() ?? null) : null));
  }).map((derivative) => derivative && keptView(derivative));
}

/** A tensor that outlives the walk. */
function keptView(tensor: Tensor): Tensor {
  return keep(tensor.detach());
}
