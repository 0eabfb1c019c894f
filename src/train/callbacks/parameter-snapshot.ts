import type { Parameter } from '../../nn/parameter.js';
import type { Tensor } from '../../tensor/tensor.js';
import { copyTensor, overwriteTensor } from '../copy-tensor.js';

/**
 * The values of a model's parameters at one moment, moving statistics included, kept on the device. Made once, then
 * overwritten.
 */
export class ParameterSnapshot {
  private copies: Readonly<Record<string, Tensor>> | null = null;

  /** The copies by parameter name; null before the first `take`. */
  get tensors(): Readonly<Record<string, Tensor>> | null {
    return this.copies;
  }

  take(parameters: readonly Parameter[]): void {
    if (this.copies) for (const { name, value } of parameters) overwriteTensor(this.copies[name], value);
    else this.copies = Object.fromEntries(parameters.map(({ name, value }) => [name, copyTensor(value)]));
  }

  /** Puts the parameters back to the moment of the last `take`. */
  restore(parameters: readonly Parameter[]): void {
    for (const { name, value } of parameters) if (this.copies) overwriteTensor(value, this.copies[name]);
  }

  /** Takes over tensors that `tensors` gave out before. */
  adopt(tensors: Readonly<Record<string, Tensor>>): void {
    this.dispose();
    this.copies = tensors;
  }

  dispose(): void {
    for (const copy of Object.values(this.copies ?? {})) copy.dispose();
    this.copies = null;
  }
}
