/** Which options of a layer can be changed here; those that a published training has besides stay as they are. */
import type { LayerKind } from 'handgrad';
import type { RecipeInput } from '../../../src/recipe/schema/recipe.js';

/** A layer as recipes write it. */
export type LayerInput = RecipeInput['layers'][number];

export type LayerOption =
  | { readonly name: string; readonly label: string; readonly least: number; readonly step?: number }
  | { readonly name: string; readonly label: string; readonly choices: readonly string[] };

const activation = { name: 'activation', label: 'activation', choices: ['relu', 'tanh', 'sigmoid', 'gelu', 'linear'] };
const poolSize = { name: 'poolSize', label: 'window', least: 1 };

/** By kind, in the order in which they are offered. */
export const layerOptions: Readonly<Partial<Record<LayerKind, readonly LayerOption[]>>> = {
  dense: [{ name: 'units', label: 'units', least: 1 }, activation],
  conv2d: [
    { name: 'filters', label: 'filters', least: 1 },
    { name: 'kernelSize', label: 'kernel', least: 1 },
    { name: 'padding', label: 'padding', choices: ['valid', 'same'] },
    activation,
  ],
  maxPool2d: [poolSize],
  averagePool2d: [poolSize],
  globalAveragePool2d: [],
  flatten: [],
  dropout: [{ name: 'rate', label: 'rate', least: 0, step: 0.05 }],
  batchNorm: [],
};

/** A new layer of each kind. */
export const newLayers: Readonly<Record<string, LayerInput>> = {
  dense: { kind: 'dense', units: 64, activation: 'relu' },
  conv2d: { kind: 'conv2d', filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' },
  maxPool2d: { kind: 'maxPool2d', poolSize: 2 },
  averagePool2d: { kind: 'averagePool2d', poolSize: 2 },
  globalAveragePool2d: { kind: 'globalAveragePool2d' },
  flatten: { kind: 'flatten' },
  dropout: { kind: 'dropout', rate: 0.2 },
  batchNorm: { kind: 'batchNorm' },
};

/** A kind as people read it. */
export const kindTitles: Readonly<Record<string, string>> = {
  dense: 'Dense',
  conv2d: 'Convolution',
  maxPool2d: 'Max pooling',
  averagePool2d: 'Average pooling',
  globalAveragePool2d: 'Global average',
  flatten: 'Flatten',
  dropout: 'Dropout',
  batchNorm: 'Batch norm',
};
