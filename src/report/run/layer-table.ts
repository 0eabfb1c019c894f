import type { Model } from '../../nn/model.js';
import { sizeOf, type Shape } from '../../tensor/shape.js';

/** A layer's place in a network and the dimensions of what it has learned. */
export interface LayerRow {
  readonly name: string;
  readonly kind: string;
  /** Of one example. */
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Kernel, bias, ...: by their names within the layer, in the layer's order. */
  readonly weights: readonly {
    readonly name: string;
    readonly shape: Shape;
    readonly count: number;
    readonly trainable: boolean;
  }[];
  readonly parameters: number;
}

/** The layers of a model, in its order. */
export function layerTable({ layers }: Model): LayerRow[] {
  return layers.map(({ name, kind, inputShape, outputShape, parameters }) => {
    const weights = parameters.map((parameter) => ({
      name: parameter.name.slice(name.length + 1),
      shape: parameter.value.shape,
      count: sizeOf(parameter.value.shape),
      trainable: parameter.trainable,
    }));
    const count = weights.reduce((sum, weight) => sum + weight.count, 0);
    return { name, kind, inputShape, outputShape, weights, parameters: count };
  });
}
