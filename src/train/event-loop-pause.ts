/** How long a training may hold the thread. Longer, and a key press or a page's scrolling would wait noticeably. */
const HOLD_MS = 30;

/**
 * Lets the event loop breathe between steps: signals arrive, pages stay responsive, and collected tensors' memory is freed,
 * none of which happens while steps only await each other.
 */
export class EventLoopPause {
  private last = performance.now();

  async whenDue(): Promise<void> {
    if (performance.now() - this.last < HOLD_MS) return;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    this.last = performance.now();
  }
}
