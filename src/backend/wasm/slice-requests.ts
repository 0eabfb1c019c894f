import type { Operand } from '../../tensor/device.js';
import type { OperandPart, SlicedLaunch } from './image-slices.js';
import type { LaunchRequest } from './launch.js';
import type { ListedLaunch } from './launch-list.js';

type Operands = readonly (Operand | null)[];

/** What slices need of a replay. */
interface SliceContext {
  readonly threads: number;
  /** Where an operand lies if this thread takes the slice. */
  readonly operandOf: (operand: OperandPart | null, thread: number) => Operand | null;
  /** What a launch asks for, to be run by one thread, with these operands. */
  readonly requestsOf: (launch: SlicedLaunch, inputs: Operands, outputs: Operands) => readonly LaunchRequest[];
}

/**
 * Makes the launches on slices ready to be listed, one after the other. Two slices of one size differ in nothing but where their
 * images lie, and share their attributes: kernels are asked for the first alone.
 */
export function sliceRequests({ threads, operandOf, requestsOf }: SliceContext) {
  const known = new Map<object, { readonly operands: Operands; readonly requests: readonly LaunchRequest[] }>();
  return (launch: SlicedLaunch): ListedLaunch[] => {
    const { inputs, outputs, attributes, slice } = launch;
    const places = Array.from({ length: threads }, (_, thread) =>
      [...inputs, ...outputs].map((operand) => operandOf(operand, thread)),
    );
    let first = known.get(attributes);
    if (!first) {
      const [operands] = places;
      const [from, to] = [operands.slice(0, inputs.length), operands.slice(inputs.length)];
      first = { operands, requests: requestsOf(launch, from, to) };
      known.set(attributes, first);
    }
    const { operands: firstOperands, requests } = first;
    return requests.map((request) => {
      const indices = request.operands.map((operand) => firstOperands.indexOf(operand));
      return {
        slice,
        requests: places.map((operands) => ({ ...request, operands: indices.map((index) => operands[index]) })),
      };
    });
  };
}
