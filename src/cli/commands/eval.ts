import type { Command } from 'commander';
import type { DigitData } from '../../data/dataset.js';
import type { Model } from '../../nn/model.js';
import { softmaxCrossEntropy } from '../../ops/losses/softmax-cross-entropy.js';
import { HandgradError } from '../../tensor/error.js';
import { classificationReport, classificationReportText } from '../../train/classification-report.js';
import { confusionMatrix, confusionMatrixText } from '../../train/confusion-matrix.js';
import { evaluate } from '../../train/evaluate.js';
import { imageExamples } from '../../train/examples.js';
import { accuracy, topKAccuracy } from '../../train/metric.js';
import { predict, predictedClasses } from '../../train/predict.js';
import { wholeNumber } from '../flag-values.js';
import { flag, givenOptions } from '../flags.js';
import { dataOf, findModel, MODEL_ARGUMENT, openModel } from '../model-target.js';
import { print, printJson, printSentence } from '../print.js';
import { settingsOnly } from '../run-settings.js';
import { addBackendFlag, withBackend } from '../settings/backend-settings.js';
import { addDataFlags, openData, type NetworkFlag } from '../settings/data-settings.js';

export function addEvalCommand(program: Command): void {
  const command = program
    .command('eval')
    .summary('test a trained model')
    .description(
      'Measures a model on the test images: loss, accuracy, confusion matrix, and\n' +
        'precision, recall and F1 of each class. The data are those of the run, or of --dataset.',
    )
    .argument('<model>', MODEL_ARGUMENT);
  flag(command, '--top-k <k>', 'also: how often is the label among the k likeliest', wholeNumber(1), 3);
  command.option('--json', 'write one JSON object');
  addDataFlags(command);
  addBackendFlag(command);
  command.addHelpText('after', '\nExample:\n  handgrad eval runs/mlp-seed0');
  command.action((target: string) => evaluateModel(target, command));
}

async function evaluateModel(target: string, command: Command): Promise<void> {
  const flags = command.opts<NetworkFlag & { topK: number; json?: boolean; backend: string }>();
  const { topK, json } = flags;
  const found = await findModel(target);
  await withBackend(flags.backend, async (backend, why) => {
    const model = await openModel(found);
    const data = await openData(dataOf(found, settingsOnly(givenOptions(command))), flags);
    const labelSmoothing = found.settings?.labelSmoothing ?? 0;
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

/** Everything that `eval` reports. */
async function measure(
  model: Model,
  { test }: DigitData,
  { topK, labelSmoothing }: { topK: number; labelSmoothing: number },
) {
  const examples = imageExamples(test);
  const topKMetric = topKAccuracy(checkTopK(topK, test.classes));
  const means = await evaluate(model, examples, {
    loss: (outputs, targets) => softmaxCrossEntropy(outputs, targets, { labelSmoothing }),
    metrics: [accuracy, topKMetric],
  });
  const predictions = predictedClasses(await predict(model, examples));
  const matrix = confusionMatrix(test.labels, predictions, test.classes);
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
