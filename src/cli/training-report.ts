/** What a training says: text for people, or JSON lines for programs. */
import type { DigitData } from '../data/dataset.js';
import type { RunFolder } from '../files/run-folder.js';
import { terminalProgress } from '../files/terminal-progress.js';
import type { Model } from '../nn/model.js';
import { summarize, summary } from '../nn/summary.js';
import type { Callback } from '../train/callback.js';
import { progress } from '../train/callbacks/progress.js';
import type { History } from '../train/history.js';
import { secondsText } from '../train/progress-text.js';
import type { Means } from '../train/totals.js';
import { commandText } from './command-text.js';
import type { RunSettings } from './presets.js';
import { print, printJson, printSentence } from './print.js';
import { DEFAULT_RUNS } from './training-run.js';

/** A training that is about to begin. */
export interface TrainingFacts {
  readonly settings: RunSettings;
  readonly data: DigitData;
  /** Which backend and why. */
  readonly why: string;
  readonly model: Model;
  /** Null where nothing is kept. */
  readonly folder: RunFolder | null;
  /** Folder of runs. */
  readonly runs: string;
  /** When it is resumed: epochs finished and steps taken before, and on which backend it was begun. */
  readonly resumedFrom: { readonly epoch: number; readonly step: number; readonly backend: string } | null;
}

/** How a training ended that was not interrupted. */
export interface TrainingResult {
  readonly history: History;
  /** Null where the labels of the test images are not known. */
  readonly test: Means | null;
}

export interface TrainingReport {
  start(facts: TrainingFacts): void;
  /** Shows each epoch. */
  readonly callbacks: readonly Callback[];
  /** Takes away what is on the screen for the moment only. */
  close(): void;
  interrupted(facts: TrainingFacts, history: History): void;
  end(facts: TrainingFacts, result: TrainingResult): void;
}

export function createTrainingReport({
  json = false,
  quiet = false,
}: {
  json?: boolean;
  quiet?: boolean;
}): TrainingReport {
  return json ? jsonReport(quiet) : textReport(quiet);
}

function textReport(quiet: boolean): TrainingReport {
  const display = terminalProgress(process.stdout);
  return {
    start({ data, why, model, folder, resumedFrom }) {
      printSentence(`Data: ${data.source}. Backend: ${why}.`);
      if (quiet) return;
      print();
      print(summary(model));
      print();
      if (!folder || !resumedFrom) return;
      print(`Resuming ${folder.path} ${positionText(resumedFrom)}.`);
      const { backend } = resumedFrom;
      if (backend !== model.backend.name) print(`It was begun on ${backend}, so its last bits will be others.`);
      print();
    },
    callbacks: quiet ? [] : [progress(display)],
    close: () => display.close(),
    interrupted(facts, { epochs }) {
      const finished = `${epochs.length} of ${facts.settings.epochs} epochs were finished`;
      if (facts.folder === null) return print(`\nInterrupted; ${finished}. Nothing was kept (--no-save).`);
      print(`\nInterrupted; ${finished}. Saved in ${facts.folder.path}. To go on:\n  ${resumeCommand(facts)}`);
    },
    end({ settings, data, model, folder }, { history, test }) {
      if (!quiet) print();
      if (history.outcome === 'stopped') print(`Stopped: ${history.reason}.`);
      print(
        test && data.test
          ? testText(test, data.test.count)
          : 'Not tested: the labels of the test images are not known.',
      );
      print(
        `${grouped(summarize(model).total)} parameters, ${history.epochs.length} of ${settings.epochs} epochs ` +
          `in ${secondsText(trainingSeconds(history))}`,
      );
      if (folder === null) return print('Nothing was kept (--no-save).');
      print(`Saved in ${folder.path}. To use it:`);
      print(`  ${commandText(['eval', folder.path])}`);
      print(`  ${commandText(['predict', folder.path, 'digit.png'])}`);
    },
  };
}

function jsonReport(quiet: boolean): TrainingReport {
  return {
    start({ settings, data, why, model, folder, resumedFrom }) {
      const parameters = summarize(model).total;
      const run = folder?.path ?? null;
      printJson({
        event: 'start',
        data: data.source,
        backend: model.backend.name,
        why,
        parameters,
        run,
        resumedFrom,
        settings,
      });
    },
    callbacks: quiet ? [] : [{ name: 'json', onEpochEnd: (_, record) => printJson({ event: 'epoch', ...record }) }],
    close: () => undefined,
    interrupted(facts, { epochs }) {
      const resume = facts.folder && resumeCommand(facts);
      printJson({ event: 'interrupted', epochs: epochs.length, run: facts.folder?.path ?? null, resume });
    },
    end({ model, folder }, { history, test }) {
      printJson({
        event: 'end',
        testAccuracy: test?.accuracy ?? null,
        testLoss: test?.loss ?? null,
        seconds: trainingSeconds(history),
        parameters: summarize(model).total,
        epochs: history.epochs.length,
        outcome: history.outcome,
        reason: history.reason,
        run: folder?.path ?? null,
      });
    },
  };
}

function testText({ loss, accuracy }: Means, count: number): string {
  const right = Math.round(accuracy * count);
  return (
    `Test loss ${loss.toFixed(4)}, accuracy ${(100 * accuracy).toFixed(2)} % ` +
    `(${grouped(right)} of ${grouped(count)} images)`
  );
}

/** The command that goes on with a run. */
function resumeCommand({ settings, folder, runs }: TrainingFacts): string {
  const elsewhere = runs === DEFAULT_RUNS ? [] : ['--runs', runs];
  return commandText(['train', settings.preset, '--resume', '--name', folder!.name, ...elsewhere]);
}

function positionText({ epoch, step }: { epoch: number; step: number }): string {
  return step === 0 ? 'from its beginning' : `after ${grouped(step)} steps (${epoch} epochs finished)`;
}

/** Over all sessions of a run, validation included. */
function trainingSeconds({ epochs }: History): number {
  return epochs.reduce((sum, { seconds }) => sum + seconds, 0);
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
