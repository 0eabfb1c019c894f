import { bytesPerElement } from '../../tensor/dtype.js';
import type { Operand } from '../../tensor/device.js';
import { sizeOf } from '../../tensor/shape.js';
import type { Conv2dGeometry, KernelAttributes, KernelName, KernelSignatures, Pool2dGeometry } from '../kernels.js';
import { valueNow } from './per-step.js';
import type { RecordedLaunch } from './program.js';

/** What a launch costs, by its definition: an implementation may read an element twice, or compute more to move less. */
export interface KernelCost {
  /** Floating-point operations: a multiplication and an addition are two; a comparison, an exponential or a root is one. */
  readonly operations: number;
  /** Every element that is read and every one that is written, once. */
  readonly bytesMoved: number;
}

/** The floating-point operations of each kernel. */
type OperationCounts = {
  readonly [K in KernelName]: (
    inputs: KernelSignatures<Operand>[K]['inputs'],
    outputs: KernelSignatures<Operand>[K]['outputs'],
    attributes: KernelAttributes<K>,
  ) => number;
};

/** Without inputs: their outputs are given to them, as to those that work in place, but not read. */
const overwriting: readonly KernelName[] = ['fill', 'affineMaps'];

const sizeOfOperand = ({ shape }: Operand) => sizeOf(shape);
const perOutput = (operations: number) => (_: unknown, outputs: readonly (Operand | null)[]) =>
  operations * sizeOfOperand(outputs[0]!);
const perInput = (operations: number) => (inputs: readonly (Operand | null)[]) =>
  operations * sizeOfOperand(inputs[0]!);
const productsOf = (c: Conv2dGeometry) =>
  2 * c.batch * c.outHeight * c.outWidth * c.outChannels * c.kernelHeight * c.kernelWidth * c.inChannels;
const windowElements = (p: Pool2dGeometry) =>
  p.batch * p.outHeight * p.outWidth * p.channels * p.windowHeight * p.windowWidth;
/** Bias and activation of a product, fused into it. */
const epilogue = (bias: Operand | null, y: Operand, activation: string) =>
  sizeOfOperand(y) * (Number(bias !== null) + Number(activation !== 'linear'));

const operationCounts: OperationCounts = {
  fill: () => 0,
  cast: () => 0,
  unary: perOutput(1),
  binary: perOutput(1),
  select: perOutput(1),
  reduce: perInput(1),
  argMax: perInput(1),
  copy: () => 0,
  gather: (_, [y], { scale }) => (scale === 1 ? 0 : sizeOfOperand(y)),
  scatterAdd: perInput(1),
  oneHot: () => 0,
  matmul: ([, , bias], [c], { batch, m, n, k, activation }) => 2 * batch * m * n * k + epilogue(bias, c, activation),
  conv2d: ([, , bias], [y], attributes) => productsOf(attributes) + epilogue(bias, y, attributes.activation),
  conv2dInputGradient: (_, __, attributes) => productsOf(attributes),
  conv2dKernelGradient: (_, __, attributes) => productsOf(attributes),
  maxPool2d: (_, __, attributes) => windowElements(attributes),
  maxPool2dGradient: (_, __, attributes) => windowElements(attributes),
  averagePool2d: (_, __, attributes) => windowElements(attributes),
  averagePool2dGradient: (_, __, attributes) => windowElements(attributes),
  // Two passes: a sum; a difference, its square, a sum.
  moments: perInput(4),
  batchNormalize: perOutput(4),
  // Two sums of products, and a combination of dy, x and both.
  batchNormGradient: perInput(11),
  // Maximum, difference, exponential, sum, quotient.
  softmax: perOutput(5),
  softmaxCrossEntropy: perInput(6),
  softmaxCrossEntropyGradient: perInput(7),
  // A comparison and a product; the integer arithmetic of Philox is not counted.
  dropout: perOutput(2),
  // Sine and cosine, two polynomials of the turn (24), and the matrix; Philox is not counted.
  affineMaps: (_, [maps]) => 60 * maps.shape[0],
  // Per pixel the place (8), weights (12) and their products (4), per value four products and three sums.
  resample: (_, __, { batch, height, width, channels }) => batch * height * width * (24 + 7 * channels),
  sgd: ([g], [, velocity], { nesterov }) => sizeOfOperand(g) * (velocity ? (nesterov ? 6 : 4) : 2),
  adam: perInput(14),
  nadam: perInput(16),
  rmsprop: perInput(9),
  movingAverage: perInput(3),
  countNonFinite: () => 0,
  confusionMatrix: () => 0,
};

/** What a launch costs. Where attributes change from step to step, in the step that is about to run. */
export function costOf(launch: RecordedLaunch): KernelCost {
  const count = operationCounts[launch.kernel] as (inputs: unknown, outputs: unknown, attributes: object) => number;
  return {
    operations: count(launch.inputs, launch.outputs, valueNow<object>(launch.attributes)),
    bytesMoved: bytesMovedBy(launch),
  };
}

function bytesMovedBy({ kernel, inputs, outputs, inPlace }: RecordedLaunch): number {
  const bytes = (operands: readonly (Operand | null)[], shape?: Operand) =>
    operands.reduce((sum, operand) => {
      return operand ? sum + bytesPerElement[operand.dtype] * sizeOfOperand(shape ?? operand) : sum;
    }, 0);
  // They read, or write, a part: as much as the smaller side.
  if (kernel === 'copy') {
    const [x, y] = [inputs[0]!, outputs[0]!];
    const part = sizeOfOperand(x) < sizeOfOperand(y) ? x : y;
    return bytes([x], part) + bytes([y], part);
  }
  if (kernel === 'gather') return bytes([inputs[0]], outputs[0]!) + bytes([inputs[1]]) + bytes(outputs);
  const rereads = inPlace && !overwriting.includes(kernel) ? bytes(outputs) : 0;
  return bytes(inputs) + bytes(outputs) + rereads;
}
