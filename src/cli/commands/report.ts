import type { Command } from 'commander';
import { countText, percentText } from '../../report/number-text.js';
import { pointsText } from '../../report/points-text.js';
import type { RunFigures } from '../../report/run/measure-run.js';
import { commandText } from '../command-text.js';
import { flag, givenOptions } from '../flags.js';
import { findModel, openModel } from '../model-target.js';
import { print, printJson, printSentence } from '../print.js';
import { loadReport, runTarget, testOfRun, trainedRun, trainingImagesOf } from '../reported-run.js';
import { settingsOnly } from '../run-settings.js';
import { addBackendFlag, withBackend } from '../settings/backend-settings.js';
import { addDataFlags, type NetworkFlag } from '../settings/data-settings.js';

export function addReportCommand(program: Command): void {
  const command = program
    .command('report')
    .summary('show how a run went, with charts')
    .description(
      'Writes a page on a run: learning curves, confusion matrix, scores of each digit,\n' +
        'the most confident mistakes, weights and feature maps as pictures, gradient norms, timing.\n' +
        'Beside report.html go report.json and charts/ with every chart as SVG and PNG.',
    )
    .argument('<run>', "a run's folder, or its name in runs/");
  flag(command, '--out <folder>', "where to write (the run's folder)");
  command.option('--json', 'write every number as one JSON object');
  addDataFlags(command);
  addBackendFlag(command);
  command.addHelpText(
    'after',
    '\nExamples:\n  handgrad report mlp-seed0\n  handgrad report runs/wide --out wide-report',
  );
  command.action((target: string) => report(target, command));
}

async function report(target: string, command: Command): Promise<void> {
  const flags = command.opts<NetworkFlag & { out?: string; json?: boolean; backend: string }>();
  const found = await findModel(target);
  const run = await runTarget(found);
  await withBackend(flags.backend, async (_, why) => {
    const model = await openModel(found);
    const test = await testOfRun(run, settingsOnly(givenOptions(command)), flags);
    const { writeRunReport } = await loadReport();
    const outcome = { run, model, epochs: run.epochs, trainingImages: trainingImagesOf(run), ...test };
    const { figures, page, files } = await writeRunReport(await trainedRun(outcome), {
      folder: flags.out ?? run.folder.path,
      footer: commandText(process.argv.slice(2)),
      pngs: true,
    });
    if (flags.json) return printJson({ page, files, ...figures });
    printSentence(`Data: ${test.source}. Backend: ${why}.`);
    print();
    printFigures(figures);
    print();
    print(`Report: ${page}, with ${files.length - 2} files in charts/ and report.json`);
  });
}

function printFigures({ name, scored, parameters, epochs, timing }: RunFigures): void {
  const { interval, extremes, mistakes } = scored;
  const trained = timing === null ? '' : ` in ${timing.totalSeconds.toFixed(1)} s`;
  print(`${name}: ${countText(parameters.total)} parameters, ${epochs.length} epochs${trained}`);
  print(
    `Accuracy ${percentText(scored.accuracy)} of ${countText(scored.images)} ${scored.what} ` +
      `(95 %: ${percentText(interval.low)} to ${percentText(interval.high)}), loss ${scored.loss.toFixed(4)}`,
  );
  for (const score of ['precision', 'recall', 'f1'] as const) {
    const { best, worst, difference } = extremes[score];
    print(
      `${score.padEnd(9)}  best ${best.name} (${percentText(best.value)}), worst ${worst.name} (${percentText(worst.value)}), ` +
        `${pointsText(difference)} apart`,
    );
  }
  if (mistakes.length === 0) return;
  const [{ index, label, prediction, probability }] = mistakes;
  print(`Most confident mistake: image ${index}, a ${label} read as ${prediction} (${percentText(probability)})`);
}
