import { fact, more, type Claim } from '../claim.js';
import { accuracyOf, experiment, figureOf } from '../evidence.js';
import type { DataFacts } from '../measurements.js';
import type { Question } from '../question.js';

const ids = ['004/given', '004/simplest', '004/best'];
/** As the notebook prints them, 0 first. */
const PRINTED_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];

export const denseQuestions: readonly Question[] = [
  {
    notebook: '004',
    question: 'How many examples, which shape, which distribution?',
    claims: (_evidence, { data }) => [
      fact(
        '60,000 and 10,000 images of 28 x 28, 8 bits',
        `${data.train.count.toLocaleString('en-US')} and ${data.test.count.toLocaleString('en-US')} of ${data.shape}`,
        data.train.count === 60_000 && data.test.count === 10_000,
      ),
      counts(data),
    ],
  },
  {
    notebook: '004',
    question: 'Is the test set similar to the training set?',
    claims: (_evidence, { data }) => [alikeGreys(data)],
    remark: (_evidence, { data }) => {
      const { distance, critical } = data.meansDistance;
      return (
        `The images' mean grey levels: ${greysText(data.train.greys)} in training, ${greysText(data.test.greys)} in the test. ` +
        `Kolmogorov and Smirnov's distance of both is ${distance.toFixed(3)}; two samples of these sizes from one source exceed ` +
        `${critical.toFixed(3)} in 5 % of cases.`
      );
    },
  },
  {
    notebook: '004',
    question: 'How much grey is there?',
    claims: (_evidence, { data }) => [
      fact(
        'image means around 28',
        `mean ${data.train.greys.mean.toFixed(1)}, most frequent ${data.train.greys.mode}`,
        Math.abs(data.train.greys.mean - 28) < 2,
      ),
    ],
    remark: () =>
      'The average digit, the least and most typical image by a real distance, and the histograms are drawn by ' +
      '`handgrad explore mnist --out FOLDER`, with the notebook\'s own rule beside it (its "nearest image" is always the first one).',
  },
  {
    notebook: '004',
    question: 'Which learning rate improves the given network?',
    claims: (evidence) => [
      fact(
        '0.05: about 96 % instead of 91 %',
        accuracyOf(evidence, '004/given'),
        experiment(evidence, '004/given').mean > 0.955,
      ),
    ],
  },
  {
    notebook: '004',
    question: 'Which is the simplest dense network above 95 %?',
    claims: (evidence) => [
      fact(
        '13-128 with 13,287 parameters is above 95 %',
        `${accuracyOf(evidence, '004/simplest')}, ${experiment(evidence, '004/simplest').parameters?.toLocaleString('en-US')} parameters`,
        experiment(evidence, '004/simplest').mean > 0.95,
      ),
    ],
    remark: () => 'What as many parameters can do is below, under "Beyond the notebooks".',
  },
  {
    notebook: '004',
    question: 'Which reaches the highest accuracy?',
    claims: (evidence) => [
      more(evidence, '256-128-64 with batch normalisation: better than the simplest', ['004/best'], ['004/simplest']),
      more(evidence, '256-128-64 with batch normalisation: better than the given one', ['004/best'], ['004/given']),
    ],
    remark: (evidence) =>
      'It overfits: ' +
      ids
        .map((id) => {
          const [training, validation] = (['trainingAccuracy', 'validationAccuracy'] as const).map((figure) =>
            figureOf(evidence, id, figure),
          );
          return `${id.split('/')[1]} ${(100 * (training - validation)).toFixed(1)}`;
        })
        .join(', ') +
      ' points between training and validation accuracy. The text says that validation beats training; its own log says the opposite.',
    drawn: ids,
  },
];

function counts({ train }: DataFacts): Claim {
  const found = train.labels.map(({ count }) => count);
  return fact(
    `labels ${PRINTED_COUNTS.join(' ')}`,
    found.join(' '),
    found.every((count, label) => count === PRINTED_COUNTS[label]),
  );
}

function alikeGreys({ meansDistance: { distance, critical } }: DataFacts): Claim {
  return fact(
    'same size and grey values, fewer examples',
    `distance of the distributions of grey means ${distance.toFixed(3)}, limit ${critical.toFixed(3)}`,
    distance < critical,
  );
}

function greysText({ mean, deviation, mode }: DataFacts['train']['greys']): string {
  return `mean ${mean.toFixed(1)}, deviation ${deviation.toFixed(1)}, most frequent ${mode}`;
}
