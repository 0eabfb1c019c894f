import type { KernelTable } from '../backend.js';
import { blockedProduct, packMatrix } from './blocked-product.js';
import { activate } from './fused-activation.js';
import { Patches } from './patches.js';
import { floatsOf } from './reference-buffer.js';

// Each output pixel p reads a patch of the input (patches.ts), so that a convolution and its two gradients are matrix products
// over patches; no patch is ever stored, they are read while a product packs its blocks. With e = (kh, kw, i):
//
//   y[p, o]  = activation(bias[o] + sum over e of patch[p, e] * w[e, o])
//   dw[e, o] = sum over p of patch[p, e] * dy[p, o]
//   dpatch[p, e] = sum over o of dy[p, o] * w[e, o],   dx = each dpatch[p, e] added to the element that patch[p, e] was read from

/** y[b, oh, ow, o] = activation(bias[o] + sum over kh, kw, i of patch * w[kh, kw, i, o]). */
export const conv2d: KernelTable['conv2d'] = ([x, w, bias], [y], { activation, ...geometry }) => {
  const { outChannels } = geometry;
  const patches = new Patches(geometry);
  const [xValues, wValues, yValues] = [floatsOf(x), floatsOf(w), floatsOf(y)];
  const biasValues = bias ? floatsOf(bias) : new Float64Array(outChannels);
  blockedProduct({
    rows: patches.count,
    columns: outChannels,
    depth: patches.size,
    packLeft(packed, p, lines, e, depth) {
      patches.packPatches(packed, xValues, p, lines, e, depth);
    },
    packRight(packed, o, lines, e, depth) {
      packMatrix(packed, wValues, e * outChannels + o, 1, outChannels, lines, depth);
    },
    store({ sums, stride, row: p, rows, column: o, columns }) {
      for (let r = 0; r < rows; r++) {
        const to = (p + r) * outChannels + o;
        for (let c = 0; c < columns; c++) {
          yValues[to + c] = activate(activation, sums[r * stride + c] + biasValues[o + c]);
        }
      }
    },
  });
};

/** dw[kh, kw, i, o] = sum over b, oh, ow of patch * dy[b, oh, ow, o]. */
export const conv2dKernelGradient: KernelTable['conv2dKernelGradient'] = ([x, dy], [dw], geometry) => {
  const { outChannels } = geometry;
  const patches = new Patches(geometry);
  const [xValues, dyValues, dwValues] = [floatsOf(x), floatsOf(dy), floatsOf(dw)];
  blockedProduct({
    rows: patches.size,
    columns: outChannels,
    depth: patches.count,
    packLeft(packed, e, lines, p, depth) {
      patches.packEntries(packed, xValues, e, lines, p, depth);
    },
    packRight(packed, o, lines, p, depth) {
      packMatrix(packed, dyValues, p * outChannels + o, 1, outChannels, lines, depth);
    },
    store({ sums, stride, row: e, rows, column: o, columns }) {
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) dwValues[(e + r) * outChannels + o + c] = sums[r * stride + c];
      }
    },
  });
};

/** dx[b, h, w, i] = sum over o and all (oh, ow, kh, kw) that read (h, w) of dy[b, oh, ow, o] * w[kh, kw, i, o]. */
export const conv2dInputGradient: KernelTable['conv2dInputGradient'] = ([dy, w], [dx], geometry) => {
  const { outChannels } = geometry;
  const patches = new Patches(geometry);
  const [dyValues, wValues, dxValues] = [floatsOf(dy), floatsOf(w), floatsOf(dx)];
  const dxSums = new Float64Array(dxValues.length);
  blockedProduct({
    rows: patches.count,
    columns: patches.size,
    depth: outChannels,
    packLeft(packed, p, lines, o, depth) {
      packMatrix(packed, dyValues, p * outChannels + o, outChannels, 1, lines, depth);
    },
    packRight(packed, e, lines, o, depth) {
      packMatrix(packed, wValues, e * outChannels + o, outChannels, 1, lines, depth);
    },
    store(block) {
      patches.scatterAdd(dxSums, block);
    },
  });
  dxValues.set(dxSums);
};
