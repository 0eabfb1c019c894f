import { checkInitializer, type Initializer } from '../../tensor/initializers.js';
import type { Shape } from '../../tensor/shape.js';
import { checkActivation, type ActivationName } from '../activations.js';
import type { BuildContext } from '../layer.js';
import { checkBoolean } from '../options.js';
import type { Parameter } from '../parameter.js';
import { checkPenalty, type Penalty } from '../penalty.js';

/** Options of layers that multiply by a kernel and add a bias. */
export interface KernelOptions {
  /** Applied to the sums. Default linear. */
  activation: ActivationName;
  /** Default true. */
  useBias: boolean;
  /** Default glorotUniform. */
  kernelInitializer: Initializer;
  /** Default zeros. */
  biasInitializer: Initializer;
  /** What the kernel's size adds to the loss. Default null: nothing. */
  kernelRegularizer: Penalty | null;
  /** What the bias' size adds to the loss. Default null: nothing. */
  biasRegularizer: Penalty | null;
}

/** Keras' defaults. */
export const kernelDefaults: KernelOptions = {
  activation: 'linear',
  useBias: true,
  kernelInitializer: 'glorotUniform',
  biasInitializer: 'zeros',
  kernelRegularizer: null,
  biasRegularizer: null,
};

/** @throws {HandgradError} naming the owner and the first option that cannot be. */
export function checkKernelOptions(owner: string, options: KernelOptions): void {
  checkActivation(owner, options.activation);
  checkBoolean(owner, 'useBias', options.useBias);
  checkInitializer(`${owner}: kernelInitializer`, options.kernelInitializer);
  checkInitializer(`${owner}: biasInitializer`, options.biasInitializer);
  checkPenalty(owner, 'kernelRegularizer', options.kernelRegularizer);
  checkPenalty(owner, 'biasRegularizer', options.biasRegularizer);
}

/** The parameters `kernel`, of `shape`, and `bias`, one number for each of the kernel's last axis; null without. */
export function kernelAndBias(
  context: BuildContext,
  shape: Shape,
  options: KernelOptions,
): [kernel: Parameter, bias: Parameter | null] {
  const kernel = context.parameter({
    name: 'kernel',
    shape,
    initializer: options.kernelInitializer,
    penalty: options.kernelRegularizer,
  });
  if (!options.useBias) return [kernel, null];
  const bias = context.parameter({
    name: 'bias',
    shape: shape.slice(-1),
    initializer: options.biasInitializer,
    penalty: options.biasRegularizer,
  });
  return [kernel, bias];
}
