import type { Operand } from '../../../tensor/device.js';
import { sizeOf } from '../../../tensor/shape.js';
import type { KernelTable } from '../../backend.js';
import type { KernelName, Pool2dGeometry } from '../../kernels.js';
import { linearDispatch, type Launcher } from '../launch.js';
import { requireDType } from './wgsl-types.js';

type Pool2dKernels = Pick<KernelTable, 'maxPool2d' | 'maxPool2dGradient' | 'averagePool2d' | 'averagePool2dGradient'>;

/** Max and average pooling: kernels/pool2d.wgsl, and pool2d-gradient.wgsl. */
export function pool2dKernels(gpu: Launcher): Pool2dKernels {
  return {
    maxPool2d: ([x], [y], geometry) => launchPooling(gpu, 'maxPool2d', x, y, geometry),
    averagePool2d: ([x], [y], geometry) => launchPooling(gpu, 'averagePool2d', x, y, geometry),
    maxPool2dGradient: ([dy, x], [dx], geometry) => launchGradient(gpu, 'maxPool2dGradient', dy, x, dx, geometry),
    averagePool2dGradient: ([dy], [dx], geometry) =>
      launchGradient(gpu, 'averagePool2dGradient', dy, null, dx, geometry),
  };
}

function launchPooling(gpu: Launcher, name: KernelName, x: Operand, y: Operand, geometry: Pool2dGeometry): void {
  for (const operand of [x, y]) requireDType(name, operand, ['float32']);
  const threads = geometry.batch * geometry.outHeight * geometry.outWidth * Math.ceil(geometry.channels / 4);
  gpu.launch({
    kernel: 'pool2d',
    include: ['linear-index', 'pool2d-window'],
    constants: {
      ...geometryConstants(geometry),
      AVERAGE: name === 'averagePool2d',
      INPUT_SIZE: sizeOf(x.shape),
      OUTPUT_SIZE: sizeOf(y.shape),
      THREADS: threads,
    },
    reads: [x],
    writes: [y],
    dispatch: linearDispatch(threads, 64, gpu.limits.workgroupsPerDimension),
  });
}

function launchGradient(
  gpu: Launcher,
  name: KernelName,
  dy: Operand,
  x: Operand | null,
  dx: Operand,
  geometry: Pool2dGeometry,
): void {
  for (const operand of [dy, dx]) requireDType(name, operand, ['float32']);
  const { windowHeight, windowWidth, strideHeight, strideWidth } = geometry;
  const isDisjoint = strideHeight >= windowHeight && strideWidth >= windowWidth;
  const pixels = isDisjoint ? geometry.outHeight * geometry.outWidth : geometry.inHeight * geometry.inWidth;
  const threads = geometry.batch * pixels * Math.ceil(geometry.channels / 4);
  gpu.launch({
    kernel: 'pool2d-gradient',
    entry: isDisjoint ? 'disjoint' : 'main',
    include: ['linear-index', 'pool2d-window'],
    constants: {
      ...geometryConstants(geometry),
      AVERAGE: x === null,
      INPUT_SIZE: sizeOf(dx.shape),
      OUTPUT_SIZE: sizeOf(dy.shape),
      THREADS: threads,
    },
    reads: [dy, x],
    writes: [dx],
    dispatch: linearDispatch(threads, 64, gpu.limits.workgroupsPerDimension),
  });
}

function geometryConstants(geometry: Pool2dGeometry) {
  return {
    IN_HEIGHT: geometry.inHeight,
    IN_WIDTH: geometry.inWidth,
    CHANNELS: geometry.channels,
    OUT_HEIGHT: geometry.outHeight,
    OUT_WIDTH: geometry.outWidth,
    WINDOW_HEIGHT: geometry.windowHeight,
    WINDOW_WIDTH: geometry.windowWidth,
    STRIDE_HEIGHT: geometry.strideHeight,
    STRIDE_WIDTH: geometry.strideWidth,
    PAD_TOP: { i32: geometry.padTop },
    PAD_LEFT: { i32: geometry.padLeft },
  };
}
