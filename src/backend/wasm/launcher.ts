import type { Heap } from './heap.js';
import { kernelModule } from './kernel-builder.js';
import { ARGUMENT_WORDS, launchFlags, launchWords } from './control.js';
import type { LaunchRequest, Launcher, Scalar } from './launch.js';
import type { ThreadTeam } from './thread-team.js';
import { addressOf } from './wasm-buffer.js';

/** What the code of kernels may use. */
export interface CodeOptions {
  readonly isShared: boolean;
  readonly hasRelaxedSimd: boolean;
}

/** Kernels compiled so far, by what their code depends on. */
export class KernelCache {
  private readonly numbers = new Map<string, number>();

  constructor(
    private readonly team: ThreadTeam,
    private readonly options: CodeOptions,
  ) {}

  /** The number of the request's kernel, compiled if it is new. */
  find({ code, write, operands }: LaunchRequest): number {
    let number = this.numbers.get(code);
    if (number === undefined) {
      number = this.numbers.size;
      this.team.compile(number, kernelModule(write, operands.length, this.options));
      this.numbers.set(code, number);
    }
    return number;
  }
}

/** Runs each launch at once. */
export function createLauncher(heap: Heap, team: ThreadTeam, cache: KernelCache, options: CodeOptions): Launcher {
  const list = heap.allocate(4 * launchWords);
  const argumentsAddress = heap.allocate(4 * ARGUMENT_WORDS);
  const scratch = new Scratch(heap);

  return {
    threads: team.threads,
    hasRelaxedSimd: options.hasRelaxedSimd,
    launch(request) {
      const kernel = cache.find(request);
      const scratchAddress = scratch.atLeast(request.scratchBytes ?? 0);
      writeArguments(heap, argumentsAddress, request, scratchAddress);
      const words = new Int32Array(heap.bytes.buffer, list, launchWords);
      words[0] = kernel;
      words[1] = request.isParallel ? launchFlags.isParallel : 0;
      words[2] = argumentsAddress;
      words[3] = 0;
      if (request.isParallel) team.run(list, 1);
      else team.runAlone(list, 1);
    },
  };
}

/** Memory that launches share one after another, as large as the largest has needed. */
export class Scratch {
  private address = 0;
  private bytes = 0;

  constructor(private readonly heap: Heap) {}

  atLeast(bytes: number): number {
    if (bytes > this.bytes) {
      if (this.bytes > 0) this.heap.release(this.address, this.bytes);
      this.address = this.heap.allocate(bytes);
      this.bytes = bytes;
    }
    return this.address;
  }
}

/** Puts a launch's arguments where its kernel finds them. */
export function writeArguments(heap: Heap, address: number, request: LaunchRequest, scratchAddress: number): void {
  const { operands, scalars = [], code } = request;
  if (1 + operands.length + scalars.length > ARGUMENT_WORDS) throw new RangeError(`${code}: too many arguments`);
  const view = new DataView(heap.bytes.buffer);
  view.setUint32(address, scratchAddress, true);
  operands.forEach((operand, i) => view.setUint32(address + 4 * (1 + i), addressOf(operand, code), true));
  writeScalars(view, address + 4 * (1 + operands.length), scalars);
}

function writeScalars(view: DataView, address: number, scalars: readonly Scalar[]): void {
  scalars.forEach((scalar, i) => {
    if (typeof scalar === 'number') view.setFloat32(address + 4 * i, scalar, true);
    else view.setInt32(address + 4 * i, scalar.i32, true);
  });
}
