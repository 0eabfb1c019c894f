export {
  checkGradients,
  type Differentiable,
  type GradientCheck,
  type GradientCheckOptions,
} from './check-gradient.js';
export { backward, gradients, type BackwardOptions } from './backward.js';
export {
  defineOperation,
  type Operation,
  type OperationInputs,
  type OperationRule,
  type BackwardContext,
  type Gradient,
} from './define-operation.js';
export { isRecording, noGrad } from './recording.js';
