import cliProgress from 'cli-progress';
import { nameOf, totalCost, type PlannedRun } from './plan.js';
import { durationText, timeLeft } from './time-left.js';

/** Shows what runs, what is left, and how long it will take. */
export interface ReproductionProgress {
  begin(run: PlannedRun): void;
  /** `text`: what goes on before the training of the run that began last. */
  prepare(text: string): void;
  /** `share`: how much of the run that began last is done, from 0 to 1. */
  advance(share: number): void;
  /** `text`: how the run ended. `seconds`: what it took; null when it failed, and so tells nothing about the others. */
  end(run: PlannedRun, seconds: number | null, text: string): void;
  /** Takes the display away. */
  close(): void;
}

/** How the display is drawn: what is done of what is to do in seconds, and a line for each event. */
interface Display {
  update(done: number, text: string): void;
  line(text: string): void;
  close(): void;
}

/** A bar under a line for each run that has ended, on standard error; where that is no terminal, lines alone. */
export function reproductionProgress(runs: readonly PlannedRun[]): ReproductionProgress {
  const left = timeLeft();
  const display = process.stderr.isTTY ? bar(totalCost(runs)) : lines();
  let ended = 0;
  let done = 0;
  let now: PlannedRun | null = null;
  const place = () => `${String(ended + 1).padStart(String(runs.length).length)}/${runs.length}`;
  const timeText = (share: number) =>
    `${durationText(left.of(totalCost(runs) - done - share * (now?.cost ?? 0)))} left`;
  return {
    begin(run) {
      now = run;
      display.update(done, `${place()}  ${timeText(0)}  ${nameOf(run)}`);
    },
    prepare(text) {
      if (now) display.update(done, `${place()}  ${nameOf(now)}: ${text}`);
    },
    advance(share) {
      if (now) display.update(done + share * now.cost, `${place()}  ${timeText(share)}  ${nameOf(now)}`);
    },
    end(run, seconds, text) {
      if (seconds !== null) left.ended(run.cost, seconds);
      done += run.cost;
      now = null;
      const took = seconds === null ? '' : `, ${durationText(seconds)}`;
      display.line(`${place()}  ${nameOf(run)}: ${text}${took}; ${timeText(0)}`);
      ended++;
    },
    close: () => display.close(),
  };
}

function bar(total: number): Display {
  let shown: cliProgress.SingleBar | null = null;
  const close = () => {
    shown?.stop();
    shown = null;
  };
  return {
    update(done, text) {
      if (shown) return shown.update(done, { text });
      const options = { format: '{bar} {text}', barsize: 16, clearOnComplete: true, gracefulExit: false };
      shown = new cliProgress.SingleBar(options, cliProgress.Presets.shades_classic);
      shown.start(total, done, { text });
    },
    line(text) {
      close(); // the bar comes back under the line
      process.stderr.write(`${text}\n`);
    },
    close,
  };
}

function lines(): Display {
  return {
    update: () => undefined,
    line: (text) => process.stderr.write(`${text}\n`),
    close: () => undefined,
  };
}
