import cliProgress from 'cli-progress';
import { nameOf, totalCost, type PlannedRun } from './plan.js';
import { durationText, timeLeft } from './time-left.js';

/** Shows what runs, what is left, and how long it will take. */
export interface ReproductionProgress {
  begin(run: PlannedRun): void;
  /** `share`: how much of the run that began last is done, from 0 to 1. */
  advance(share: number): void;
  /** `text`: how the run ended. */
  end(run: PlannedRun, seconds: number, text: string): void;
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
    advance(share) {
      if (now) display.update(done + share * now.cost, `${place()}  ${timeText(share)}  ${nameOf(now)}`);
    },
    end(run, seconds, text) {
      left.ended(run.cost, seconds);
      done += run.cost;
      now = null;
      display.line(`${place()}  ${nameOf(run)}: ${text}, ${durationText(seconds)}; ${timeText(0)}`);
      ended++;
    },
    close: () => display.close(),
  };
}

function bar(total: number): Display {
  const bars = new cliProgress.MultiBar(
    { format: '{bar} {text}', barsize: 16, clearOnComplete: true, linewrap: false, gracefulExit: false },
    cliProgress.Presets.shades_classic,
  );
  const one = bars.create(total, 0, { text: '' });
  return {
    update: (done, text) => one.update(done, { text }),
    line: (text) => bars.log(`${text}\n`),
    close: () => bars.stop(),
  };
}

function lines(): Display {
  return {
    update: () => undefined,
    line: (text) => process.stderr.write(`${text}\n`),
    close: () => undefined,
  };
}
