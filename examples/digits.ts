/**
 * From pictures to a tested classifier: the shortest complete use of the library.
 *
 * The digits are drawn by handgrad, so that it runs anywhere at once; `loadDigitData()` gives MNIST instead.
 */
import {
  adam,
  classificationReport,
  classificationReportText,
  confusionMatrix,
  dense,
  evaluate,
  fit,
  flatten,
  imageExamples,
  predict,
  predictedClasses,
  sequential,
  softmaxCrossEntropy,
  summary,
} from 'handgrad';
import { drawDigitData } from 'handgrad/node';
import { pathToFileURL } from 'node:url';

/** Trains a dense network on 4,000 digits and tests it on 500. Returns its accuracy on those. */
export async function main(print: (line: string) => void): Promise<{ accuracy: number }> {
  const data = await drawDigitData({ seed: 1, trainCount: 4000, testCount: 500 });
  const model = sequential([flatten(), dense(64, { activation: 'relu' }), dense(10)], { inputShape: [28, 28, 1] });
  print(summary(model));

  await fit(model, imageExamples(data.train), {
    epochs: 8,
    batchSize: 32,
    optimizer: adam({ learningRate: 0.002 }),
    loss: softmaxCrossEntropy,
    callbacks: [
      { name: 'print', onEpochEnd: (_, { epoch, loss }) => print(`epoch ${epoch}  loss ${loss.toFixed(4)}`) },
    ],
  });

  const test = imageExamples(data.test);
  const { accuracy } = await evaluate(model, test, { loss: softmaxCrossEntropy });
  const predicted = predictedClasses(await predict(model, test));
  print(classificationReportText(classificationReport(confusionMatrix(data.test.labels, predicted, 10))));
  return { accuracy };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(console.log);
