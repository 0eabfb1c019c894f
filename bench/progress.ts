import cliProgress from 'cli-progress';

/** Shows how far a bench is. */
export interface Progress {
  /** Says what is being measured now. */
  begin(what: string): void;
  /** Counts one thing as measured. */
  advance(): void;
  /** Takes the bar away. */
  end(): void;
}

/** A bar on standard error, so that output stays clean; where that is no terminal, a line for each thing. */
export function benchProgress(total: number): Progress {
  if (!process.stderr.isTTY) return progressLines(total);
  const bar = new cliProgress.SingleBar({
    format: '{bar} {value}/{total}  {eta_formatted} left  {what}',
    barsize: 20,
    clearOnComplete: true,
    linewrap: false,
    gracefulExit: false,
  });
  bar.start(total, 0, { what: '' });
  return {
    begin: (what) => bar.update({ what }),
    advance: () => bar.increment(),
    end: () => bar.stop(),
  };
}

function progressLines(total: number): Progress {
  let done = 0;
  return {
    begin: (what) => process.stderr.write(`${done + 1}/${total}  ${what}\n`),
    advance: () => void done++,
    end: () => undefined,
  };
}
