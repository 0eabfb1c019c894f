import { fact, more } from '../claim.js';
import { experiment, figureOf, secondsOf, type Evidence } from '../evidence.js';
import type { Question } from '../question.js';

const layers = [2, 3, 5];
const ids = (units: number) => layers.map((count) => `001/${count}x${units}`);
const all = layers.flatMap((count) => [`001/${count}x100`, `001/${count}x200`]);

export const kaggleQuestions: readonly Question[] = [
  {
    notebook: '001',
    question: 'How do layers and nodes per layer matter?',
    claims: (evidence) => [
      ...layers.map((count) =>
        more(evidence, `200 nodes are better than 100, ${count} layers`, [`001/${count}x200`], [`001/${count}x100`]),
      ),
      more(evidence, 'more layers help slightly: 3 against 2', ['001/3x100', '001/3x200'], ['001/2x100', '001/2x200']),
      more(evidence, 'more layers help slightly: 5 against 3', ['001/5x100', '001/5x200'], ['001/3x100', '001/3x200']),
      best(evidence),
    ],
    drawn: all,
  },
  {
    notebook: '001',
    question: 'What does it cost in time?',
    claims: (evidence) => layers.map((count) => wider(evidence, count)),
    remark: () => "The notebook's printed times show it for two layers alone.",
  },
  {
    notebook: '001',
    question: 'How well do the models fit on training and validation data?',
    claims: (evidence) => [belowValidation(evidence)],
    remark: () =>
      'Dropout and augmentation act on the training images only. The published training accuracies are also too low by the progress ' +
      "bar's double averaging (Keras issue 20212).",
  },
];

function best(evidence: Evidence) {
  const ranked = all.map((id) => ({ id, mean: experiment(evidence, id).mean })).sort((a, b) => b.mean - a.mean);
  const [first, second] = ranked.map(({ id, mean }) => `${id.split('/')[1]} ${(100 * mean).toFixed(2)} %`);
  return fact('the best is 5 x 200', `first ${first}, second ${second}`, ranked[0].id === '001/5x200');
}

function wider(evidence: Evidence, count: number) {
  const [narrow, wide] = [100, 200].map((units) => secondsOf(evidence, `001/${count}x${units}`));
  return fact(
    `wider networks take longer, ${count} layers`,
    `${narrow.toFixed(1)} s and ${wide.toFixed(1)} s`,
    wide > narrow,
  );
}

function belowValidation(evidence: Evidence) {
  const gaps = [...ids(100), ...ids(200)].map(
    (id) => 100 * (figureOf(evidence, id, 'validationAccuracy') - figureOf(evidence, id, 'trainingAccuracy')),
  );
  return fact(
    'training accuracy is below validation accuracy throughout',
    `by ${Math.min(...gaps).toFixed(1)} to ${Math.max(...gaps).toFixed(1)} points`,
    Math.min(...gaps) > 0,
  );
}
