import type { StepNetwork } from '../engine/step-network.js';

const softmaxExample: StepNetwork = {
  hidden: 'tanh',
  output: 'softmax',
  matrices: {
    x: [[1, -0.5]],
    W1: [
      [0.6, -0.4],
      [0.3, 0.8],
    ],
    b1: [[0.1, -0.2]],
    W2: [
      [0.7, -0.3],
      [-0.5, 0.9],
    ],
    b2: [[0, 0.2]],
  },
  target: 1,
};

/** The networks to begin with, by their output. */
export const examples: Readonly<Record<StepNetwork['output'], StepNetwork>> = {
  softmax: softmaxExample,
  sigmoid: {
    ...softmaxExample,
    output: 'sigmoid',
    matrices: { ...softmaxExample.matrices, W2: [[0.7], [-0.5]], b2: [[0.2]] },
  },
};
