import { argumentWords, launchFlags, launchWords } from './control.js';
import { withRoomPastEnd, type Heap } from './heap.js';
import type { Slice } from './image-slices.js';
import type { LaunchRequest } from './launch.js';
import { writeArguments, type KernelCache } from './launcher.js';
import type { ThreadTeam } from './thread-team.js';

/** A launch on a slice of images, or on whole operands. */
export interface ListedLaunch {
  /** One, or, on a slice, one for each thread that may take it. They differ in nothing but where operands lie. */
  readonly requests: readonly LaunchRequest[];
  readonly slice: Slice | null;
}

/** Whether a launch has to wait until the one before it is done: not for what another thread does on another slice of the same run. */
function needsBarrier(before: ListedLaunch, launch: ListedLaunch): boolean {
  if (before.slice || launch.slice) return before.slice?.run !== launch.slice?.run;
  return before.requests[0].isParallel || launch.requests[0].isParallel;
}

/** Launches with their arguments, written down in memory once. */
export class LaunchList {
  private readonly address: number;
  private readonly argumentsAddress: number;
  private readonly scratch: number;
  private readonly scratchBytes: number;
  private readonly scratchDistance: number;
  private readonly count: number;
  /** Threads that may need arguments and scratch memory of their own. */
  private readonly threads: number;
  private readonly isParallel: boolean;

  constructor(
    private readonly heap: Heap,
    private readonly cache: KernelCache,
    launches: readonly ListedLaunch[],
  ) {
    this.count = launches.length;
    this.isParallel = launches.some(({ requests, slice }) => slice !== null || requests[0].isParallel);
    this.threads = Math.max(1, ...launches.map(({ requests }) => requests.length));
    const scratchBytes = launches.map(({ requests }) => requests[0].scratchBytes ?? 0);
    this.scratchDistance = withRoomPastEnd(Math.max(0, ...scratchBytes));
    this.scratchBytes = this.threads * this.scratchDistance;
    this.scratch = heap.allocate(this.scratchBytes);
    this.address = heap.allocate(this.listBytes);
    this.argumentsAddress = heap.allocate(this.argumentsBytes);
    const words = new Int32Array(heap.bytes.buffer, this.address, launchWords * this.count);
    launches.forEach((launch, i) => {
      const [before, at] = [launches[i - 1] as ListedLaunch | undefined, launchWords * i];
      words[at + 1] = before && needsBarrier(before, launch) ? launchFlags.needsBarrier : 0;
      if (launch.slice) {
        words[at + 1] |= launchFlags.isOnSlice | (launch.slice === before?.slice ? 0 : launchFlags.beginsSlice);
      } else if (launch.requests[0].isParallel) {
        words[at + 1] |= launchFlags.isParallel;
      }
      words[at + 2] = this.argumentsOf(i, 0);
      words[at + 3] = launch.slice?.number ?? 0;
      this.update(i, launch.requests);
    });
  }

  /** Writes kernel and arguments of launch `i`. */
  update(i: number, requests: readonly LaunchRequest[]): void {
    new Int32Array(this.heap.bytes.buffer, this.address)[launchWords * i] = this.cache.find(requests[0]);
    requests.forEach((request, thread) =>
      writeArguments(this.heap, this.argumentsOf(i, thread), request, this.scratch + thread * this.scratchDistance),
    );
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
    return 4 * argumentWords * this.threads * this.count;
  }
  private argumentsOf(i: number, thread: number): number {
    return this.argumentsAddress + 4 * argumentWords * (this.threads * i + thread);
  }
}
