import cliProgress from 'cli-progress';
import { epochCount, progressText } from '../train/progress-text.js';
import { progressTable } from '../train/progress-table.js';
import type { EpochProgress, ProgressDisplay } from '../train/callbacks/progress.js';

/** A stream that people look at: `process.stdout`. */
export interface OutputStream {
  /** Shows a text. */
  write(text: string): unknown;
  /** Whether somebody looks at it as it is written: then there is a bar that moves. */
  readonly isTTY?: boolean;
  /** Its width in characters. Default 80. */
  readonly columns?: number;
}

/** A display that can be taken away. */
export interface TerminalProgress extends ProgressDisplay {
  /**
   * Removes the bar. Happens by itself when the training ends; call it, too, when the training throws. Harmless when
   * repeated.
   */
  close(): void;
}

/**
 * Shows a training on a stream: a table with a line per epoch and, on a terminal, below it a bar for the epoch that is
 * being trained.
 */
export function terminalProgress(stream: OutputStream): TerminalProgress {
  const table = progressTable((line) => stream.write(`${line}\n`));
  if (!stream.isTTY) return { ...table, close: () => undefined };
  let bar: cliProgress.SingleBar | null = null;
  const close = () => {
    bar?.stop();
    bar = null;
  };
  return {
    update(progress) {
      if (bar) {
        bar.update(progress.batch, { progress });
      } else {
        bar = newBar(stream);
        bar.start(progress.batches, progress.batch, { progress });
      }
    },
    epochEnd(summary) {
      close();
      table.epochEnd(summary);
    },
    end: close,
    close,
  };
}

function newBar(stream: OutputStream): cliProgress.SingleBar {
  return new cliProgress.SingleBar(
    {
      // The bar's types ask for a whole stream; it writes, and moves the cursor where `isTTY` says that it can.
      stream: stream as NodeJS.WritableStream,
      format: (options, _, { progress }: { progress: EpochProgress }) =>
        barLine(options, progress, stream.columns ?? 80),
      barCompleteChar: '█',
      barIncompleteChar: '░',
      clearOnComplete: true,
      linewrap: false,
      // Signals are for whoever runs the training.
      gracefulExit: false,
    },
    cliProgress.Presets.shades_classic,
  );
}

/**
 * ` 3/15 ██████░░░░ loss 0.2831  accuracy 91.93 %  3,412 images/s  7.02 s left`: the bar takes what is left of the
 * line.
 */
function barLine(options: cliProgress.Options, progress: EpochProgress, columns: number): string {
  const before = epochCount(progress.epoch, progress.epochs);
  const after = progressText(progress);
  const barsize = Math.max(4, Math.min(30, columns - before.length - after.length - 3));
  const bar = cliProgress.Format.BarFormat(progress.batch / progress.batches, { ...options, barsize });
  return `${before} ${bar} ${after}`;
}
