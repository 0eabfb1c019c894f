import type { Command } from 'commander';
import { activationNames, type ActivationName } from '../../nn/activations.js';
import type { Recipe } from '../../recipe/schema/recipe.js';
import { HandgradError } from '../../tensor/error.js';
import { initializerNames, type InitializerName } from '../../tensor/initializers.js';
import { fraction, listOf, notNegative, oneOf, wholeNumber } from '../flag-values.js';
import { flag } from '../flags.js';

/** What a network is built from: convolutional blocks, then dense ones, then a dense layer with one output per class. */
export interface ModelSettings {
  /** Filters of each convolution; the next two lists have as many entries. */
  readonly filters: readonly number[];
  readonly kernels: readonly number[];
  /** Side of the pooling window after each convolution; 1 is none. */
  readonly pools: readonly number[];
  readonly pooling: 'max' | 'average';
  readonly padding: 'valid' | 'same';
  /** Units of each dense layer before the last. */
  readonly hidden: readonly number[];
  readonly activation: ActivationName;
  /** Between the sums of each block and its activation. */
  readonly batchNorm: boolean;
  /** At the end of each block, convolutions first: one rate for each, or one for all. */
  readonly dropout: readonly number[];
  /** Penalties on every kernel. */
  readonly l1: number;
  readonly l2: number;
  readonly initializer: InitializerName;
}

type LayerRecipe = Recipe['layers'][number];

/** Settings that only a network with convolutions has. */
const convolutional = ['filters', 'kernels', 'pools', 'pooling', 'padding'] as const;

/** Adds `--hidden` and the other flags of a model. */
export function addModelFlags(command: Command): Command {
  command.optionsGroup('Network:');
  flag(
    command,
    '--hidden <units>',
    'units of the dense layers before the last, such as 200,100; or none',
    listOf(wholeNumber(1)),
  );
  flag(command, '--activation <name>', activationNames.join(', '), oneOf(activationNames));
  flag(command, '--filters <counts>', 'cnn: filters of each convolution, such as 12,23', listOf(wholeNumber(1)));
  flag(command, '--kernels <sides>', 'cnn: side of the kernels of each convolution', listOf(wholeNumber(1)));
  flag(
    command,
    '--pools <sides>',
    'cnn: side of the pooling after each convolution; 1 for none',
    listOf(wholeNumber(1)),
  );
  flag(command, '--pooling <kind>', 'cnn: max or average', oneOf(['max', 'average']));
  flag(command, '--padding <kind>', 'cnn: of the convolutions, valid or same', oneOf(['valid', 'same']));
  command.option('--batch-norm', 'batch normalisation before each activation');
  flag(command, '--dropout <rates>', 'after each layer but the last: one rate for all, or one each', listOf(fraction));
  flag(command, '--l1 <factor>', 'penalty on the kernels: factor * sum |w|', notNegative);
  flag(command, '--l2 <factor>', 'penalty on the kernels: factor * sum w^2', notNegative);
  flag(command, '--initializer <name>', `of the kernels: ${initializerNames.join(', ')}`, oneOf(initializerNames));
  return command;
}

/**
 * The layers of the settings, with softmax at their end, as a recipe has them.
 * @throws {HandgradError} when lists do not fit each other.
 */
export function describeLayers(settings: ModelSettings, classes: number): LayerRecipe[] {
  checkLists(settings);
  const rates = dropoutRates(settings);
  const blocks = [
    ...settings.filters.map((_, i) => convolutionBlock(settings, i)),
    ...settings.hidden.map((units) => withActivation(settings, { kind: 'dense', units })),
  ];
  const withDropout = blocks.map((block, i) =>
    rates[i] > 0 ? [...block, { kind: 'dropout', rate: rates[i] }] : block,
  );
  const convolutions = settings.filters.length;
  return [
    ...withDropout.slice(0, convolutions).flat(),
    { kind: 'flatten' },
    ...withDropout.slice(convolutions).flat(),
    { kind: 'dense', units: classes, ...kernelOptions(settings), activation: 'softmax' },
  ];
}

/** @throws {HandgradError} when `given` has a setting of convolutions, which a network of dense layers does not have. */
export function checkModelFlags(preset: string, given: Partial<ModelSettings>): void {
  const misplaced = preset === 'mlp' && convolutional.find((name) => given[name] !== undefined);
  if (misplaced) throw new HandgradError(`--${misplaced}: an mlp has dense layers only; cnn has convolutions`);
}

function convolutionBlock(settings: ModelSettings, i: number): LayerRecipe[] {
  const { filters, kernels, pools, pooling, padding } = settings;
  const convolution = withActivation(settings, {
    kind: 'conv2d',
    filters: filters[i],
    kernelSize: kernels[i],
    padding,
  });
  if (pools[i] === 1) return convolution;
  return [...convolution, { kind: pooling === 'max' ? 'maxPool2d' : 'averagePool2d', poolSize: pools[i] }];
}

/** A layer with its activation, with batch normalisation between the two where it is asked for. */
function withActivation(settings: ModelSettings, layer: LayerRecipe): LayerRecipe[] {
  const { activation, batchNorm } = settings;
  const options = kernelOptions(settings);
  if (!batchNorm) return [{ ...layer, ...options, activation }];
  // The normalisation takes the mean away, and with it any bias; its own beta stands in.
  return [{ ...layer, ...options, useBias: false }, { kind: 'batchNorm' }, { kind: 'activation', activation }];
}

function kernelOptions({ l1, l2, initializer }: ModelSettings) {
  const penalty = { ...(l1 > 0 && { l1 }), ...(l2 > 0 && { l2 }) };
  return { kernelInitializer: initializer, kernelRegularizer: l1 > 0 || l2 > 0 ? penalty : null };
}

function checkLists({ filters, kernels, pools }: ModelSettings): void {
  for (const [name, list] of Object.entries({ kernels, pools })) {
    if (list.length === filters.length) continue;
    throw new HandgradError(
      `--${name} has ${counted(list.length, 'value')} (${list.join(',') || 'none'}), --filters ${filters.length} ` +
        `(${filters.join(',') || 'none'}); give one for each convolution`,
    );
  }
}

function dropoutRates({ dropout, filters, hidden }: ModelSettings): readonly number[] {
  const blocks = filters.length + hidden.length;
  if (dropout.length === blocks) return dropout;
  if (dropout.length <= 1) return new Array<number>(blocks).fill(dropout[0] ?? 0);
  throw new HandgradError(
    `--dropout has ${dropout.length} rates (${dropout.join(',')}) for ${counted(blocks, 'layer')} before the last; ` +
      'give one for each, or one for all',
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
