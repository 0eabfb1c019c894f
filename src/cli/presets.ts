import type { DataSettings } from './settings/data-settings.js';
import type { ModelSettings } from './settings/model-settings.js';
import { optimizerDefaults, type OptimizerSettings } from './settings/optimizer-settings.js';
import { scheduleDefaults, type ScheduleSettings } from './settings/schedule-settings.js';
import { trainingDefaults, type TrainingSettings } from './settings/training-settings.js';

/** All that decides what comes out of a training: enough to repeat it. */
export type RunSettings = ModelSettings &
  OptimizerSettings &
  ScheduleSettings &
  TrainingSettings &
  DataSettings & {
    readonly preset: PresetName;
    readonly trainLimit: number | null;
  };

export const presetNames = ['mlp', 'cnn'] as const;
export type PresetName = (typeof presetNames)[number];

const common = {
  pooling: 'max',
  padding: 'valid',
  activation: 'relu',
  batchNorm: false,
  dropout: [],
  l1: 0,
  l2: 0,
  initializer: 'glorotUniform',
  ...optimizerDefaults,
  optimizer: 'adam',
  ...scheduleDefaults,
  ...trainingDefaults,
  batchSize: 128,
  dataset: 'auto',
  data: null,
  trainLimit: null,
} as const satisfies Partial<RunSettings>;

/** What `handgrad train` trains when nothing else is said: two published experiments, see the notebooks they are from. */
export const presets: Readonly<Record<PresetName, RunSettings>> = {
  /** Experiment 002/width-200: 784-200-10, 159,010 parameters, measured on the test images after each of 5 epochs: 97.39 %. */
  mlp: { preset: 'mlp', ...common, filters: [], kernels: [], pools: [], hidden: [200], epochs: 5, validation: 'test' },
  /**
   * Experiment 003/model-2: convolutions of 12 filters 5 x 5 and 23 filters 4 x 4, 6,831 parameters, 15 epochs, the last 20 % of the
   * training images for validation, the test images scored once at the end: 98.95 %.
   */
  cnn: {
    preset: 'cnn',
    ...common,
    filters: [12, 23],
    kernels: [5, 4],
    pools: [2, 3],
    hidden: [],
    epochs: 15,
    validation: 0.2,
  },
};
