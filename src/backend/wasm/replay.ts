import type { Device, Operand } from '../../tensor/device.js';
import { bytesPerElement } from '../../tensor/dtype.js';
import type { KernelTable } from '../backend.js';
import type { KernelAttributes } from '../kernels.js';
import { allocateBuffers, type MemoryTarget } from '../program/allocate-buffers.js';
import { PerStep } from '../program/per-step.js';
import type { Program, ProgramOperand, RecordedLaunch, Replay } from '../program/program.js';
import { fuseUpdates, type PartialUpdate, type Region } from './fuse-updates.js';
import { adamOfOuterProduct } from './kernels/optimizers.js';
import { launchFlags, launchWords } from './control.js';
import type { Heap } from './heap.js';
import type { LaunchRequest, Launcher } from './launch.js';
import { ARGUMENT_WORDS, writeArguments, type KernelCache } from './launcher.js';
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
  const { buffers, owned } = allocateBuffers(device.memory, program);
  const collected: LaunchRequest[] = [];
  const launcher: Launcher = {
    threads: team.threads,
    hasRelaxedSimd,
    launch: (request) => void collected.push(request),
  };
  const kernels = kernelsOver(launcher);
  const operandOf = (operand: ProgramOperand | null) =>
    operand && { buffer: buffers[operand.buffer.id], shape: operand.shape, dtype: operand.dtype };
  const partOf = ({ from, size }: Region, { buffer, dtype }: ProgramOperand) => {
    const offset = bytesPerElement[dtype] * from;
    return { buffer: device.memory.view(buffers[buffer.id], { dtype, size, offset }), shape: [size], dtype };
  };
  const launcherOf = ({ kernel, inputs, outputs }: RecordedLaunch) => {
    const [from, to] = [inputs.map(operandOf), outputs.map(operandOf)];
    return (attributes: object) => (kernels[kernel] as Kernel)(from, to, attributes);
  };
  const launcherOfUpdate = ({ update, product, region }: PartialUpdate) => {
    const state = update.outputs.map((output) => partOf(region, output!));
    if (!product) {
      const gradient = partOf(region, update.inputs[0]!);
      return (attributes: object) => (kernels[update.kernel] as Kernel)([gradient], state, attributes);
    }
    const [x, y] = product.inputs.map(operandOf);
    return (attributes: object) =>
      adamOfOuterProduct(launcher, [x!, y!], state, attributes as KernelAttributes<'adam'>);
  };

  const varying: VaryingLaunch[] = [];
  for (const step of fuseUpdates(program.launches)) {
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
          collected.forEach((request, i) => list.update(first + i, request));
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

/** Launches with their arguments, written down in memory once. */
class LaunchList {
  private readonly address: number;
  private readonly argumentsAddress: number;
  private readonly scratch: number;
  private readonly scratchBytes: number;
  private readonly count: number;
  private readonly isParallel: boolean;

  constructor(
    private readonly heap: Heap,
    private readonly cache: KernelCache,
    requests: readonly LaunchRequest[],
  ) {
    this.count = requests.length;
    this.isParallel = requests.some((request) => request.isParallel);
    this.scratchBytes = Math.max(0, ...requests.map(({ scratchBytes }) => scratchBytes ?? 0));
    this.scratch = heap.allocate(this.scratchBytes);
    this.address = heap.allocate(this.listBytes);
    this.argumentsAddress = heap.allocate(this.argumentsBytes);
    let wasParallel = false;
    requests.forEach((request, i) => {
      this.update(i, request);
      const needsBarrier = i > 0 && (wasParallel || request.isParallel);
      this.words(i)[1] =
        (request.isParallel ? launchFlags.isParallel : 0) | (needsBarrier ? launchFlags.needsBarrier : 0);
      this.words(i)[2] = this.argumentsOf(i);
      wasParallel = request.isParallel;
    });
  }

  /** Writes kernel and arguments of launch `i`. */
  update(i: number, request: LaunchRequest): void {
    this.words(i)[0] = this.cache.find(request);
    writeArguments(this.heap, this.argumentsOf(i), request, this.scratch);
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
    return 4 * ARGUMENT_WORDS * this.count;
  }
  private argumentsOf(i: number): number {
    return this.argumentsAddress + 4 * ARGUMENT_WORDS * i;
  }
  private words(i: number): Int32Array {
    return new Int32Array(this.heap.bytes.buffer, this.address + 4 * launchWords * i, launchWords);
  }
}
