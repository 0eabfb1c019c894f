import type { Command } from 'commander';
import { readImageFolder } from '../../data/image-folder.js';
import type { Model } from '../../nn/model.js';
import { softmaxCrossEntropy } from '../../ops/losses/softmax-cross-entropy.js';
import { prepareTest, type TestData } from '../../recipe/prepare.js';
import type { Recipe } from '../../recipe/schema/recipe.js';
import { HandgradError } from '../../tensor/error.js';
import { classificationReport, classificationReportText } from '../../train/classification-report.js';
import { confusionMatrix, confusionMatrixText } from '../../train/confusion-matrix.js';
import { evaluate } from '../../train/evaluate.js';
import { accuracy, topKAccuracy } from '../../train/metric.js';
import { predict, predictedClasses } from '../../train/predict.js';
import { wholeNumber } from '../flag-values.js';
import { flag, givenOptions } from '../flags.js';
import { dataOf, findModel, MODEL_ARGUMENT, openModel, type ModelTarget } from '../model-target.js';
import { ownPictures, USUAL_PREPROCESSING } from '../own-pictures.js';
import { print, printJson, printSentence } from '../print.js';
import { UsageError } from '../report-error.js';
import { settingsOnly } from '../run-settings.js';
import { addBackendFlag, withBackend } from '../settings/backend-settings.js';
import { addDataFlags, withDataProgress, type NetworkFlag } from '../settings/data-settings.js';

/** The name, among those of data sets, of the digits in a folder. They have no training images. */
const OWN_DIGITS = 'folder';

export function addEvalCommand(program: Command): void {
  const command = program
    .command('eval')
    .summary('test a trained model')
    .description(
      'Measures a model on the test images: loss, accuracy, confusion matrix, and\n' +
        'precision, recall and F1 of each class. The data are those of the run, or of --dataset:\n' +
        'folder measures it on your own digits in --data, <label>.png or <label>/<name>.png.',
    )
    .argument('<model>', MODEL_ARGUMENT);
  flag(command, '--top-k <k>', 'also: how often is the label among the k likeliest', wholeNumber(1), 3);
  command.option('--json', 'write one JSON object');
  addDataFlags(command, [OWN_DIGITS]);
  addBackendFlag(command);
  command.addHelpText(
    'after',
    '\nExamples:\n  handgrad eval runs/mlp-seed0\n  handgrad eval mlp-seed0 --dataset folder --data my-digits',
  );
  command.action((target: string) => evaluateModel(target, command));
}

async function evaluateModel(target: string, command: Command): Promise<void> {
  const flags = command.opts<NetworkFlag & { topK: number; json?: boolean; backend: string }>();
  const { topK, json } = flags;
  const found = await findModel(target);
  await withBackend(flags.backend, async (backend, why) => {
    const model = await openModel(found);
    const data = await testData(found, command);
    const labelSmoothing = found.recipe?.training.labelSmoothing ?? 0;
    const result = await measure(model, data, { topK, labelSmoothing });
    if (json) {
      const { matrix, report, ...figures } = result;
      printJson({
        model: found.path,
        data: data.source,
        backend: backend.name,
        why,
        ...figures,
        confusionMatrix: matrix.counts,
        ...report,
      });
      return;
    }
    printSentence(`Data: ${data.source}. Backend: ${why}.`);
    print();
    print(`${found.path}: ${model.name} on ${result.examples.toLocaleString('en-US')} test images`);
    print(
      `Loss ${result.loss.toFixed(4)}, accuracy ${percent(result.accuracy)}, top ${topK} ${percent(result.topKAccuracy)}\n`,
    );
    print(confusionMatrixText(result.matrix));
    print();
    print(classificationReportText(result.report));
  });
}

/** The images that a model is measured on, as it takes them. */
type ScoredImages = Pick<TestData, 'source' | 'test' | 'labels' | 'classes'>;

/** The test images that are asked for, else those of the run. */
async function testData(target: ModelTarget, command: Command): Promise<ScoredImages> {
  const flags = command.opts<NetworkFlag & { dataset?: string; data?: string }>();
  if (flags.dataset === OWN_DIGITS) return ownDigits(flags.data, target.recipe);
  const { data, dataset } = settingsOnly(givenOptions(command));
  return withDataProgress({ ...flags, data: data ?? undefined }, (options) =>
    prepareTest(dataOf(target, dataset), target.recipe?.preprocessing ?? USUAL_PREPROCESSING, options),
  );
}

async function ownDigits(folder: string | undefined, recipe: Recipe | null): Promise<ScoredImages> {
  if (folder === undefined) {
    throw new UsageError('--dataset folder needs --data, the folder of your own digits', 'handgrad eval');
  }
  const { dataset } = await readImageFolder(folder);
  const { labels, classes, count } = dataset;
  const source = `folder: ${count.toLocaleString('en-US')} own digits from ${folder}`;
  return { source, test: { ...ownPictures(dataset, recipe), targets: labels, targetShape: [] }, labels, classes };
}

/** Everything that `eval` reports. */
async function measure(
  model: Model,
  { test, labels, classes }: ScoredImages,
  { topK, labelSmoothing }: { topK: number; labelSmoothing: number },
) {
  const topKMetric = topKAccuracy(checkTopK(topK, classes));
  const means = await evaluate(model, test, {
    penalties: false,
    loss: (outputs, targets) => softmaxCrossEntropy(outputs, targets, { labelSmoothing }),
    metrics: [accuracy, topKMetric],
  });
  const predictions = predictedClasses(await predict(model, test));
  const matrix = confusionMatrix(labels, predictions, classes);
  return {
    examples: test.count,
    loss: means.loss,
    accuracy: means.accuracy,
    topK,
    topKAccuracy: means[topKMetric.name],
    matrix,
    report: classificationReport(matrix),
  };
}

function checkTopK(k: number, classes: number): number {
  if (k <= classes) return k;
  throw new HandgradError(`--top-k is ${k}, but there are only ${classes} classes; ask for fewer`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
