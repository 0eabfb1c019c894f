import { afterEach, describe, expect, it, vi } from 'vitest';
import { EXIT } from '../../src/cli/exit-code.js';
import { interruptible } from '../../src/cli/interruption.js';

afterEach(() => vi.restoreAllMocks());

/** Ctrl-C, as a terminal would send it, without ending the tests. */
function interrupt(): void {
  process.emit('SIGINT', 'SIGINT');
}

function silence() {
  return {
    exit: vi.spyOn(process, 'exit').mockImplementation(() => undefined as never),
    error: vi.spyOn(console, 'error').mockImplementation(() => undefined),
  };
}

describe('interruptible', () => {
  it('gives its result, and the signal is not aborted without Ctrl-C', async () => {
    expect(await interruptible('Ending', async (signal) => signal.aborted)).toBe(false);
  });

  it('aborts the signal at the first Ctrl-C, says so, and does not end the process', async () => {
    const { exit, error } = silence();
    const aborted = await interruptible('Ending after this step', async (signal) => {
      interrupt();
      return signal.aborted;
    });
    expect(aborted).toBe(true);
    expect(exit).not.toHaveBeenCalled();
    expect(error).toHaveBeenCalledOnce();
    expect(error.mock.calls[0][0]).toMatch(/^\n?Ending after this step; Ctrl-C once more ends at once$/);
  });

  it('ends the process at once with 130 at the second Ctrl-C', async () => {
    const { exit } = silence();
    await interruptible('Ending', async () => {
      interrupt();
      interrupt();
    });
    expect(exit.mock.calls).toEqual([[EXIT.interrupted]]);
    expect(EXIT.interrupted).toBe(130);
  });

  it('leaves Ctrl-C as it was, also when the work throws', async () => {
    const before = process.listenerCount('SIGINT');
    await expect(interruptible('Ending', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
