import type { Backend } from '../backend/backend.js';

/** How long a training may hold the thread. Longer, and a key press or a page's scrolling would wait noticeably. */
const HOLD_MS = 15;

/**
 * How many steps to run at a stretch: as many as take about 15 ms, measured as they run.
 *
 * Between stretches the event loop has its turn: signals arrive, pages stay responsive, memory of collected tensors is freed. And
 * the host waits until the device has done all but the last stretch: a device that is never waited for would have an epoch of work
 * queued when somebody presses Ctrl-C, and one that is waited for to the end would idle.
 */
export class Pace {
  /** Steps of the next stretch. */
  steps = 1;
  private stepsDone = 0;
  private stretchStartMs = performance.now();
  private previous: Promise<void> = Promise.resolve();

  constructor(private readonly backend: Backend) {}

  /** Measures from now on: time was spent on something else than steps. */
  restart(): void {
    this.stepsDone = 0;
    this.stretchStartMs = performance.now();
  }

  /** Called when steps have been launched, however few: waits when a stretch is over. @throws what went wrong on the device. */
  async afterSteps(count: number): Promise<void> {
    this.stepsDone += count;
    if (this.stepsDone < this.steps && performance.now() - this.stretchStartMs < HOLD_MS) return;
    const earlier = this.previous;
    this.previous = this.backend.finish();
    // Thrown when it is waited for, at the end of the next stretch; until then it is not unhandled.
    this.previous.catch(() => {});
    await earlier;
    await nextTask();
    const fitting = Math.floor((this.stepsDone * HOLD_MS) / (performance.now() - this.stretchStartMs));
    // At most twice as many as before: the first steps of all compile their kernels, and say little about the others.
    this.steps = Math.max(1, Math.min(2 * this.steps, fitting));
    this.restart();
  }
}

/** The next turn of the event loop. By a message: browsers make nested timers wait for 4 ms. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
