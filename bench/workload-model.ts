import { batchNorm, conv2d, dense, dropout, flatten, maxPool2d, sequential } from '../src/index.js';
import type { Backend, Layer, Model } from '../src/index.js';
import type { Workload, WorkloadLayer } from './workloads.js';

/** A workload's network as a handgrad model. The seed decides the first weights, which are the same on every backend. */
export function workloadModel({ id, layers, inputShape }: Workload, backend: Backend, seed = 1): Model {
  return sequential(layers.map(layerOf), { name: id, inputShape: [...inputShape], backend, seed });
}

function layerOf(layer: WorkloadLayer): Layer {
  switch (layer.kind) {
    case 'flatten':
      return flatten();
    case 'dense': {
      const { units, activation, l2 } = layer;
      return dense(units, { activation, kernelRegularizer: l2 > 0 ? { l2 } : null });
    }
    case 'conv2d': {
      const { filters, kernelSize, padding, activation } = layer;
      return conv2d(filters, kernelSize, { padding, activation });
    }
    case 'maxPool2d':
      return maxPool2d(layer.poolSize);
    case 'batchNorm':
      return batchNorm({ momentum: layer.momentum, epsilon: layer.epsilon });
    case 'dropout':
      return dropout(layer.rate);
  }
}
