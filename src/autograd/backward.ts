import { HandgradError } from '../tensor/error.js';
import { tidy } from '../tensor/lifetime.js';
import { sameShape, shapeText, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { gradientArithmetic } from './arithmetic.js';
import { tapeNode, type TapeNode } from './define-operation.js';
import { withRecording } from './recording.js';

/** Options of the functions that differentiate. */
export interface BackwardOptions {
  /** dL/dy, of y's shape; by default 1, for which y must be a single number. */
  upstream?: Tensor;
  /** Record the derivative's own computation, so that it can be differentiated again. Default false. */
  createGraph?: boolean;
}

/**
 * Reverse-mode differentiation: fills `grad` of every leaf that y was computed from and that requires a gradient.
 *
 * Each call starts afresh: `grad` is replaced, not added to, so calling it twice gives the same gradients.
 * @throws {HandgradError} when y requires no gradient, is no scalar and has no upstream gradient, or when a value on the way was
 *   changed in place (by an optimiser) or disposed of since the forward pass.
 */
export function backward(y: Tensor, options: BackwardOptions = {}): void {
  const isLeaf = (tensor: Tensor) => tensor.producer === null;
  for (const [leaf, gradient] of differentiate('backward', y, isLeaf, options)) leaf.grad = gradient;
}

/**
 * dy/dx for each x in `xs`, without touching any `grad`: the functional form, for optimisers and higher derivatives.
 * @throws {HandgradError} as `backward`, and when y does not depend on one of `xs`.
 */
export function gradients(y: Tensor, xs: readonly Tensor[], options: BackwardOptions = {}): Tensor[] {
  const wanted = new Set(xs);
  const found = differentiate('gradients', y, (tensor) => wanted.has(tensor), options);
  return xs.map((x, i) => {
    const gradient = found.get(x);
    if (!gradient) {
      const why = x.requiresGrad ? 'y was not computed from it' : 'it does not require a gradient';
      throw new HandgradError(
        `gradients: no path from y ${shapeText(y.shape)} to xs[${i}] ${shapeText(x.shape)}: ${why}`,
      );
    }
    return gradient;
  });
}

/** What one tape entry passes back to one of its inputs. */
export interface Contribution {
  readonly input: Tensor;
  /** The input's place among the operands: the same value may be two of them. */
  readonly place: number;
  readonly gradient: Tensor;
}

/** Sees each entry of the tape as the walk passes it, with what arrived and what is passed on; all of it is freed afterwards. */
export type BackwardObserver = (node: TapeNode, dy: Tensor, passedOn: readonly Contribution[]) => void;

/**
 * The gradient of every wanted value that y depends on. `caller` is named in the errors. `observe`: for walks that are not
 * recorded.
 */
export function differentiate(
  caller: string,
  y: Tensor,
  isWanted: (tensor: Tensor) => boolean,
  { upstream, createGraph = false, observe }: BackwardOptions & { observe?: BackwardObserver },
): Map<Tensor, Tensor> {
  if (!y.requiresGrad) {
    throw new HandgradError(
      `${caller}: the value ${shapeText(y.shape)} does not require a gradient; ` +
        `compute it, outside of noGrad, from a tensor made with requiresGrad: true`,
    );
  }
  if (!upstream && y.size !== 1) {
    throw new HandgradError(
      `${caller}: ${shapeText(y.shape)} is no scalar; reduce it with sum() or mean(), or give the upstream gradient`,
    );
  }
  if (upstream && (!sameShape(upstream.shape, y.shape) || upstream.dtype !== y.dtype)) {
    throw new HandgradError(
      `${caller}: the upstream gradient is ${upstream.dtype} ${shapeText(upstream.shape)}, the value ${y.dtype} ${shapeText(y.shape)}`,
    );
  }
  return withRecording(createGraph, () =>
    createGraph ? walkAndRecord(y, upstream, isWanted) : tidy(() => walkAndFree(y, upstream, isWanted, observe)),
  );
}

type Gradients = Map<Tensor, Tensor>;

/**
 * The chain rule, one tape entry at a time, from y back to the leaves: by the time an entry is reached, everything computed
 * from its output has passed its share back, so that the sum that arrived there is complete.
 */
function walkTape(y: Tensor, arrived: Gradients, visit: (node: TapeNode, dy: Tensor) => void): void {
  for (const node of nodesBelow(y)) {
    const dy = arrived.get(node.output);
    if (!dy) continue;
    checkUnchanged(node);
    visit(node, dy);
  }
}

/** The walk for derivatives that are differentiated again: all that it computes stays, on the tape. */
function walkAndRecord(y: Tensor, upstream: Tensor | undefined, isWanted: (tensor: Tensor) => boolean): Gradients {
  const arrived: Gradients = new Map([[y, upstream ?? gradientArithmetic().onesLike(y)]]);
  walkTape(y, arrived, (node, dy) => {
    for (const { input, gradient } of contributions(node, dy)) arrived.set(input, sum(arrived.get(input), gradient));
  });
  return new Map([...arrived].filter(([tensor]) => isWanted(tensor)));
}

/**
 * The ordinary walk. A gradient is freed as soon as it has been passed on, so that there are never more of them than the
 * graph is wide. For that each is a tensor of its own, even where several share one memory (both sides of an addition get
 * the same dy): freeing one, or a user's disposing of some `grad`, leaves the others alone.
 */
function walkAndFree(
  y: Tensor,
  upstream: Tensor | undefined,
  isWanted: (tensor: Tensor) => boolean,
  observe: BackwardObserver | undefined,
): Gradients {
  const arrived: Gradients = new Map([[y, upstream?.detach() ?? gradientArithmetic().onesLike(y)]]);
  walkTape(y, arrived, (node, dy) => {
    const passedOn = tidy(() =>
      contributions(node, dy).map(({ input, place, gradient }) => ({ input, place, gradient: gradient.detach() })),
    );
    observe?.(node, dy, passedOn);
    for (const { input, gradient } of passedOn) {
      const before = arrived.get(input);
      arrived.set(input, sum(before, gradient));
      if (before) [before, gradient].forEach((term) => term.dispose());
    }
    if (!isWanted(node.output)) {
      arrived.delete(node.output);
      dy.dispose();
    }
  });
  return new Map([...arrived].filter(([tensor]) => isWanted(tensor)));
}

/** What one tape entry passes back to each of its inputs that requires a gradient. */
function contributions(node: TapeNode, dy: Tensor): Contribution[] {
  try {
    const gradients = node.gradients(dy);
    if (gradients.length !== node.inputs.length) {
      throw new HandgradError(`the derivative gives ${gradients.length} gradients for ${node.inputs.length} inputs`);
    }
    return node.inputs.flatMap((input, place) => {
      const gradient = gradients[place];
      return input?.requiresGrad && gradient ? [{ input, place, gradient: shapedLike(input, gradient()) }] : [];
    });
  } catch (error) {
    if (!(error instanceof HandgradError)) throw error;
    throw new HandgradError(`backward through ${node.operation}: ${error.message}`, { cause: error });
  }
}

/** The gradient of a value that may have been broadcast, summed back to the value's shape. */
function shapedLike(input: Tensor, gradient: Tensor): Tensor {
  if (gradient.dtype !== input.dtype || !canStretch(input.shape, gradient.shape)) {
    throw new HandgradError(
      `the derivative gives a gradient ${gradient.dtype} ${shapeText(gradient.shape)} ` +
        `for an input ${input.dtype} ${shapeText(input.shape)}`,
    );
  }
  return gradientArithmetic().sumTo(gradient, input.shape);
}

/** Whether broadcasting can make `to` of `from`. */
function canStretch(from: Shape, to: Shape): boolean {
  const missing = to.length - from.length;
  return missing >= 0 && from.every((length, axis) => length === 1 || length === to[axis + missing]);
}

function sum(before: Tensor | undefined, gradient: Tensor): Tensor {
  return before ? gradientArithmetic().add(before, gradient) : gradient;
}

/** All tape entries that y depends on, latest first. Iterative: a chain of 100,000 operations is no deeper than one. */
function nodesBelow(y: Tensor): TapeNode[] {
  const found = new Set<TapeNode>();
  const pending = [y];
  for (let tensor = pending.pop(); tensor; tensor = pending.pop()) {
    const node = tapeNode(tensor);
    if (!node || found.has(node)) continue;
    found.add(node);
    for (const input of node.inputs) if (input?.requiresGrad) pending.push(input);
  }
  return [...found].sort((a, b) => b.id - a.id);
}

function checkUnchanged(node: TapeNode): void {
  const check = (tensor: Tensor | null, version: number, role: string) => {
    if (!tensor || tensor.storage.version === version) return;
    throw new HandgradError(
      `backward: the ${role} ${shapeText(tensor.shape)} of ${node.operation} was changed in place after the forward pass ` +
        `(by an optimiser, say); call backward before the update`,
    );
  };
  node.inputs.forEach((input, i) => check(input, node.versions[i], 'input'));
  check(node.output, node.outputVersion, 'result');
}
