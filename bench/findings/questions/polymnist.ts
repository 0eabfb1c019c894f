import { fact, more, notComparable } from '../claim.js';
import { accuracyOf, experiment, figureOf, secondsOf, validationCurve, type Evidence } from '../evidence.js';
import type { Question } from '../question.js';

const convolutional = ['000/dl-model-1', '000/dl-model-2'];
const dense = ['000/simple-nn-1', '000/simple-nn-2'];
const linear = ['000/linear', '000/linear-augmented'];

/** Notebook 000: our pictures have other backgrounds, so that only differences between models are compared. */
export const polymnistQuestions: readonly Question[] = [
  {
    notebook: '000',
    question: 'Which architecture recognises the digits best?',
    claims: (evidence) => [
      more(evidence, 'convolutional networks are well above dense ones', convolutional, dense),
      more(evidence, 'dense networks are well above linear ones', dense, linear),
      preferTheFirst(evidence),
    ],
    remark: (evidence) =>
      `On test images, which the notebook never scores, ours reach ` +
      [...convolutional, ...dense, ...linear]
        .map((id) => `${(100 * figureOf(evidence, id, 'testAccuracy')).toFixed(2)} % (${id.split('/')[1]})`)
        .join(', ') +
      '. The backgrounds are stand-ins: how hard the pictures are is not what it was.',
    drawn: [...convolutional, ...dense, ...linear],
  },
  {
    notebook: '000',
    question: 'What does batch normalisation bring?',
    claims: (evidence) => [
      more(evidence, 'slightly better accuracy', ['000/dl-model-2'], ['000/dl-model-1']),
      steadier(evidence),
      moreTime(evidence),
    ],
    remark: () =>
      'The two networks differ in more than that (filters, kernel size, the width of the dense layer), in the notebook as here.',
  },
  {
    notebook: '000',
    question: 'What does doubling the hidden layer (64 to 128) bring?',
    claims: (evidence) => [more(evidence, 'about 13 points: it helps', ['000/simple-nn-2'], ['000/simple-nn-1'])],
  },
  {
    notebook: '000',
    question: 'What does augmentation do to a linear classifier?',
    claims: (evidence) => [more(evidence, 'about 6 points less with it', ['000/linear'], ['000/linear-augmented'])],
    remark: () =>
      'No evidence about augmentation alone: the two trainings also differ in their batches (about 9,375 and 32 images, 160 and 46,875 updates).',
  },
  {
    notebook: '000',
    question: 'How does the best model do on own handwriting?',
    claims: () => [notComparable('2 of 5 digits are read right', 'the five pictures are not published')],
    remark: () =>
      'The notebook feeds them as bytes from 0 to 255 and without the blur to a network that was trained on blurred pictures from 0 to 1. ' +
      'Here `handgrad predict` prepares a picture as the training images were, whatever its size.',
  },
];

/** Below one point more accuracy the shorter training is to be preferred, as the notebook has it with 0.2. */
const WORTH_WAITING_FOR = 0.01;

function preferTheFirst(evidence: Evidence) {
  const [first, second] = convolutional.map((id) => secondsOf(evidence, id));
  const [without, withMore] = convolutional.map((id) => experiment(evidence, id).mean);
  return fact(
    'the first convolutional network is preferred: 0.2 points more are not worth the longer training',
    `${accuracyOf(evidence, convolutional[0])} in ${first.toFixed(0)} s, ${accuracyOf(evidence, convolutional[1])} in ${second.toFixed(0)} s`,
    first < second && withMore - without < WORTH_WAITING_FOR,
  );
}

/** How much the validation accuracy jumps from epoch to epoch, without its trend: mean of |second differences|. */
function roughness(curve: readonly number[]): number {
  const jumps = curve.slice(2).map((value, i) => Math.abs(value - 2 * curve[i + 1] + curve[i]));
  return jumps.reduce((total, jump) => total + jump, 0) / jumps.length;
}

function steadier(evidence: Evidence) {
  const [without, withIt] = convolutional.map((id) => 100 * roughness(validationCurve(evidence, id)));
  return fact(
    'steadier curves',
    `mean second difference of the validation accuracy: ${withIt.toFixed(2)} points with, ${without.toFixed(2)} without`,
    withIt < without,
  );
}

function moreTime(evidence: Evidence) {
  const [without, withIt] = convolutional.map((id) => secondsOf(evidence, id));
  return fact('more time', `${withIt.toFixed(0)} s with, ${without.toFixed(0)} s without`, withIt > without);
}
