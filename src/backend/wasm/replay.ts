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
import { argumentWords, launchFlags, launchWords } from './control.js';
import { withRoomPastEnd, type Heap } from './heap.js';
import { sliceImages, type OperandPart, type Slice, type SlicedLaunch } from './image-slices.js';
import type { LaunchRequest, Launcher } from './launch.js';
import { writeArguments, type KernelCache } from './launcher.js';
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
  let slice: Slice | null = null;
  const launch = (request: LaunchRequest) => void collected.push({ request, slice });
  const launcher: Launcher = { threads: team.threads, hasRelaxedSimd, launch };
  const kernels = kernelsOver(launcher);
  const kernelsOfOne = kernelsOver({ ...launcher, threads: 1 });
  const operandOf = (operand: OperandPart | null): Operand | null => {
    if (!operand) return null;
    const { shape, dtype, offset } = operand;
    const whole = buffers[operand.buffer.id];
    const buffer = offset === undefined ? whole : device.memory.view(whole, { dtype, size: sizeOf(shape), offset });
    return { buffer, shape, dtype };
  };
  const launcherOf = ({ kernel, inputs, outputs, ...recorded }: RecordedLaunch | SlicedLaunch) => {
    const [from, to] = [inputs.map(operandOf), outputs.map(operandOf)];
    return (attributes: object) => {
      slice = 'slice' in recorded ? recorded.slice : null;
      ((slice ? kernelsOfOne : kernels)[kernel] as Kernel)(from, to, attributes);
    };
  };
  const launcherOfUpdate = ({ update, product, region }: PartialUpdate) => {
    const part = ({ buffer, dtype }: ProgramOperand): Operand =>
      operandOf({ buffer, dtype, shape: [region.size], offset: bytesPerElement[dtype] * region.from })!;
    const state = update.outputs.map((output) => part(output!));
    const [gradient] = update.inputs;
    const [x, y] = (product?.inputs ?? []).map(operandOf);
    return (attributes: object) => {
      slice = null;
      if (product) adamOfOuterProduct(launcher, [x!, y!], state, attributes as KernelAttributes<'adam'>);
      else (kernels.adam as Kernel)([part(gradient!)], state, attributes);
    };
  };

  const varying: VaryingLaunch[] = [];
  for (const step of fuseUpdates(sliced.launches)) {
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
  for (const requests of setup) {
    const once = new LaunchList(heap, cache, requests);
    once.run(team);
    once.release();
  }

  return {
    run(steps, advance) {
      for (let step = 0; step < steps; step++) {
        for (const { attributes, launch, first } of varying) {
          launch(attributes.now());
          collected.forEach(({ request }, i) => list.update(first + i, request));
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

/** A launch, and the slice of images that it is on, if not on all. */
interface ListedLaunch {
  readonly request: LaunchRequest;
  readonly slice: Slice | null;
}

/** Whether a launch has to wait until the one before it is done: not for what another thread does on another slice of the same run. */
function needsBarrier(before: ListedLaunch, launch: ListedLaunch): boolean {
  if (before.slice || launch.slice) return before.slice?.run !== launch.slice?.run;
  return before.request.isParallel || launch.request.isParallel;
}

/** Launches with their arguments, written down in memory once. */
class LaunchList {
  private readonly address: number;
  private readonly argumentsAddress: number;
  private readonly scratch: number;
  private readonly scratchBytes: number;
  private readonly scratchDistance: number;
  private readonly count: number;
  private readonly isParallel: boolean;

  constructor(
    private readonly heap: Heap,
    private readonly cache: KernelCache,
    launches: readonly ListedLaunch[],
  ) {
    this.count = launches.length;
    this.isParallel = launches.some(({ request, slice }) => slice !== null || request.isParallel);
    // Threads with slices of their own do not share scratch memory.
    const threads = 1 + Math.max(0, ...launches.map(({ slice }) => slice?.thread ?? 0));
    this.scratchDistance = withRoomPastEnd(Math.max(0, ...launches.map(({ request }) => request.scratchBytes ?? 0)));
    this.scratchBytes = threads * this.scratchDistance;
    this.scratch = heap.allocate(this.scratchBytes);
    this.address = heap.allocate(this.listBytes);
    this.argumentsAddress = heap.allocate(this.argumentsBytes);
    launches.forEach((launch, i) => {
      const { request, slice } = launch;
      this.words(i)[1] =
        (request.isParallel && !slice ? launchFlags.isParallel : 0) |
        (i > 0 && needsBarrier(launches[i - 1], launch) ? launchFlags.needsBarrier : 0);
      this.words(i)[2] = this.argumentsOf(i);
      this.words(i)[3] = slice?.thread ?? 0;
      this.update(i, request);
    });
  }

  /** Writes kernel and arguments of launch `i`. */
  update(i: number, request: LaunchRequest): void {
    this.words(i)[0] = this.cache.find(request);
    const scratch = this.scratch + this.words(i)[3] * this.scratchDistance;
    writeArguments(this.heap, this.argumentsOf(i), request, scratch);
  }

  run(team: ThreadTeam): void {
    if (this.isParallel) team.run(this.address, this.count);
    else team.runAlone(this.address, this.count);
  }

  release(): void {
    this.heap.release(this.scratch, this.scratchBytes);
    this.heap.release(this.address, this.listBytes);
    this.heap.release(this.argumentsAddress, this.argumentsBytes);
  }

  private get listBytes(): number {
    return 4 * launchWords * this.count;
  }
  private get argumentsBytes(): number {
    return 4 * argumentWords * this.count;
  }
  private argumentsOf(i: number): number {
    return this.argumentsAddress + 4 * argumentWords * i;
  }
  private words(i: number): Int32Array {
    return new Int32Array(this.heap.bytes.buffer, this.address + 4 * launchWords * i, launchWords);
  }
}
