import type { BuiltLayer } from '../../nn/layer.js';
import type { Parameter } from '../../nn/parameter.js';

/** The kernel of a dense or convolution layer. */
export function kernelOf({ name, parameters }: BuiltLayer): Parameter {
  return parameters.find((parameter) => parameter.name === `${name}/kernel`)!;
}

/** The values of a parameter on the host. */
export async function valuesOf({ value }: Parameter): Promise<Float32Array> {
  return Float32Array.from(await value.data());
}
