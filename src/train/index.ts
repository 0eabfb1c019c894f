export { fit, type FitOptions } from './fit.js';
export { layerGradientNorms, learningLayers, type GradientPass } from './gradient-norms.js';
export { observeLayers, type LayerOutput } from './observe-layers.js';
export { inspectStep, type StepInspection } from './inspect-step.js';
export { evaluate, type EvaluateOptions } from './evaluate.js';
export { predict, predictedClasses, type PredictOptions, type Predictions } from './predict.js';
export { exampleRange, imageExamples, type Batch, type Examples } from './examples.js';
export { augmentImages, type AugmentOptions } from './augment/augment-images.js';
export type {
  AugmentationLayer,
  ImageGenerator,
  ImageTransformation,
  RandomRotation,
  RandomTranslation,
  RandomZoom,
} from './augment/transformation.js';
export { accuracy, topKAccuracy, type Metric } from './metric.js';
export { trainStep, type Loss, type Observer, type TrainStep } from './train-step.js';
export { NonFiniteError } from './non-finite.js';
export type { Callback, CallbackState, TrainingView } from './callback.js';
export type { Checkpoint, HostTensor, TrainingPosition, TrainingSettings } from './checkpoint.js';
export type { EpochRecord, History } from './history.js';
export type { Means } from './totals.js';
export * from './callbacks/index.js';
export { confusionMatrix, confusionMatrixText, type ConfusionMatrix } from './confusion-matrix.js';
export {
  classificationReport,
  classificationReportText,
  type ClassificationReport,
  type ClassificationScores,
  type ClassScores,
} from './classification-report.js';
export { traceStep, type TraceStepOptions } from './trace-step.js';
export { progressTable } from './progress-table.js';
export { csv } from './csv.js';
export { jsonLines } from './json-lines.js';
export { recordsText, type RecordFormat } from './record-format.js';
export { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from './safetensors.js';
export {
  decodeWeights,
  encodeWeights,
  loadWeights,
  modelFromWeights,
  type DecodedWeights,
  type EncodedWeights,
} from './weights.js';
export { decodeCheckpoint, encodeCheckpoint } from './checkpoint-bytes.js';
