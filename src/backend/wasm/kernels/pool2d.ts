import type { Operand } from '../../../tensor/device.js';
import type { KernelTable } from '../../backend.js';
import type { Pool2dGeometry } from '../../kernels.js';
import type { FunctionBuilder } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { writeMean, writeMeanGradient } from './pool2d-average.js';
import { defineCutWindow } from './pool2d-cut-window.js';
import {
  areDisjoint,
  writeDisjointGradient,
  writeOverlappingGradient,
  type WindowGradient,
} from './pool2d-gradient.js';
import { writeMaximum, writeMaximumGradient } from './pool2d-max.js';
import {
  forEachOutputRow,
  forEachWindowOfRow,
  poolingLayout,
  type PoolingLayout,
  type Window,
} from './pool2d-windows.js';

type Pool2dKernels = Pick<KernelTable, 'maxPool2d' | 'maxPool2dGradient' | 'averagePool2d' | 'averagePool2dGradient'>;

/**
 * Max and average pooling: y[b, oh, ow, c] = largest, or mean, of x[b, h, w, c] over the real pixels of a window, and their
 * gradients. Four channels at a time, window by window, output row by output row; the code is made for the geometry, but for
 * any batch.
 */
export function pool2dKernels(launcher: Launcher): Pool2dKernels {
  return {
    maxPool2d: ([x], [y], geometry) => launchPooling(launcher, 'maxPool2d', x, y, geometry, writeMaximum),
    averagePool2d: ([x], [y], geometry) => launchPooling(launcher, 'averagePool2d', x, y, geometry, writeMean),
    maxPool2dGradient: ([dy, x], [dx], geometry) =>
      launchGradient(launcher, 'maxPool2dGradient', dy, [x, dx], geometry, writeMaximumGradient),
    averagePool2dGradient: ([dy], [dx], geometry) =>
      launchGradient(launcher, 'averagePool2dGradient', dy, [dx], geometry, writeMeanGradient),
  };
}

/** Computes a window's pixel of y. `images` is x. */
type WindowPooling = (f: FunctionBuilder, layout: PoolingLayout, window: Window) => void;

function launchPooling(
  launcher: Launcher,
  name: string,
  x: Operand,
  y: Operand,
  geometry: Pool2dGeometry,
  pool: WindowPooling,
): void {
  launcher.launch({
    code: codeName(name, geometry),
    write: (k) => writePooling(k, poolingLayout(geometry), pool),
    operands: [y, x],
    scalars: [{ i32: geometry.batch * geometry.outHeight }],
    isParallel: isWorthThreads(pixelsRead(geometry)),
  });
}

function writePooling(k: KernelBuilder, layout: PoolingLayout, pool: WindowPooling): void {
  const operands = { output: k.pointer(0), images: [k.pointer(1)] };
  const visitors = {
    whole: (window: Window) => pool(k, layout, window),
    cut: defineCutWindow(k, 1, (f, window) => pool(f, layout, window)),
  };
  forEachOutputRow(k, layout, operands, k.integer(0), (row) => forEachWindowOfRow(k, layout, row, visitors));
}

/** `images`: the operands of x's shape, dx last. */
function launchGradient(
  launcher: Launcher,
  name: string,
  dy: Operand,
  images: readonly Operand[],
  geometry: Pool2dGeometry,
  gradient: WindowGradient,
): void {
  const layout = poolingLayout(geometry);
  const isDisjoint = areDisjoint(layout);
  const write = isDisjoint ? writeDisjointGradient : writeOverlappingGradient;
  launcher.launch({
    code: codeName(name, geometry),
    write(k) {
      const operands = { output: k.pointer(0), images: images.map((_, i) => k.pointer(1 + i)) };
      write(k, layout, operands, k.integer(0), gradient);
    },
    operands: [dy, ...images],
    scalars: [{ i32: geometry.batch * (isDisjoint ? geometry.outHeight : geometry.inHeight) }],
    isParallel: isWorthThreads(pixelsRead(geometry)),
  });
}

/** What the code depends on: everything but the batch. */
function codeName(name: string, g: Pool2dGeometry): string {
  const height = `${g.inHeight} ${g.outHeight} ${g.windowHeight} ${g.strideHeight} ${g.padTop}`;
  const width = `${g.inWidth} ${g.outWidth} ${g.windowWidth} ${g.strideWidth} ${g.padLeft}`;
  return `${name} ${height} ${width} ${g.channels}`;
}

/** How many elements the windows hold, all together. */
function pixelsRead(g: Pool2dGeometry): number {
  return g.batch * g.outHeight * g.outWidth * g.windowHeight * g.windowWidth * g.channels;
}
