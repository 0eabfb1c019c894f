export { earlyStopping, type EarlyStoppingOptions } from './early-stopping.js';
export { modelCheckpoint, type ModelCheckpointOptions, type SaveReason } from './model-checkpoint.js';
export type { MonitorMode, MonitorOptions } from './monitor.js';
export { progress, type EpochProgress, type EpochSummary, type ProgressDisplay } from './progress.js';
export { recordGradientNorms, type GradientNormRecord, type GradientNormOptions } from './record-gradient-norms.js';
export { recordLog, type RecordLogOptions } from './record-log.js';
export { runningMeans, type RunningMeans } from './running-means.js';
export { reduceOnPlateau, type ReduceOnPlateauOptions } from './reduce-on-plateau.js';
