import type { FusedActivation } from '../backend/kernels.js';
import type { Tensor } from '../tensor/tensor.js';
import { checkName } from './options.js';

/** Every activation by name. The first four are fused into the products before them. */
export const activationNames = [
  'linear',
  'relu',
  'sigmoid',
  'tanh',
  'leakyRelu',
  'elu',
  'selu',
  'gelu',
  'silu',
  'softplus',
  'softmax',
] as const;

export type ActivationName = (typeof activationNames)[number];

/** What is done to the sums of a layer: by the kernel that makes them, then to its result. */
export interface SplitActivation {
  readonly fused: FusedActivation;
  readonly after: (y: Tensor) => Tensor;
}

/** @throws {HandgradError} naming the owner when `value` is no activation. */
export function checkActivation(owner: string, value: unknown): ActivationName {
  return checkName(owner, 'activation', value, activationNames);
}

/** Divides an activation between the kernel and what follows it. */
export function splitActivation(activation: ActivationName): SplitActivation {
  switch (activation) {
    case 'linear':
    case 'relu':
    case 'sigmoid':
    case 'tanh':
      return { fused: activation, after: (y) => y };
    default:
      return { fused: 'linear', after: (y) => applyActivation(y, activation) };
  }
}

/** y = f(x), with each operation's default slope; softmax runs along the last axis. */
export function applyActivation(x: Tensor, activation: ActivationName): Tensor {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return x.relu();
    case 'sigmoid':
      return x.sigmoid();
    case 'tanh':
      return x.tanh();
    case 'leakyRelu':
      return x.leakyRelu();
    case 'elu':
      return x.elu();
    case 'selu':
      return x.selu();
    case 'gelu':
      return x.gelu();
    case 'silu':
      return x.silu();
    case 'softplus':
      return x.softplus();
    case 'softmax':
      return x.softmax();
  }
}
