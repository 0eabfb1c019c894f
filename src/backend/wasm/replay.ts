import type { Device, Operand } from '../../tensor/device.js';
import { bytesPerElement } from '../../tensor/dtype.js';
import { sizeOf } from '../../tensor/shape.js';
import type { KernelTable } from '../backend.js';
import type { KernelAttributes } from '../kernels.js';
import { allocateBuffers, type MemoryTarget } from '../program/allocate-buffers.js';
import { PerStep } from '../program/per-step.js';
import type { Program, ProgramOperand, RecordedLaunch, Replay } from '../program/program.js';
import { fuseUpdates, type PartialUpdate } from './fuse-updates.js';
import { adamOfOuterProduct } from './kernels/optimizers.js';
import type { Heap } from './heap.js';
import { sliceImages, type OperandPart } from './image-slices.js';
import type { LaunchRequest, Launcher } from './launch.js';
import { LaunchList, type ListedLaunch } from './launch-list.js';
import type { KernelCache } from './launcher.js';
import { sliceRequests } from './slice-requests.js';
import type { ThreadTeam } from './thread-team.js';

/** A kernel of the table, whichever: `run` has matched operands and attributes to it. */
type Kernel = (inputs: readonly (Operand | null)[], outputs: readonly (Operand | null)[], attributes: object) => void;

/** What a replay needs of its backend. */
export interface ReplayDevice {
  readonly heap: Heap;
  readonly team: ThreadTeam;
  readonly cache: KernelCache;
  /** The kernels over another launcher, to see what they would launch. */
  readonly kernelsOver: (launcher: Launcher) => KernelTable;
  readonly hasRelaxedSimd: boolean;
  readonly memory: MemoryTarget & Pick<Device, 'release'>;
}

/** A launch whose scalars change from step to step, and its place in the list. */
interface VaryingLaunch {
  readonly attributes: PerStep<object>;
  readonly launch: (attributes: object) => void;
  /** Of the first of its requests: a kernel of the contract may be several. */
  readonly first: number;
}

/**
 * A program as one list of launches in memory, which all threads run from its first to its last without the host: kernels are
 * compiled, memory is planned, arguments are written. From step to step only the scalars that change are written anew.
 *
 * A barrier comes before every launch but where one thread works alone before and after.
 */
export function compileReplay(device: ReplayDevice, program: Program): Replay {
  const { heap, team, cache, kernelsOver, hasRelaxedSimd } = device;
  const sliced = sliceImages(program, team.threads);
  const { buffers, owned } = allocateBuffers(device.memory, sliced);
  const collected: ListedLaunch[] = [];
  const launch = (request: LaunchRequest) => void collected.push({ requests: [request], slice: null });
  const launcher: Launcher = { threads: team.threads, hasRelaxedSimd, launch };
  const kernels = kernelsOver(launcher);
  const operandOf = (operand: OperandPart | null, thread = 0): Operand | null => {
    if (!operand) return null;
    const { shape, dtype, offset, threadDistance = 0 } = operand;
    const whole = buffers[operand.buffer.id];
    if (offset === undefined) return { buffer: whole, shape, dtype };
    const region = { dtype, size: sizeOf(shape), offset: offset + thread * threadDistance };
    return { buffer: device.memory.view(whole, region), shape, dtype };
  };
  const launcherOf = ({ kernel, inputs, outputs }: RecordedLaunch) => {
    const [from, to] = [inputs, outputs].map((operands) => operands.map((operand) => operandOf(operand)));
    return (attributes: object) => (kernels[kernel] as Kernel)(from, to, attributes);
  };
  const requested: LaunchRequest[] = [];
  const kernelsOfOne = kernelsOver({ threads: 1, hasRelaxedSimd, launch: (request) => void requested.push(request) });
  const listSlice = sliceRequests({
    threads: team.threads,
    operandOf,
    requestsOf: ({ kernel, attributes }, from, to) => {
      (kernelsOfOne[kernel] as Kernel)(from, to, attributes);
      return requested.splice(0);
    },
  });
  const launcherOfUpdate = ({ update, product, region }: PartialUpdate) => {
    const part = ({ buffer, dtype }: ProgramOperand): Operand =>
      operandOf({ buffer, dtype, shape: [region.size], offset: bytesPerElement[dtype] * region.from })!;
    const state = update.outputs.map((output) => part(output!));
    const [gradient] = update.inputs;
    const [x, y] = (product?.inputs ?? []).map((operand) => operandOf(operand));
    return (attributes: object) => {
      if (product) adamOfOuterProduct(launcher, [x!, y!], state, attributes as KernelAttributes<'adam'>);
      else (kernels.adam as Kernel)([part(gradient!)], state, attributes);
    };
  };

  const varying: VaryingLaunch[] = [];
  for (const step of fuseUpdates(sliced.launches)) {
    if ('slice' in step && step.slice) {
      collected.push(...listSlice(step));
      continue;
    }
    const launch = 'update' in step ? launcherOfUpdate(step) : launcherOf(step);
    const { attributes } = 'update' in step ? step.update : step;
    if (attributes instanceof PerStep) varying.push({ attributes, launch, first: collected.length });
    launch(attributes instanceof PerStep ? attributes.now() : attributes);
  }
  const list = new LaunchList(heap, cache, collected.splice(0));

  const setup = program.setup.map((recorded) => {
    launcherOf(recorded)(recorded.attributes);
    return collected.splice(0);
  });
  for (const launches of setup) {
    const once = new LaunchList(heap, cache, launches);
    once.run(team);
    once.release();
  }

  return {
    run(steps, advance) {
      for (let step = 0; step < steps; step++) {
        for (const { attributes, launch, first } of varying) {
          launch(attributes.now());
          collected.forEach(({ requests }, i) => list.update(first + i, requests));
          collected.length = 0;
        }
        list.run(team);
        advance();
      }
    },
    dispose() {
      list.release();
      for (const buffer of owned) device.memory.release(buffer);
    },
  };
}
