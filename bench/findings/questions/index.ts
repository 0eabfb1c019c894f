import type { Question } from '../question.js';
import { denseQuestions } from './dense-digits.js';
import { kaggleQuestions } from './kaggle-digits.js';
import { laboratoryQuestions } from './mnist-laboratory.js';
import { polymnistQuestions } from './polymnist.js';
import { smallConvolutionQuestions } from './small-convolutions.js';

/** What the five notebooks ask, in their order. */
export const questions: readonly Question[] = [
  ...polymnistQuestions,
  ...kaggleQuestions,
  ...laboratoryQuestions,
  ...smallConvolutionQuestions,
  ...denseQuestions,
];
