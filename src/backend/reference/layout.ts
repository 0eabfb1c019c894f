import type { KernelTable } from '../backend.js';
import { floatsOf, integersOf, valuesOf } from './reference-buffer.js';
import { forEachRow } from './strided-rows.js';

/** For every multi-index i of `shape`: y[outputOffset + i . outputStrides] = x[inputOffset + i . inputStrides]. */
export const copy: KernelTable['copy'] = ([x], [y], attributes) => {
  const { shape, inputOffset, inputStrides, outputOffset, outputStrides } = attributes;
  const from = valuesOf(x);
  const to = valuesOf(y);
  forEachRow(shape, [inputStrides, outputStrides], ([inputAt, outputAt], [inputStep, outputStep], count) => {
    const input = inputOffset + inputAt;
    const output = outputOffset + outputAt;
    for (let i = 0; i < count; i++) to[output + i * outputStep] = from[input + i * inputStep];
  });
};

/** y[o, j, i] = scale * x[o, indices[j], i]; 0 where the index is outside. */
export const gather: KernelTable['gather'] = ([x, indices], [y], { outer, length, inner, count, scale }) => {
  const from = valuesOf(x);
  const to = valuesOf(y);
  const index = integersOf(indices);
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < count; j++) {
      const l = index[j];
      const xAt = (o * length + l) * inner;
      const yAt = (o * count + j) * inner;
      if (l < 0 || l >= length) to.fill(0, yAt, yAt + inner);
      else for (let i = 0; i < inner; i++) to[yAt + i] = scale * from[xAt + i];
    }
  }
};

/** The gradient of gather: dx[o, l, i] = sum over j with indices[j] = l of dy[o, j, i]. */
export const scatterAdd: KernelTable['scatterAdd'] = ([dy, indices], [dx], { outer, length, inner, count }) => {
  const from = floatsOf(dy);
  const index = integersOf(indices);
  const sums = new Float64Array(outer * length * inner);
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < count; j++) {
      const l = index[j];
      if (l < 0 || l >= length) continue;
      const dxAt = (o * length + l) * inner;
      const dyAt = (o * count + j) * inner;
      for (let i = 0; i < inner; i++) sums[dxAt + i] += from[dyAt + i];
    }
  }
  floatsOf(dx).set(sums);
};

/** y[j, d] = indices[j] = d ? onValue : offValue. */
export const oneHot: KernelTable['oneHot'] = ([indices], [y], { depth, onValue, offValue }) => {
  const index = integersOf(indices);
  const to = floatsOf(y).fill(offValue);
  for (let j = 0; j < index.length; j++) {
    if (index[j] >= 0 && index[j] < depth) to[j * depth + index[j]] = onValue;
  }
};
