import type { KernelTable } from '../backend.js';
import { floatsOf, integersOf } from './reference-buffer.js';

/** The exponent's bits in the word that holds them: all set means NaN or infinite. */
const EXPONENT = { float32: 0x7f800000, float64: 0x7ff00000 } as const;

/** count[0] += number of x[i] that are NaN or infinite, decided on the bits of the exponent. */
export const countNonFinite: KernelTable['countNonFinite'] = ([x], [count]) => {
  const values = floatsOf(x);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
  // A double's exponent is in its second word: typed arrays are little-endian wherever JavaScript runs today.
  const [first, step, exponent] = x.dtype === 'float64' ? [1, 2, EXPONENT.float64] : [0, 1, EXPONENT.float32];
  let found = 0;
  for (let word = first; word < words.length; word += step) {
    if ((words[word] & exponent) === exponent) found++;
  }
  integersOf(count)[0] += found;
};

/** counts[l, p] += number of j with labels[j] = l and predictions[j] = p; classes outside of the matrix are not counted. */
export const confusionMatrix: KernelTable['confusionMatrix'] = ([labels, predictions], [counts], { classes }) => {
  const [label, prediction, to] = [integersOf(labels), integersOf(predictions), integersOf(counts)];
  const known = (c: number) => c >= 0 && c < classes;
  for (let j = 0; j < label.length; j++) {
    if (known(label[j]) && known(prediction[j])) to[label[j] * classes + prediction[j]]++;
  }
};
