import type { Workload, WorkloadLayer } from './workloads.js';

/** What one layer costs for one image. */
interface LayerCost {
  readonly outputShape: readonly number[];
  /** Multiplications and additions of the layer's product. */
  readonly flops: number;
}

/**
 * Floating-point operations of the products (dense and convolution) for one reported time of a workload: 2 per
 * multiplication with addition. Training costs the forward product, the kernel's gradient and, but for the first layer, whose input
 * needs none, the input's gradient. All else (activations, pooling, the optimiser) is left out: it is memory traffic.
 */
export function workloadFlops({ layers, inputShape, task, imagesPerTime }: Workload): number {
  let shape: readonly number[] = inputShape;
  let flops = 0;
  let isFirst = true;
  for (const layer of layers) {
    const cost = layerCost(layer, shape);
    const products = task === 'inference' ? 1 : isFirst ? 2 : 3;
    flops += cost.flops * products;
    isFirst &&= cost.flops === 0;
    shape = cost.outputShape;
  }
  return flops * imagesPerTime;
}

function layerCost(layer: WorkloadLayer, shape: readonly number[]): LayerCost {
  switch (layer.kind) {
    case 'flatten':
      return { outputShape: [product(shape)], flops: 0 };
    case 'dense':
      return { outputShape: [layer.units], flops: 2 * shape[0] * layer.units };
    case 'conv2d': {
      const lost = layer.padding === 'same' ? 0 : layer.kernelSize - 1;
      const outputShape = [shape[0] - lost, shape[1] - lost, layer.filters];
      return { outputShape, flops: 2 * product(outputShape) * layer.kernelSize ** 2 * shape[2] };
    }
    case 'maxPool2d': {
      const pooled = (length: number) => Math.floor(length / layer.poolSize);
      return { outputShape: [pooled(shape[0]), pooled(shape[1]), shape[2]], flops: 0 };
    }
    case 'batchNorm':
    case 'dropout':
      return { outputShape: shape, flops: 0 };
  }
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}
