import type { Conv2dGeometry } from '../../kernels.js';
import { F32x4, type I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { writeColumnProduct } from './column-product.js';
import type { Convolution } from './conv2d-forward.js';
import { applyActivation } from './fused-activation.js';
import { forEachShareOfImages } from './image-shares.js';
import { linearMap } from './linear-map.js';
import { transpose4 } from './pack.js';
import { imageAt, imageBytes } from './padded-image.js';
import { planWinogradRows, ROW_TILE_OUTPUTS, type WinogradRowsPlan } from './winograd-rows-plan.js';

/** Bytes of scratch: U, which threads share, then for each thread V and M of a column of tiles, and a padded image. */
interface RowsScratch {
  readonly kernel: number;
  readonly v: number;
  readonly m: number;
  readonly perThread: number;
}

export function winogradRowsScratch(g: Conv2dGeometry): RowsScratch {
  const { tileInputs, outVectors, pointBytes, image } = planWinogradRows(g);
  const v = 64 * Math.ceil((g.inChannels * tileInputs * pointBytes) / 64);
  const m = 64 * Math.ceil((16 * tileInputs * g.outHeight) / 64);
  const kernel = 16 * outVectors * tileInputs * g.inChannels * g.kernelHeight;
  return { kernel, v, m, perThread: v + m + image.bytes };
}

/** What the parts of the code share: the convolution, and where U (shared by all threads) and a thread's V and M lie. */
interface RowsSetting {
  readonly g: Conv2dGeometry;
  readonly plan: WinogradRowsPlan;
  readonly u: Local<I32>;
  readonly v: Local<I32>;
  readonly m: Local<I32>;
}

/**
 * y of conv2d-forward.ts with stride 1 and few input channels, by minimal filtering along rows alone (winograd-transforms.ts): the rows of the
 * kernel are added up as they are. For each point p, with d four neighbouring outputs' inputs in a row of the image,
 *
 *   U[p][i][kh] = G w[kh, :, i],   V[i][p][row] = Bt d,   M[oh][p] = sum over kh, i of V[i][p][oh + kh] U[p][i][kh],   y[oh] = At M[oh]
 *
 * Along both axes (conv2d-winograd.ts) there would be fewer products still, but with few channels the transforms of M are most of the work.
 *
 * U is made once, shared by all threads. A thread takes its share of the columns of tiles, four outputs wide and as high as the
 * image, and of each four channels at a time, so that M is a few KiB.
 *
 * Operands: x, w, bias, y.
 */
export function writeWinogradRows(k: KernelBuilder, { geometry: g, hasBias, activation }: Convolution): void {
  const [x, w, bias, y] = [0, 1, 2, 3].map((i) => k.pointer(i));
  const plan = planWinogradRows(g);
  const scratch = winogradRowsScratch(g);
  const u = k.scratch();
  const v = k.int(u.add(scratch.kernel).add(k.thread.mul(scratch.perThread)));
  const m = k.int(v.add(scratch.v));
  const own = k.int(m.add(scratch.m));
  const setting: RowsSetting = { g, plan, u, v, m };

  transformKernel(k, setting, w);
  if (plan.image.isCopied) k.clear(own, plan.image.bytes);
  k.barrier();

  const transformInputs = inputTransform(k, setting);
  const transformOutputs = outputTransform(k, setting, {
    bias: hasBias ? bias : null,
    finish: (sums) => applyActivation(k, activation, sums),
  });
  forEachShareOfImages(k, g.batch, plan.tilesAcross, (image, firstTile, lastTile) => {
    const source = imageAt(k, g, plan.image, { x, image, own });
    const target = k.int(y.add(image.mul(imageBytes(g).output)));
    k.for(firstTile, lastTile, 1, (tile) => {
      transformInputs(source, tile);
      const uOfVector = k.int(u);
      const channel = k.int(0);
      const transformVector = (lanes: number) => {
        multiplyPoints(k, setting, uOfVector);
        transformOutputs(target, { tile, channel, lanes });
        k.increase(channel, 16);
      };
      if (g.outChannels >= 4) k.times(Math.floor(g.outChannels / 4), () => transformVector(4));
      if (g.outChannels % 4 > 0) transformVector(g.outChannels % 4);
    });
  });
}

/** U[vector of output channels][p][i][kh]. Threads share the vectors. */
function transformKernel(k: KernelBuilder, { g, plan, u }: RowsSetting, w: Local<I32>): void {
  const map = linearMap(k, plan.transforms().kernel);
  const tapBytes = 4 * g.inChannels * g.outChannels;
  const pointBytes = 16 * g.inChannels * g.kernelHeight;
  const { begin, end } = k.share(plan.outVectors);
  k.for(begin, end, 1, (vector) => {
    const to = k.int(u.add(vector.mul(plan.tileInputs * pointBytes)));
    const channel = k.int(w.add(vector.mul(16)));
    k.times(g.inChannels, () => {
      const from = k.int(channel);
      k.times(g.kernelHeight, () => {
        const row = Array.from({ length: g.kernelWidth }, (_, kw) => k.floats(F32x4.load(from, kw * tapBytes)));
        map(row).forEach((value, p) => k.store(to, value, p * pointBytes));
        k.increase(from, g.kernelWidth * tapBytes);
        k.increase(to, 16);
      });
      k.increase(channel, 4 * g.outChannels);
    });
  });
}

/** Code for V of a column of tiles of the image at `source`, four rows at a time. The last four may have been there before. */
function inputTransform(k: KernelBuilder, { g, plan, v }: RowsSetting) {
  const { tileInputs, image, rows, pointBytes } = plan;
  const map = linearMap(k, plan.transforms().input);
  const rowBytes = 4 * image.width * g.inChannels;
  const blocks = Math.ceil((tileInputs * g.inChannels) / 4);
  return (source: Local<I32>, tile: Local<I32>) => {
    const firstColumn = k.int(source.add(tile.mul(4 * ROW_TILE_OUTPUTS * g.inChannels)));
    k.for(0, rows, 4, (next) => {
      const row = k.int(next.min(rows - 4));
      const from = k.int(firstColumn.add(row.mul(rowBytes)));
      const to = k.int(v.add(row.mul(4)));
      const elements = Array.from({ length: blocks }, (_, block) => {
        const ofRows = [0, 1, 2, 3].map((r) => k.floats(F32x4.load(from, r * rowBytes + 16 * block)));
        return transpose4(k, ofRows).map((ofColumn) => k.floats(ofColumn));
      }).flat();
      for (let i = 0; i < g.inChannels; i++) {
        const ofChannel = Array.from({ length: tileInputs }, (_, column) => elements[column * g.inChannels + i]);
        map(ofChannel).forEach((value, p) => k.store(to, value, (i * tileInputs + p) * pointBytes));
      }
    });
  };
}

/** M of a column of tiles and of four output channels. `u` goes on to the next four. */
function multiplyPoints(k: KernelBuilder, { g, plan, v, m }: RowsSetting, u: Local<I32>): void {
  const [column, to] = [k.int(v), k.int(m)];
  k.times(plan.tileInputs, () => {
    const weights = Array.from({ length: g.inChannels }, (_, i) =>
      Array.from({ length: g.kernelHeight }, (__, kh) => k.floats(F32x4.load(u, 16 * (i * g.kernelHeight + kh)))),
    );
    writeColumnProduct(k, {
      weights,
      source: column,
      channelBytes: plan.tileInputs * plan.pointBytes,
      target: to,
      targetBytes: 16 * plan.tileInputs,
      rows: g.outHeight,
    });
    k.increase(u, 16 * g.inChannels * g.kernelHeight);
    k.increase(column, plan.pointBytes);
    k.increase(to, 16);
  });
}

/** Code for the outputs of a column of tiles, in the image at `target`: `channel` is where their channels begin, in bytes. */
function outputTransform(
  k: KernelBuilder,
  { g, plan, m }: RowsSetting,
  { bias, finish }: { readonly bias: Local<I32> | null; readonly finish: (sums: F32x4) => F32x4 },
) {
  // The bias is one more product, whose factor is 1 in each output.
  const matrix = plan.transforms().output.map((row) => (bias ? [...row, 1] : row));
  const map = linearMap(k, matrix);
  const columnBytes = 4 * g.outChannels;
  const lastColumns = g.outWidth - (plan.tilesAcross - 1) * ROW_TILE_OUTPUTS;
  return (target: I32, { tile, channel, lanes }: { tile: Local<I32>; channel: Local<I32>; lanes: number }) => {
    const from = k.int(m);
    const to = k.int(target.add(tile.mul(ROW_TILE_OUTPUTS * columnBytes)).add(channel));
    const isWhole = k.int(tile.notEqual(plan.tilesAcross - 1));
    const ofBias = bias ? [k.floats(F32x4.load(bias.add(channel)))] : [];
    k.times(g.outHeight, () => {
      const products = Array.from({ length: plan.tileInputs }, (_, p) => k.floats(F32x4.load(from, 16 * p)));
      const outputs = map([...products, ...ofBias]).map((sums) => k.floats(finish(sums)));
      const store = (begin: number, end: number) => {
        for (let j = begin; j < end; j++) k.storeLanes(to, outputs[j], lanes, j * columnBytes);
      };
      store(0, lastColumns);
      if (lastColumns < ROW_TILE_OUTPUTS) k.if(isWhole, () => store(lastColumns, ROW_TILE_OUTPUTS));
      k.increase(from, 16 * plan.tileInputs);
      k.increase(to, g.outWidth * columnBytes);
    });
  };
}
