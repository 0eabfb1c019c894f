export { adam, type AdamOptions } from './adam.js';
export { adamW } from './adamw.js';
export type { ClippingOptions } from './clip-gradients.js';
export { optimizerFromDescription, optimizerKinds } from './description.js';
export { nadam } from './nadam.js';
export type {
  Optimizer,
  OptimizerCounters,
  OptimizerDescription,
  OptimizerOptions,
  SavedOptimizer,
} from './optimizer.js';
export { rmsprop, type RmspropOptions } from './rmsprop.js';
export * from './schedules/index.js';
export { sgd, type SgdOptions } from './sgd.js';
