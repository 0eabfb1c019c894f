import type { Conv2dGeometry } from '../../kernels.js';
import { F32x4, I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import type { Convolution } from './conv2d-forward.js';
import { applyActivation } from './fused-activation.js';
import { forEachShareOfImages } from './image-shares.js';
import { linearMap } from './linear-map.js';
import { packTransposed } from './pack.js';
import { imageAt, imageBytes } from './padded-image.js';
import { tilings } from './tiling.js';
import {
  inputTransform,
  multiplyPlanes,
  outputPanels,
  outputTransform,
  type Block,
  type WinogradSetting,
} from './winograd-block.js';
import { planWinograd, TILE_INPUTS, TILE_PRODUCTS } from './winograd-plan.js';
import { transformTile } from './winograd-tile.js';

/** Bytes of scratch: what threads share (U), then for each thread V and M of a block, half a transformed tile and a padded image. */
interface WinogradScratch {
  readonly kernel: number;
  readonly perThread: number;
}

export function winogradScratch(g: Conv2dGeometry, hasRelaxedSimd: boolean): WinogradScratch {
  const { planeBytes, image } = planWinograd(g, hasRelaxedSimd);
  const { u, v, m } = planeBytes;
  return { kernel: TILE_PRODUCTS * u, perThread: TILE_PRODUCTS * (v + m + 16) + image.bytes };
}

/** The same for the gradient of the input: U, and the kernel turned round. */
export function winogradInputGradientScratch(g: Conv2dGeometry, hasRelaxedSimd: boolean): WinogradScratch {
  const { kernel, perThread } = winogradScratch(inputGradientGeometry(g), hasRelaxedSimd);
  return { kernel: kernel + turnedBytes(g), perThread };
}

/**
 * y of conv2d-forward.ts with stride 1, after Lavin & Gray 2016, "Fast Algorithms for Convolutional Neural Networks" (arXiv 1509.09308),
 * algorithm 1. The output is cut into tiles. Instead of a product for each output and each element of the kernel, a tile takes one for
 * each of its inputs (winograd-transforms.ts, here along both axes):
 *
 *   U = G w Gt,   V = Bt d B,   M[p][tile][o] = sum over i of V[p][tile][i] U[p][i][o] for each of the products p,   y = At M A
 *
 * U is made once, shared by all threads. Then each thread has its share of blocks of tiles, and a block's V, M and outputs follow each
 * other in its cache. A tile at the border writes what exists of it.
 *
 * Operands: x, w, bias, y.
 */
export function writeWinogradForward(k: KernelBuilder, { geometry: g, hasBias, activation }: Convolution): void {
  const [x, w, bias, y] = [0, 1, 2, 3].map((i) => k.pointer(i));
  const tapBytes = 4 * g.inChannels * g.outChannels;
  writeWinograd(
    k,
    g,
    { x, y, scratch: k.scratch() },
    { w, tapBytes, channelBytes: 4 * g.outChannels },
    (sums, channel) => applyActivation(k, activation, hasBias ? sums.add(F32x4.load(bias.add(channel))) : sums),
  );
}

/**
 * dx of conv2d-input-gradient.ts with stride 1: the convolution of the padded dy with the kernel turned round, its channels exchanged.
 * What is multiplied with padding zeros here is far less than what is saved.
 *
 * Operands: dy, w, dx.
 */
export function writeWinogradInputGradient(k: KernelBuilder, g: Conv2dGeometry): void {
  const [dy, w, dx] = [0, 1, 2].map((i) => k.pointer(i));
  const turned = k.scratch();
  const channelBytes = 16 * Math.ceil(g.inChannels / 4);
  const tapBytes = channelBytes * g.outChannels;
  const taps = g.kernelHeight * g.kernelWidth;
  const { begin, end } = k.share(taps);
  k.for(begin, end, 1, (tap) => {
    const to = turned.add(
      I32.const(taps - 1)
        .sub(tap)
        .mul(tapBytes),
    );
    packTransposed(k, to, w.add(tap.mul(4 * g.inChannels * g.outChannels)), {
      columns: g.inChannels,
      columnBytes: 4 * g.outChannels,
      rows: g.outChannels,
    });
  });
  k.barrier();
  const places = { x: dy, y: dx, scratch: k.int(turned.add(turnedBytes(g))) };
  writeWinograd(k, inputGradientGeometry(g), places, { w: turned, tapBytes, channelBytes }, (sums) => sums);
}

/** The convolution of dy that gives dx. */
export function inputGradientGeometry(g: Conv2dGeometry): Conv2dGeometry {
  return {
    ...g,
    inHeight: g.outHeight,
    inWidth: g.outWidth,
    inChannels: g.outChannels,
    outHeight: g.inHeight,
    outWidth: g.inWidth,
    outChannels: g.inChannels,
    padTop: g.kernelHeight - 1 - g.padTop,
    padLeft: g.kernelWidth - 1 - g.padLeft,
  };
}

function turnedBytes(g: Conv2dGeometry): number {
  return 16 * g.kernelHeight * g.kernelWidth * g.outChannels * Math.ceil(g.inChannels / 4);
}

/** A kernel [taps][inChannels][outChannels]: from one tap to the next and from one input channel to the next, in bytes. */
interface KernelPlace {
  readonly w: Local<I32>;
  readonly tapBytes: number;
  readonly channelBytes: number;
}

function writeWinograd(
  k: KernelBuilder,
  g: Conv2dGeometry,
  { x, y, scratch }: { readonly x: Local<I32>; readonly y: Local<I32>; readonly scratch: Local<I32> },
  kernel: KernelPlace,
  finish: (sums: F32x4, channel: Local<I32>) => F32x4,
): void {
  const plan = planWinograd(g, k.hasRelaxedSimd);
  const { kernel: kernelBytes, perThread } = winogradScratch(g, k.hasRelaxedSimd);
  const v = k.int(scratch.add(kernelBytes).add(k.thread.mul(perThread)));
  const m = k.int(v.add(TILE_PRODUCTS * plan.planeBytes.v));
  const half = k.int(m.add(TILE_PRODUCTS * plan.planeBytes.m));
  const own = k.int(half.add(16 * TILE_PRODUCTS));
  const setting: WinogradSetting = { g, plan, u: scratch, v, m, half };

  transformKernel(k, setting, kernel);
  if (plan.image.isCopied) k.clear(own, plan.image.bytes);
  k.barrier();

  const transformInputs = inputTransform(k, setting);
  const transformOutputs = outputTransform(k, setting, finish);
  const [full, rest] = tilings(plan.tilesDown * plan.tilesAcross, plan.blockTiles);
  forEachShareOfImages(k, g.batch, full.count + (rest ? 1 : 0), (image, firstBlock, lastBlock) => {
    const source = imageAt(k, g, plan.image, { x, image, own });
    const target = k.int(y.add(image.mul(imageBytes(g).output)));
    const compute = (block: Block) => {
      transformInputs(source, block);
      multiplyPlanes(k, setting, block.count);
      transformOutputs(target, block);
    };
    k.for(firstBlock, lastBlock, 1, (number) => {
      const first = k.int(number.mul(plan.blockTiles));
      if (!rest) return compute({ first, count: full.size });
      k.if(
        number.less(full.count),
        () => compute({ first, count: full.size }),
        () => compute({ first, count: rest.size }),
      );
    });
  });
}

/** U[p], panel by panel [inChannels][vectors of the panel]. Threads share the input channels. */
function transformKernel(
  k: KernelBuilder,
  { g, plan, u, half }: WinogradSetting,
  { w, tapBytes, channelBytes }: KernelPlace,
) {
  const map = linearMap(k, plan.transforms().kernel);
  const plane = plan.planeBytes.u;
  const { begin, end } = k.share(g.inChannels);
  k.for(begin, end, 1, (channel) => {
    const from = k.int(w.add(channel.mul(channelBytes)));
    for (const { from: first, size, count } of outputPanels(plan)) {
      const to = k.int(u.add(16 * first * g.inChannels).add(channel.mul(16 * size)));
      const source = { size: g.kernelHeight, from, rowBytes: g.kernelWidth * tapBytes, columnBytes: tapBytes };
      const storeRow = (at: Local<I32>, row: readonly Local<F32x4>[]) =>
        row.forEach((value, j) => k.store(at, value, j * plane));
      k.times(count, () => {
        k.times(size, () => {
          transformTile(k, { map, ...source, to, toRowBytes: TILE_INPUTS * plane, rows: TILE_INPUTS, storeRow, half });
          k.increase(from, 16);
          k.increase(to, 16);
        });
        k.increase(to, 16 * size * (g.inChannels - 1));
      });
    }
  });
}
