import cliProgress from 'cli-progress';

/** Shows how far a long job of several steps is. */
export interface StepProgressBar {
  /** `share`: of the whole, 0 to 1. */
  readonly onStep: (step: string, share: number) => void;
  /** Takes the bar away. */
  end(): void;
}

/** A bar on standard error, so that output stays clean; nothing where that is no terminal. */
export function stepProgressBar(): StepProgressBar {
  if (!process.stderr.isTTY) return { onStep: () => undefined, end: () => undefined };
  const bar = new cliProgress.SingleBar({
    format: '[{bar}] {percentage} %  {step}',
    barsize: 20,
    clearOnComplete: true,
    linewrap: false,
    // Ctrl-C ends the command, not only the bar.
    gracefulExit: false,
  });
  bar.start(100, 0, { step: '' });
  return {
    onStep: (step, share) => bar.update(Math.round(100 * share), { step }),
    end: () => bar.stop(),
  };
}
