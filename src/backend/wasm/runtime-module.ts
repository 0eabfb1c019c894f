import { I32, ModuleBuilder } from './assembler/index.js';
import { control } from './control.js';

/**
 * How often a thread looks before it goes to sleep. Waking a sleeper takes the system 47 microseconds at best and 200 in the median
 * (docs/performance.md, "Threads"), so it is worth looking for about as long; the other threads usually come sooner.
 */
const LOOKS_BEFORE_SLEEP = 50_000;

/** How long a thread sleeps before it looks whether another has failed: a second. */
const SLEEP_NANOSECONDS = 1_000_000_000;

/** What the threads share beside the kernels. */
export interface RuntimeFunctions {
  /** Returns when all threads have come here. */
  barrier(threads: number): void;
  /** Returns the generation of orders as soon as it is not `seen`. */
  awaitOrder(seen: number): number;
}

/**
 * The module with the threads' meeting places. `maySleep`: false on a browser's main thread, which must not.
 *
 * A barrier counts arrivals; the last one resets the count and opens the next round (a central sense-reversing barrier,
 * Mellor-Crummey & Scott 1991, with the round's number as the sense).
 */
export function runtimeModule(options: {
  readonly isShared: boolean;
  readonly maySleep: boolean;
}): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder(options);
  const int = I32.const(0);

  const awaitChange = module.function(null, { parameters: [int, int], result: int }, (f) => {
    const address = f.parameter<I32>(0);
    const seen = f.parameter<I32>(1);
    const looks = f.int(0);
    f.while(I32.atomicLoad(address).equal(seen), () => {
      f.increase(looks, 1);
      if (!options.maySleep) return;
      f.if(looks.greater(LOOKS_BEFORE_SLEEP), () => {
        f.if(I32.atomicLoad(control.failed), () => f.return(seen));
        f.drop(I32.atomicAdd(control.sleepers, 1));
        f.drop(I32.atomicWait(address, seen, SLEEP_NANOSECONDS));
        f.drop(I32.atomicAdd(control.sleepers, -1));
      });
    });
    f.return(I32.atomicLoad(address));
  });

  module.function('barrier', { parameters: [int] }, (f) => {
    const threads = f.parameter<I32>(0);
    f.if(threads.greater(1), () => {
      const round = f.int(I32.atomicLoad(control.opened));
      const before = f.int(I32.atomicAdd(control.arrived, 1));
      f.if(
        before.equal(threads.sub(1)),
        () => {
          f.atomicStore(control.arrived, 0);
          f.atomicStore(control.opened, round.add(1));
          f.if(I32.atomicLoad(control.sleepers), () => f.drop(I32.atomicNotify(control.opened, -1)));
        },
        () => f.drop(f.result(awaitChange, int, I32.const(control.opened), round)),
      );
    });
  });

  module.function('awaitOrder', { parameters: [int], result: int }, (f) => {
    f.return(f.result(awaitChange, int, I32.const(control.generation), f.parameter<I32>(0)));
  });
  return module.encode();
}
