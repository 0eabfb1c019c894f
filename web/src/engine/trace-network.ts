import { HandgradError, referenceBackend, tensor, trace, type Tensor, type Trace } from 'handgrad';
import { lossOf } from './step-loss.js';
import { matrixNames, type StepNetwork } from './step-network.js';

/**
 * One forward and backward pass of a tiny network, told operation by operation, in float64 on the reference backend: only there do
 * differences show an error.
 * @throws {HandgradError} when a number is missing or infinite.
 */
export async function traceNetwork(network: StepNetwork): Promise<Trace> {
  const backend = referenceBackend();
  const inputs = matrixNames.map((name) => {
    const rows = network.matrices[name].map((row) => [...row]);
    if (rows.flat().every(Number.isFinite)) return tensor(rows, { dtype: 'float64', backend });
    throw new HandgradError(`${name} has a number that is missing or infinite; give one for each place.`);
  });
  const names = new Map<Tensor, string>();
  const named = (name: string, value: Tensor) => {
    names.set(value, name);
    return value;
  };
  return trace(lossOf(network, named), inputs, { names: matrixNames, nameOf: (value) => names.get(value) });
}
