/** The tiny networks that are stepped through: two inputs, a hidden layer, an output with its loss. */
export interface StepNetwork {
  readonly hidden: HiddenActivation;
  /**
   * `softmax`: two outputs, softmax with cross-entropy, the target a class. `sigmoid`: one output, sigmoid with squared error, the
   * target 0 or 1.
   */
  readonly output: 'softmax' | 'sigmoid';
  /** By name, as rows of numbers: `matrixShapes` says how many. */
  readonly matrices: Readonly<Record<MatrixName, Matrix>>;
  readonly target: 0 | 1;
}

export const hiddenActivations = ['tanh', 'sigmoid', 'relu'] as const;
export type HiddenActivation = (typeof hiddenActivations)[number];

/** Row vectors multiply from the left: h = x W1 + b1. */
export const matrixNames = ['x', 'W1', 'b1', 'W2', 'b2'] as const;
export type MatrixName = (typeof matrixNames)[number];
export type Matrix = readonly (readonly number[])[];

const INPUTS = 2;
const HIDDEN = 2;

/** [rows, columns] of each matrix. */
export function matrixShapes({ output }: Pick<StepNetwork, 'output'>): Readonly<Record<MatrixName, [number, number]>> {
  const outputs = output === 'softmax' ? 2 : 1;
  return { x: [1, INPUTS], W1: [INPUTS, HIDDEN], b1: [1, HIDDEN], W2: [HIDDEN, outputs], b2: [1, outputs] };
}
