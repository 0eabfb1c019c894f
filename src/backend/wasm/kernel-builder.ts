import {
  F32,
  FunctionBuilder,
  I32,
  ModuleBuilder,
  type FunctionReference,
  type Int,
  type Local,
  type Value,
} from './assembler/index.js';
import { dealtWord } from './control.js';

/** Part of a range: the items from `begin` up to, not including, `end`. */
export interface Share {
  readonly begin: Local<I32>;
  readonly end: Local<I32>;
}

/** Visits pieces [0, count) of some work, each on one of the threads. */
export type Deal = (count: Int, visit: (piece: I32) => void) => void;

const int = I32.const(0);

/**
 * Writes a kernel: a function that every thread runs, with its number and the address of the arguments. In memory the arguments are
 * words: the scratch pointer, the operands' pointers, the scalars.
 */
export class KernelBuilder extends FunctionBuilder {
  /** This thread's number, and how many take part (1 for a kernel that is not parallel). */
  readonly thread: Local<I32> = this.parameter(0);
  readonly threads: Local<I32> = this.parameter(1);

  constructor(
    private readonly module: ModuleBuilder,
    private readonly barrierFunction: FunctionReference,
    private readonly operandCount: number,
    readonly hasRelaxedSimd: boolean,
  ) {
    super([int, int, int]);
  }

  /** Where scratch memory begins. */
  scratch(): Local<I32> {
    return this.int(this.argument(0));
  }

  /** Where operand `index` begins, in a new local. */
  pointer(index: number): Local<I32> {
    return this.int(this.argument(1 + index));
  }

  /** Scalar `index`, in a new local. */
  scalar(index: number): Local<F32> {
    return this.float(F32.load(this.parameter<I32>(2), 4 * (1 + this.operandCount + index)));
  }

  /** Integer scalar `index`, in a new local. */
  integer(index: number): Local<I32> {
    return this.int(this.argument(1 + this.operandCount + index));
  }

  /** Waits until all threads of the kernel have come here. To be reached by all of them. */
  barrier(): void {
    this.call(this.barrierFunction, this.threads);
  }

  /**
   * This thread's part of `count` items in units of `unit` (the last unit may be incomplete): neighbours, and the same number for all
   * threads within one unit.
   */
  share(count: Int, unit = 1): Share {
    const units =
      typeof count === 'number' ? I32.const(Math.ceil(count / unit)) : count.add(unit - 1).divUnsigned(unit);
    const all = this.int(units);
    const end = this.int(this.thread.add(1).mul(all).divUnsigned(this.threads).mul(unit));
    const begin = this.int(this.thread.mul(all).divUnsigned(this.threads).mul(unit));
    if (unit > 1) this.set<I32>(end, end.min(count));
    return { begin, end };
  }

  /**
   * Deals pieces of work to the threads as they come free, so that a thread that is held up takes fewer; nobody waits. For work whose
   * results are the same whoever does it. To be asked for once in a kernel: one counter, in its arguments, numbers the pieces of all deals.
   */
  dealer(): Deal {
    const counter = this.int(this.parameter<I32>(2).add(4 * dealtWord));
    const mine = this.int(-1);
    const draw = () =>
      this.if(
        this.threads.greater(1),
        () => this.set<I32>(mine, I32.atomicAdd(counter, 1)),
        () => this.increase(mine, 1),
      );
    const before = this.int(0);
    draw();
    return (count, visit) => {
      const end = this.int(before.add(count));
      // A piece that is drawn past the end is one of the next deal.
      this.while(mine.less(end), () => {
        visit(this.int(mine.sub(before)));
        draw();
      });
      this.set<I32>(before, end);
    };
  }

  /** Another function of the kernel's module, to be called from here. */
  define(parameters: readonly Value[], write: (f: FunctionBuilder) => void): FunctionReference {
    return this.module.function(null, { parameters }, write);
  }

  private argument(word: number): I32 {
    return I32.load(this.parameter<I32>(2), 4 * word);
  }
}

/** The module of one kernel. */
export function kernelModule(
  write: (k: KernelBuilder) => void,
  operandCount: number,
  { isShared, hasRelaxedSimd }: { readonly isShared: boolean; readonly hasRelaxedSimd: boolean },
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder({ isShared });
  const barrier = module.import('barrier', { parameters: [int] });
  const kernel = new KernelBuilder(module, barrier, operandCount, hasRelaxedSimd);
  write(kernel);
  module.add('kernel', { parameters: [int, int, int] }, kernel);
  return module.encode();
}
