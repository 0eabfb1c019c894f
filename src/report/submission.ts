/**
 * Predicted classes as Kaggle's Digit Recognizer competition takes them: under `ImageId,Label` a line for each image, counted
 * from 1, in the order of the test images.
 */
export function submissionCsv(predictions: ArrayLike<number>): string {
  const lines = Array.from(predictions, (label, i) => `${i + 1},${label}\n`);
  return `ImageId,Label\n${lines.join('')}`;
}
