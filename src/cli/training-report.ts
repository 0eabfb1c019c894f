/** What a training says: text for people, or JSON lines for programs. */
import { basename } from 'node:path';
import { terminalProgress } from '../files/terminal-progress.js';
import type { Model } from '../nn/model.js';
import { summarize, summary } from '../nn/summary.js';
import { deviationOverFolds } from '../recipe/combine-folds.js';
import type { PreparedData } from '../recipe/prepare.js';
import type { RecipeResult } from '../recipe/result.js';
import type { FigureName } from '../recipe/schema/published.js';
import type { Callback } from '../train/callback.js';
import { progress } from '../train/callbacks/progress.js';
import { secondsText } from '../train/progress-text.js';
import { commandText } from './command-text.js';
import { print, printJson, printSentence } from './print.js';
import { DEFAULT_RUNS } from './settings/run-flags.js';
import type { TrainingTask } from './training-task.js';

/** A training that is about to begin. */
export interface TrainingFacts {
  readonly task: TrainingTask;
  readonly data: PreparedData;
  /** Which backend and why. */
  readonly why: string;
  readonly model: Model;
  /** Null where nothing is kept. */
  readonly folder: string | null;
  /** Folder of runs. */
  readonly runs: string;
}

export interface TrainingReport {
  start(facts: TrainingFacts): void;
  /** Says which fold is trained now. */
  readonly fold: (fold: number, folds: number) => void;
  /** Shows each epoch. */
  readonly callbacks: readonly Callback[];
  /** Takes away what is on the screen for the moment only. */
  close(): void;
  /** `epochs`: how many were finished. */
  interrupted(facts: TrainingFacts, epochs: number): void;
  end(facts: TrainingFacts, result: RecipeResult): void;
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
    start({ task, data, why, model, folder }) {
      printSentence(`Data: ${data.source}. Backend: ${why}.`);
      if (quiet) return;
      print();
      print(summary(model));
      print();
      const { earlier } = task;
      if (!earlier) return;
      print(`Resuming ${folder} ${positionText(resumedFrom(task))}.`);
      const { backend } = earlier;
      if (backend !== model.backend.name) print(`It was begun on ${backend}, so its last bits will be others.`);
      print();
    },
    fold: (fold, folds) => quiet || print(`${fold > 0 ? '\n' : ''}Fold ${fold + 1} of ${folds}`),
    callbacks: quiet ? [] : [progress(display)],
    close: () => display.close(),
    interrupted(facts, epochs) {
      const finished = `${epochs} of ${facts.task.recipe.training.epochs} epochs were finished`;
      if (facts.folder === null) return print(`\nInterrupted; ${finished}. Nothing was kept (--no-save).`);
      print(`\nInterrupted; ${finished}. Saved in ${facts.folder}. To go on:\n  ${resumeCommand(facts)}`);
    },
    end({ task, folder }, result) {
      if (!quiet) print();
      if (result.outcome === 'stopped') print(`Stopped: ${result.reason}.`);
      for (const line of figureLines(task, result)) print(line);
      print(
        `${grouped(result.parameters.total)} parameters, ${result.epochs.length} of ` +
          `${task.recipe.training.epochs} epochs in ${secondsText(result.trainingSeconds)}`,
      );
      if (folder === null) return print('Nothing was kept (--no-save).');
      print(`Saved in ${folder}.${result.folds ? '' : ' To use it:'}`);
      if (result.folds) return;
      print(`  ${commandText(['eval', folder])}`);
      print(`  ${commandText(['predict', folder, 'digit.png'])}`);
    },
  };
}

function jsonReport(quiet: boolean): TrainingReport {
  return {
    start({ task, data, why, model, folder }) {
      const { recipe, seed, settings, earlier } = task;
      printJson({
        event: 'start',
        data: data.source,
        backend: model.backend.name,
        why,
        parameters: summarize(model).total,
        run: folder,
        resumedFrom: earlier && resumedFrom(task),
        seed,
        recipe,
        settings,
      });
    },
    fold: (fold, folds) => quiet || printJson({ event: 'fold', fold, folds }),
    callbacks: quiet ? [] : [{ name: 'json', onEpochEnd: (_, record) => printJson({ event: 'epoch', ...record }) }],
    close: () => undefined,
    interrupted(facts, epochs) {
      const resume = facts.folder && resumeCommand(facts);
      printJson({ event: 'interrupted', epochs, run: facts.folder, resume });
    },
    end({ folder }, result) {
      printJson({
        event: 'end',
        testAccuracy: null,
        ...result.figures,
        testLoss: result.losses.testAccuracy ?? null,
        losses: result.losses,
        folds: result.folds,
        seconds: result.trainingSeconds,
        parameters: result.parameters.total,
        epochs: result.epochs.length,
        outcome: result.outcome,
        reason: result.reason,
        run: folder,
      });
    },
  };
}

const figureTexts: Readonly<Record<FigureName, string>> = {
  testAccuracy: 'Test',
  kaggleScore: 'Kaggle test',
  validationAccuracy: 'Validation',
  trainingAccuracy: 'Training',
};

/** What came out, a line for each set of images that was scored. The test images' figure makes that of the same images for validation idle. */
function figureLines({ recipe }: TrainingTask, result: RecipeResult): string[] {
  const scored = (['validationAccuracy', 'testAccuracy', 'kaggleScore'] as const).filter(
    (name) => result.figures[name] !== undefined,
  );
  const isTest = recipe.validation.kind === 'test' && scored.length > 1;
  const lines = scored
    .filter((name) => !(isTest && name === 'validationAccuracy'))
    .map((name) => figureLine(result, name));
  const isTested = scored.some((name) => name !== 'validationAccuracy');
  return isTested ? lines : [...lines, 'Not tested: the labels of the test images are not known.'];
}

function figureLine(result: RecipeResult, name: FigureName): string {
  const { figures, losses, counts } = result;
  const [share, loss, count] = [figures[name] ?? 0, losses[name] ?? 0, counts[name] ?? 0];
  const deviation = deviationOverFolds(result, name);
  const spread = deviation === null ? '' : `, ${(100 * deviation).toFixed(2)} points of deviation between folds`;
  const right = `${grouped(Math.round(share * count))} of ${grouped(count)} images`;
  return `${figureTexts[name]} loss ${loss.toFixed(4)}, accuracy ${(100 * share).toFixed(2)} % (${right}${spread})`;
}

/** The command that goes on with a run. */
function resumeCommand({ task, folder, runs }: TrainingFacts): string {
  const elsewhere = runs === DEFAULT_RUNS ? [] : ['--runs', runs];
  return commandText(['train', task.network, '--resume', '--name', basename(folder!), ...elsewhere]);
}

/** Epochs finished and steps taken before, and on which backend the run was begun. */
function resumedFrom({ earlier }: TrainingTask) {
  return { epoch: 0, step: 0, ...earlier?.checkpoint?.position, backend: earlier?.backend };
}

function positionText({ epoch, step }: { epoch: number; step: number }): string {
  return step === 0 ? 'from its beginning' : `after ${grouped(step)} steps (${epoch} epochs finished)`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
