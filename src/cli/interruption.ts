import { EXIT } from './exit-code.js';

/**
 * Runs `work` with a signal that the first Ctrl-C aborts, so that it can end in good order. A second Ctrl-C ends the process at
 * once. Before and after, Ctrl-C does what it always does.
 */
export async function interruptible<T>(ending: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
    // A terminal has a progress bar, and ^C, on the line.
    const ownLine = process.stderr.isTTY ? '\n' : '';
    console.error(`${ownLine}${ending}; Ctrl-C once more ends at once`);
  };
  process.on('SIGINT', onInterrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}
