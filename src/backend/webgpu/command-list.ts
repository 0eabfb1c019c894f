import type { Operand } from '../../tensor/device.js';
import type { DType } from '../../tensor/dtype.js';
import type { Launcher, LauncherLimits, LaunchRequest, Scalar } from './launch.js';
import type { DeviceLauncher, ReadyLaunch } from './launcher.js';

/** What one launch of a program has the GPU do: one dispatch, or several in a row with memory between them. */
export interface CommandList {
  readonly commands: Command[];
  readonly scratch: Operand[];
}

interface Command {
  request: LaunchRequest;
  launch: ReadyLaunch | null;
  scalars: readonly Scalar[] | undefined;
}

/**
 * A launcher that notes what kernels ask of it, ready to be enqueued any number of times. Until `take` it hands everything on to
 * the device.
 */
export class CommandTaker implements Launcher {
  readonly limits: LauncherLimits;
  private list: CommandList | null = null;
  /** When a list is brought up to date: how many of its commands and of its pieces of memory have been passed. */
  private passed: { commands: number; scratch: number } | null = null;
  /** Memory between the dispatches of a launch; those of later launches use it again. */
  private readonly idle: Operand[] = [];
  private readonly owned: Operand[] = [];

  constructor(private readonly device: DeviceLauncher) {
    this.limits = device.limits;
  }

  /** What `kernel` asks for. */
  take(kernel: () => void): CommandList {
    const list: CommandList = { commands: [], scratch: [] };
    this.list = list;
    try {
      kernel();
    } finally {
      this.list = null;
    }
    return list;
  }

  /** Brings a list up to date with attributes that have changed. In general only scalars have. */
  update(list: CommandList, kernel: () => void): void {
    this.list = list;
    this.passed = { commands: 0, scratch: 0 };
    try {
      kernel();
    } finally {
      this.list = null;
      this.passed = null;
    }
  }

  enqueue({ commands }: CommandList): void {
    for (const { launch, scalars } of commands) if (launch) this.device.enqueue(launch, scalars);
  }

  launch(request: LaunchRequest): void {
    if (!this.list) return this.device.launch(request);
    const { commands } = this.list;
    if (!this.passed) {
      commands.push(this.command(request));
      return;
    }
    const place = this.passed.commands++;
    const before = commands[place];
    if (isSameButForScalars(before.request, request)) before.scalars = request.scalars;
    else {
      this.releaseCopies(before);
      commands[place] = this.command(request);
    }
  }

  allocateScratch(dtype: DType, size: number): Operand {
    if (!this.list) return this.device.allocateScratch(dtype, size);
    if (this.passed) return this.list.scratch[this.passed.scratch++];
    const fitting = this.idle.findIndex((scratch) => scratch.dtype === dtype && scratch.buffer.size === size);
    const scratch = fitting >= 0 ? this.idle.splice(fitting, 1)[0] : this.device.allocateScratch(dtype, size);
    if (fitting < 0) this.owned.push(scratch);
    this.list.scratch.push(scratch);
    return scratch;
  }

  releaseScratch(scratch: Operand): void {
    if (!this.list) this.device.releaseScratch(scratch);
    else if (!this.passed) this.idle.push(scratch);
  }

  /** Gives back the memory that these lists, all that were taken, work with. */
  dispose(lists: readonly CommandList[]): void {
    for (const { commands } of lists) commands.forEach((command) => this.releaseCopies(command));
    for (const scratch of this.owned) this.device.releaseScratch(scratch);
  }

  private command(request: LaunchRequest): Command {
    return { request, launch: this.device.ready(request), scalars: request.scalars };
  }

  private releaseCopies({ launch }: Command): void {
    for (const { to } of launch?.copies ?? []) {
      this.device.releaseScratch({ buffer: to, shape: [to.size], dtype: to.dtype });
    }
  }
}

/** Two requests of one launch of a program, whose operands are the same. */
function isSameButForScalars(a: LaunchRequest, b: LaunchRequest): boolean {
  return a.kernel === b.kernel && a.entry === b.entry && restOf(a) === restOf(b);
}

function restOf({ constants, aliases, include, dispatch }: LaunchRequest): string {
  return JSON.stringify([constants, aliases, include, dispatch]);
}
