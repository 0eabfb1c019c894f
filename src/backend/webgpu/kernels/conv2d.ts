import { HandgradError } from '../../../tensor/error.js';
import type { KernelTable } from '../../backend.js';
import type { Conv2dGeometry } from '../../kernels.js';
import type { Launcher } from '../launch.js';
import type { ShaderConstant } from '../shader.js';
import { chooseConv2dVariant } from './matmul-variant.js';
import { launchNarrow, launchBlocks, type FactorProduct } from './tiled-product.js';

type Conv2dKernels = Pick<KernelTable, 'conv2d' | 'conv2dInputGradient' | 'conv2dKernelGradient'>;

/**
 * Convolution and its gradients as matrix products whose tiles are gathered: kernels/conv2d.wgsl, conv2d-input-gradient.wgsl,
 * conv2d-kernel-gradient.wgsl, on kernels/matmul-tile.wgsl, matmul-direct.wgsl or matmul-narrow.wgsl: see `chooseConv2dVariant`.
 */
export function conv2dKernels(gpu: Launcher): Conv2dKernels {
  return {
    conv2d([x, w, bias], [y], { activation, ...geometry }) {
      launchConvolution(gpu, {
        name: 'conv2d',
        kernel: 'conv2d',
        include: ['conv2d-pixels'],
        left: x,
        right: w,
        bias,
        product: y,
        rows: outputPixels(geometry),
        columns: geometry.outChannels,
        depth: geometry.kernelHeight * geometry.kernelWidth * geometry.inChannels,
        batch: 1,
        activation,
        constants: readingConstants(geometry),
        leftAlongDepth: true,
        rightAlongDepth: false,
      });
    },

    conv2dKernelGradient([x, dy], [dw], geometry) {
      launchConvolution(gpu, {
        name: 'conv2dKernelGradient',
        kernel: 'conv2d-kernel-gradient',
        include: ['conv2d-pixels'],
        left: x,
        right: dy,
        bias: null,
        product: dw,
        rows: geometry.kernelHeight * geometry.kernelWidth * geometry.inChannels,
        columns: geometry.outChannels,
        depth: outputPixels(geometry),
        batch: 1,
        activation: 'linear',
        constants: readingConstants(geometry),
        // Neighbouring output pixels read neighbouring pixels only where a pixel is a single number.
        leftAlongDepth: geometry.inChannels * geometry.strideWidth <= 2,
        rightAlongDepth: false,
      });
    },

    conv2dInputGradient([dy, w], [dx], geometry) {
      launchConvolution(gpu, {
        name: 'conv2dInputGradient',
        kernel: 'conv2d-input-gradient',
        left: dy,
        right: w,
        bias: null,
        product: dx,
        rows: geometry.batch * geometry.inHeight * geometry.inWidth,
        columns: geometry.inChannels,
        depth: geometry.kernelHeight * geometry.kernelWidth * geometry.outChannels,
        batch: 1,
        activation: 'linear',
        constants: {
          ...geometryConstants(geometry),
          OUT_CHANNELS: geometry.outChannels,
          RIGHT_COLUMN_STRIDE: geometry.outChannels,
          HAS_EDGES: true,
        },
        leftAlongDepth: true,
        rightAlongDepth: true,
      });
    },
  };
}

function launchConvolution(gpu: Launcher, product: FactorProduct): void {
  const { rows, columns, depth } = product;
  const variant = gpu.choose(product, chooseConv2dVariant(rows, columns, depth, gpu.limits));
  if (variant.kind === 'narrow') launchNarrow(gpu, product, variant);
  else launchBlocks(gpu, product, variant);
}

function outputPixels({ batch, outHeight, outWidth }: Conv2dGeometry): number {
  return batch * outHeight * outWidth;
}

/** For the kernels that read x. */
function readingConstants(geometry: Conv2dGeometry): Record<string, ShaderConstant> {
  return {
    ...geometryConstants(geometry),
    IN_CHANNELS: geometry.inChannels,
    RIGHT_COLUMN_STRIDE: 1,
    HAS_EDGES: readsOutside(geometry),
  };
}

/** @throws {HandgradError} when coordinates do not fit into the 16 bits that the kernels have for them. */
function geometryConstants(geometry: Conv2dGeometry): Record<string, ShaderConstant> {
  const { outHeight, outWidth, kernelHeight, kernelWidth, strideHeight, strideWidth } = geometry;
  const reachHeight = (kernelHeight - 1) * geometry.dilationHeight;
  const reachWidth = (kernelWidth - 1) * geometry.dilationWidth;
  const height = Math.max((outHeight - 1) * strideHeight, geometry.inHeight + geometry.padTop) + reachHeight;
  const width = Math.max((outWidth - 1) * strideWidth, geometry.inWidth + geometry.padLeft) + reachWidth;
  if (Math.max(height, width) > 65_535) {
    throw new HandgradError(
      `webgpu: conv2d of images of ${geometry.inHeight} x ${geometry.inWidth} pixels is not supported (65,535 along an axis, with ` +
        'padding and kernel, are); cut them, or use --backend reference',
    );
  }
  return {
    IN_HEIGHT: geometry.inHeight,
    IN_WIDTH: geometry.inWidth,
    OUT_HEIGHT: geometry.outHeight,
    OUT_WIDTH: geometry.outWidth,
    KERNEL_HEIGHT: geometry.kernelHeight,
    KERNEL_WIDTH: geometry.kernelWidth,
    STRIDE_HEIGHT: geometry.strideHeight,
    STRIDE_WIDTH: geometry.strideWidth,
    DILATION_HEIGHT: geometry.dilationHeight,
    DILATION_WIDTH: geometry.dilationWidth,
    PAD_TOP: geometry.padTop,
    PAD_LEFT: geometry.padLeft,
    LEFT_BATCH_STRIDE: 0,
    RIGHT_BATCH_STRIDE: 0,
    HAS_NOTES: true,
  };
}

/** Whether any output reads a pixel outside of the image: else the kernel need not ask. */
function readsOutside(geometry: Conv2dGeometry): boolean {
  const { inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth, padTop, padLeft } = geometry;
  const lastRow = (outHeight - 1) * geometry.strideHeight + (kernelHeight - 1) * geometry.dilationHeight - padTop;
  const lastColumn = (outWidth - 1) * geometry.strideWidth + (kernelWidth - 1) * geometry.dilationWidth - padLeft;
  return padTop > 0 || padLeft > 0 || lastRow >= inHeight || lastColumn >= inWidth;
}
