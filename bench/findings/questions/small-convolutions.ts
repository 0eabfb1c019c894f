import { fact, more, type Claim } from '../claim.js';
import { accuracyOf, experiment, figureOf, type Evidence } from '../evidence.js';
import type { Question } from '../question.js';

const model = (number: number) => `003/model-${number}`;
const all = ['003/smallest', ...[1, 2, 3, 4, 5].map(model)];

export const smallConvolutionQuestions: readonly Question[] = [
  {
    notebook: '003',
    question: 'How far can a network of under 7,000 parameters go, and what does each layer change?',
    claims: (evidence) => [
      more(evidence, 'one convolution: from chance to 0.982', [model(1)], ['003/smallest']),
      more(evidence, 'a second convolution: best on the test images', [model(2)], [model(1)]),
      moreOverfitting(evidence),
      more(evidence, 'a third, with fewer parameters: worse', [model(2)], [model(3)]),
      fact('the third does not overfit', gapText(evidence, [3]), gap(evidence, 3) < LITTLE),
      more(evidence, 'a dense layer of 8: worse', [model(2)], [model(4)]),
      more(evidence, 'average pooling: worse on the test images', [model(2)], [model(5)]),
      fact(
        'average pooling: the smallest gap between training and validation',
        gapText(evidence, [2, 5]),
        gap(evidence, 5) < gap(evidence, 2),
      ),
    ],
    remark: (evidence) =>
      `The notebook calls the fifth the best, for its smooth curves; on the test images the second reaches ${accuracyOf(evidence, model(2))}, ` +
      `the fifth ${accuracyOf(evidence, model(5))}.`,
    drawn: all,
  },
];

/** Points between training and validation accuracy that nobody would call overfitting. */
const LITTLE = 0.003;

/** Training minus validation accuracy of the last epoch. */
function gap(evidence: Evidence, number: number): number {
  return (
    figureOf(evidence, model(number), 'trainingAccuracy') - figureOf(evidence, model(number), 'validationAccuracy')
  );
}

function gapText(evidence: Evidence, numbers: readonly number[]): string {
  const texts = numbers.map((number) => `model ${number}: ${(100 * gap(evidence, number)).toFixed(2)}`);
  return `training minus validation, points: ${texts.join(', ')}`;
}

function moreOverfitting(evidence: Evidence): Claim {
  const { epochs } = experiment(evidence, model(2)).recipe.training;
  return fact(
    'the second overfits more than the first',
    `${gapText(evidence, [1, 2])}, after ${epochs} epochs`,
    gap(evidence, 2) > gap(evidence, 1),
  );
}
