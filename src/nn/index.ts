/**
 * The public face of layers and models. Layers are exported by name, for `import { sequential, dense } from 'handgrad'`, and
 * together as `layers`; the operations of the same names are methods of tensors and live under `ops`.
 */
export { activationNames, type ActivationName } from './activations.js';
export {
  checkDescription,
  layerFromDescription,
  layerKinds,
  modelFromDescription,
  type LayerKind,
} from './description.js';
export { model, type FunctionalModelOptions } from './functional.js';
export type { Json, JsonObject } from './json.js';
export type { BuildContext, BuiltLayer, CallContext, Layer, LayerDescription, LayerFunction } from './layer.js';
export * from './layers/index.js';
export * as layers from './layers/index.js';
export type { Mode, Model, ModelDescription, ModelOptions, OutputActivation, TrainingMode, UseMode } from './model.js';
export {
  matchByName,
  parameter,
  readParameters,
  writeParameters,
  writeTensor,
  type NamedArray,
  type Parameter,
  type ParameterSpecification,
} from './parameter.js';
export { l1, l1l2, l2, regularizationLoss, type Penalty } from './penalty.js';
export { sequential } from './sequential.js';
export { summarize, summary, type ModelSummary, type SummaryRow } from './summary.js';
export {
  initializerNames,
  initialValues,
  type Initializer,
  type InitializerName,
  type ParameterizedInitializer,
} from '../tensor/initializers.js';
