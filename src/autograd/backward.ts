import { HandgradError } from '../tensor/error.js';
import { tidy } from '../tensor/lifetime.js';
import { sameShape, shapeText } from '../tensor/shape.js';
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
 *   changed in place (by an optimiser) since the forward pass.
 */
export function backward(y: Tensor, options: BackwardOptions = {}): void {
  const isLeaf = (tensor: Tensor) => tensor.requiresGrad && !tensor.producer;
  for (const [leaf, gradient] of differentiate('backward', y, options, isLeaf)) leaf.grad = gradient;
}

/**
 * dy/dx for each x in `xs`, without touching any `grad`: the functional form, for optimisers and higher derivatives.
 * @throws {HandgradError} as `backward`, and when y does not depend on one of `xs`.
 */
export function gradients(y: Tensor, xs: readonly Tensor[], options: BackwardOptions = {}): Tensor[] {
  const wanted = new Set(xs);
  const found = differentiate('gradients', y, options, (tensor) => wanted.has(tensor));
  return xs.map((x, i) => {
    const gradient = found.get(x);
    if (!gradient) {
      const why = x.requiresGrad ? 'y was not computed from it' : 'it does not require a gradient';
      throw new HandgradError(`gradients: no path from y ${shapeText(y.shape)} to xs[${i}] ${shapeText(x.shape)}: ${why}`);
    }
    return gradient;
  });
}

function differentiate(
  caller: string,
  y: Tensor,
  { upstream, createGraph = false }: BackwardOptions,
  isWanted: (tensor: Tensor) => boolean,
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
  if (upstream && !sameShape(upstream.shape, y.shape)) {
    throw new HandgradError(
      `${caller}: the upstream gradient has shape ${shapeText(upstream.shape)}, the value ${shapeText(y.shape)}`,
    );
  }
  const walk = () => withRecording(createGraph, () => walkTape(y, upstream, isWanted));
  return createGraph ? walk() : tidy(walk);
}

/** The chain rule, one tape entry at a time, from y back to the leaves. */
function walkTape(y: Tensor, upstream: Tensor | undefined, isWanted: (tensor: Tensor) => boolean): Map<Tensor, Tensor> {
  const { add, sumTo, onesLike } = gradientArithmetic();
  const wanted = new Map<Tensor, Tensor>();
  const arrived = new Map<Tensor, Tensor>([[y, upstream ?? onesLike(y)]]);
  if (isWanted(y)) wanted.set(y, arrived.get(y) as Tensor);

  for (const node of nodesBelow(y)) {
    const dy = arrived.get(node.output);
    if (!dy) continue;
    arrived.delete(node.output);
    checkUnchanged(node);
    const gradients = node.gradients(dy);
    node.inputs.forEach((input, i) => {
      const gradient = gradients[i];
      if (!input?.requiresGrad || !gradient) return;
      const contribution = sumTo(gradient(), input.shape);
      const before = arrived.get(input);
      const total = before ? add(before, contribution) : contribution;
      arrived.set(input, total);
      if (isWanted(input)) wanted.set(input, total);
    });
  }
  return wanted;
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
  node.inputs.forEach((input, i) => {
    if (input && input.storage.version !== node.versions[i]) {
      throw new HandgradError(
        `backward: an input ${shapeText(input.shape)} of ${node.operation} was changed in place after the forward pass ` +
          `(by an optimiser, say); call backward before the update`,
      );
    }
  });
}
