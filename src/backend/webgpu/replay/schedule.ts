import type { DeviceBuffer } from '../../../tensor/device.js';
import type { StepLaunch } from './collect-launches.js';
import { externalBuffer, overlap } from './step-memory.js';
import { canShare, usesOf, type Use } from './uses.js';

/** Launches that run as one dispatch: none needs what another of them makes. */
export interface FusedDispatch {
  readonly launches: readonly StepLaunch[];
  readonly workgroupSize: number;
}

/** Where any size will do. */
const USUAL_WORKGROUP = 256;
/** WebGPU's default limit, also where a device allows more: a processor then still holds several workgroups. */
const WORKGROUP_MEMORY = 16_384;
/** What runs together on a GPU's processor: kernels that work with any number of threads get no fewer. */
const FEWEST_THREADS = 32;

/**
 * Fuses launches that need not wait for each other into dispatches, so that the step has few: on a GPU, small kernels take less time
 * than the pause between two of them.
 *
 * Greedy list scheduling: a dispatch starts with the launch that has the longest way to the end of the step ahead of it (Graham 1969;
 * Hu 1961), and takes in whatever else is ready and goes with it: workgroups of one size, no more buffers than the device binds.
 * @param sharesArena whether everything that is not external is in one buffer
 */
export function fuseLaunches(
  launches: readonly StepLaunch[],
  mostBuffers: number,
  sharesArena: boolean,
): readonly FusedDispatch[] {
  const needs = dependencies(launches);
  const pathAhead = pathsAhead(needs);
  const done = new Set<number>();
  const dispatches: FusedDispatch[] = [];
  while (done.size < launches.length) {
    const ready = launches.map((_, i) => i).filter((i) => !done.has(i) && needs[i].every((before) => done.has(before)));
    ready.sort((a, b) => pathAhead[b] - pathAhead[a] || a - b);
    const group = new Group(mostBuffers, sharesArena);
    const taken = ready.filter((i) => group.takes(launches[i]));
    for (const i of taken) done.add(i);
    const inOrder = taken.sort((a, b) => a - b).map((i) => launches[i]);
    dispatches.push({ launches: inOrder, workgroupSize: group.workgroupSize ?? USUAL_WORKGROUP });
  }
  return dispatches;
}

/**
 * A dispatch for each launch, for adapters that compute on the CPU: they take both ways of a branch, with the threads that go the other way
 * masked, so that every workgroup of a fused dispatch takes the time of all its kernels; and one kernel's barrier makes coroutines of
 * the threads of all. A pause between two dispatches costs next to nothing there (docs/performance.md, "WebGPU on a software adapter").
 */
export function separateLaunches(launches: readonly StepLaunch[]): readonly FusedDispatch[] {
  return launches.map((launch) => ({
    launches: [launch],
    workgroupSize: launch.module.workgroupSize ?? USUAL_WORKGROUP,
  }));
}

/** For each launch the earlier ones that it has to wait for: one of the two writes what both use. */
function dependencies(launches: readonly StepLaunch[]): readonly (readonly number[])[] {
  const reads = launches.map(({ request }) => request.reads.flatMap((operand) => (operand ? [operand.buffer] : [])));
  const writes = launches.map(({ request }) => request.writes.map(({ buffer }) => buffer));
  const meet = (a: readonly DeviceBuffer[], b: readonly DeviceBuffer[]) => a.some((x) => b.some((y) => overlap(x, y)));
  return launches.map((_, later) =>
    launches
      .slice(0, later)
      .map((_, earlier) => earlier)
      .filter(
        (earlier) =>
          meet(writes[earlier], reads[later]) ||
          meet(writes[earlier], writes[later]) ||
          meet(reads[earlier], writes[later]),
      ),
  );
}

/** For each launch how many have to follow one after the other, itself included. */
function pathsAhead(needs: readonly (readonly number[])[]): readonly number[] {
  const paths = needs.map(() => 1);
  for (let later = needs.length - 1; later >= 0; later--) {
    for (const earlier of needs[later]) paths[earlier] = Math.max(paths[earlier], paths[later] + 1);
  }
  return paths;
}

/** A dispatch while it fills. */
class Group {
  workgroupSize: number | null = null;
  private workgroupBytes = 0;
  private readonly uses: Use[] = [];
  private isEmpty = true;

  constructor(
    private readonly mostBuffers: number,
    private readonly sharesArena: boolean,
  ) {}

  /** Takes the launch in if it goes with those that are in already. The first one always does. */
  takes(launch: StepLaunch): boolean {
    const { workgroupSize, workgroupBytes } = launch.module;
    const uses = usesOf(launch);
    if (!this.isEmpty && !this.goesWith(launch, uses)) return false;
    this.workgroupSize ??= workgroupSize;
    this.workgroupBytes += workgroupBytes;
    this.uses.push(...uses);
    this.isEmpty = false;
    return true;
  }

  private goesWith({ module }: StepLaunch, uses: readonly Use[]): boolean {
    const { workgroupSize, workgroupBytes } = module;
    return (
      this.matchesSize(workgroupSize) &&
      this.workgroupBytes + workgroupBytes <= WORKGROUP_MEMORY &&
      uses.every((use) => this.uses.every((other) => canShare(use, other))) &&
      this.countBuffers([...this.uses, ...uses]) <= this.mostBuffers
    );
  }

  private matchesSize(size: number | null): boolean {
    if (size !== null && this.workgroupSize !== null) return size === this.workgroupSize;
    return (size ?? this.workgroupSize ?? USUAL_WORKGROUP) >= FEWEST_THREADS;
  }

  /** Bindings, the arena with the step's number among them. */
  private countBuffers(uses: readonly Use[]): number {
    const places = uses.map(({ buffer }) => externalBuffer(buffer)?.block ?? (this.sharesArena ? null : buffer));
    return new Set([null, ...places]).size;
  }
}
