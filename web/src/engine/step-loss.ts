import { softmaxCrossEntropy, type Tensor } from 'handgrad';
import type { StepNetwork } from './step-network.js';

/** Says what a value is called, and gives it back. */
export type NameValue = (name: string, value: Tensor) => Tensor;

/** The network's loss as a function of its matrices, in the order of `matrixNames`. */
export function lossOf({ hidden, output, target }: StepNetwork, named: NameValue): (...matrices: Tensor[]) => Tensor {
  return (x, w1, b1, w2, b2) => {
    const z1 = named('z1', named('xW1', x.matmul(w1)).add(b1));
    const h = named('h', z1[hidden]());
    const z2 = named('z2', named('hW2', h.matmul(w2)).add(b2));
    if (output === 'softmax') return softmaxCrossEntropy(z2, [target]);
    return named('error', named('p', z2.sigmoid()).sub(target)).square().mean();
  };
}
