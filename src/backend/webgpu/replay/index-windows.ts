import type { KernelAttributes } from '../../kernels.js';
import { mapStepValue, PerStep, valueNow, type StepValue } from '../../program/per-step.js';
import type { Program, ProgramBuffer, ProgramOperand, RecordedLaunch } from '../../program/program.js';
import { overlap } from './step-memory.js';

/** A gather whose indices are part of a longer list: a batch's place in the order of the epoch. */
export interface WindowedGather {
  readonly attributes: KernelAttributes<'gather'>;
  /** The whole list. */
  readonly indices: ProgramOperand;
  /** Where in the list the gather's indices begin. */
  readonly firstIndex: StepValue<number>;
}

/** Gathers that need not wait for a launch that only cuts their indices out of a list, and those launches, which nobody needs then. */
export interface IndexWindows {
  readonly gathers: ReadonlyMap<RecordedLaunch, WindowedGather>;
  readonly copies: ReadonlySet<RecordedLaunch>;
}

export function findIndexWindows({ launches }: Pick<Program, 'launches'>): IndexWindows {
  const gathers = new Map<RecordedLaunch, WindowedGather>();
  const copies = new Set<RecordedLaunch>();
  for (const copy of launches) {
    if (!isWindow(copy)) continue;
    const indices = copy.inputs[0]!;
    const window = copy.outputs[0]!.buffer;
    const users = launches.filter((launch) => launch !== copy && mentions(launch, window));
    if (launches.some((launch) => writes(launch, indices.buffer))) continue;
    if (!users.every((user): user is RecordedLaunch<'gather'> => isGatherOf(user, window))) continue;
    const firstIndex = mapStepValue(copy.attributes, ({ inputOffset }) => inputOffset);
    for (const gather of users) gathers.set(gather, { attributes: valueNow(gather.attributes), indices, firstIndex });
    copies.add(copy);
  }
  return { gathers, copies };
}

/** Whether a launch copies a contiguous part of a list into memory of the step, all of it. */
function isWindow(launch: RecordedLaunch): launch is RecordedLaunch<'copy'> {
  const [output] = launch.outputs;
  if (launch.kernel !== 'copy' || output?.dtype !== 'int32' || output.buffer.role !== 'temporary') return false;
  const { shape, inputStrides, outputOffset, outputStrides } = valueNow((launch as RecordedLaunch<'copy'>).attributes);
  const isContiguous = shape.length === 1 && inputStrides[0] === 1 && outputStrides[0] === 1;
  return isContiguous && outputOffset === 0 && shape[0] === output.buffer.size;
}

function mentions({ inputs, outputs }: RecordedLaunch, buffer: ProgramBuffer): boolean {
  return [...inputs, ...outputs].some((operand) => operand?.buffer === buffer);
}

function writes({ outputs }: RecordedLaunch, buffer: ProgramBuffer): boolean {
  return outputs.some((output) => output && overlap(output.buffer, buffer));
}

function isGatherOf({ kernel, inputs, outputs, attributes }: RecordedLaunch, indices: ProgramBuffer): boolean {
  const isIndices = inputs[1]?.buffer === indices && inputs[0]?.buffer !== indices && outputs[0]?.buffer !== indices;
  return kernel === 'gather' && isIndices && !(attributes instanceof PerStep);
}
