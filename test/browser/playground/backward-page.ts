/**
 * What a page runs to differentiate a tiny network by the engine alone: step.test.ts bundles it for Chromium, whose exp and tanh may
 * differ from Node's in the last bit.
 */
import { referenceBackend, tensor } from '../../../src/index.js';
import { lossOf } from '../../../web/src/engine/step-loss.js';
import { matrixNames, type StepNetwork } from '../../../web/src/engine/step-network.js';

/** The loss, and its gradient to each matrix under the name `dL/d<matrix>`, as `backward` gives them in float64. */
export async function backwardOf(
  network: StepNetwork,
): Promise<{ loss: number; gradients: Readonly<Record<string, readonly number[]>> }> {
  const backend = referenceBackend();
  const leaves = matrixNames.map((name) => {
    const rows = network.matrices[name].map((row) => [...row]);
    return tensor(rows, { dtype: 'float64', backend, requiresGrad: true });
  });
  const loss = lossOf(network, (_, value) => value)(...leaves);
  loss.backward();
  const gradients = await Promise.all(
    leaves.map(async ({ grad }, i) => [`dL/d${matrixNames[i]}`, [...(await grad!.data())]] as const),
  );
  return { loss: await loss.item(), gradients: Object.fromEntries(gradients) };
}

Object.assign(globalThis, { handgrad: { backwardOf } });
