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
export type { Formula, FormulaRule, PerInput } from './formula.js';
export { trace, type TraceOptions } from './trace/trace.js';
export type { Kink, LocalDerivative, NumericCheck, Trace, TracedValue, TraceStep } from './trace/traced.js';
