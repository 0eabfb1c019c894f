import type { KernelTable } from '../../backend.js';
import type { Launcher } from '../launch.js';
import { laneExchange } from './lane-exchange.js';
import { chooseMatmulVariant, type ThinVariant } from './matmul-variant.js';
import { launchParts, launchBlocks, type Product } from './tiled-product.js';

/** kernels/matmul.wgsl in blocks (on matmul-tile.wgsl, matmul-direct.wgsl or matmul-broadcast.wgsl), or kernels/matmul-thin.wgsl: see `chooseMatmulVariant`. */
export function matmulKernels(gpu: Launcher): Pick<KernelTable, 'matmul'> {
  return {
    matmul([a, b, bias], [c], { batch, m, n, k, transposeA, transposeB, batchStrideA, batchStrideB, activation }) {
      const left: Factor = {
        operand: a,
        length: m,
        stride: transposeA ? 1 : k,
        depthStride: transposeA ? m : 1,
        batchStride: batchStrideA,
        alongDepth: !transposeA,
      };
      const right: Factor = {
        operand: b,
        length: n,
        stride: transposeB ? k : 1,
        depthStride: transposeB ? 1 : n,
        batchStride: batchStrideB,
        alongDepth: transposeB,
      };
      const alongDepth = { leftAlongDepth: left.alongDepth, rightAlongDepth: right.alongDepth };
      const shape = { name: 'matmul', rows: m, columns: n, depth: k, batch, ...alongDepth } as const;
      const variant = gpu.choose(shape, chooseMatmulVariant(m, n, k, batch, gpu.limits));
      const rest = { name: 'matmul', bias, product: c, depth: k, batch, activation } as const;
      if (variant.kind === 'thin') {
        // The long operand is what the kernel calls left.
        if (m >= n) launchThin(gpu, { ...productOf(left, right), ...rest }, variant, left.alongDepth, false);
        else launchThin(gpu, { ...productOf(right, left), ...rest }, variant, right.alongDepth, true);
        return;
      }
      const product = { ...productOf(left, right), ...rest, ...alongDepth };
      launchBlocks(
        gpu,
        { ...product, kernel: 'matmul', constants: { ...product.constants, HAS_EDGES: false, HAS_NOTES: false } },
        variant,
      );
    },
  };
}

/** An operand and how it lies in memory, in elements. */
interface Factor {
  readonly operand: Product['left'];
  /** Its rows (a) or columns (b). */
  readonly length: number;
  readonly stride: number;
  readonly depthStride: number;
  readonly batchStride: number;
  /** Whether the depth is what is contiguous. */
  readonly alongDepth: boolean;
}

function productOf(left: Factor, right: Factor): Pick<Product, 'left' | 'right' | 'rows' | 'columns' | 'constants'> {
  return {
    left: left.operand,
    right: right.operand,
    rows: left.length,
    columns: right.length,
    constants: {
      LEFT_ROW_STRIDE: left.stride,
      LEFT_DEPTH_STRIDE: left.depthStride,
      LEFT_BATCH_STRIDE: left.batchStride,
      RIGHT_COLUMN_STRIDE: right.stride,
      RIGHT_DEPTH_STRIDE: right.depthStride,
      RIGHT_BATCH_STRIDE: right.batchStride,
    },
  };
}

/** @param swapped whether rows and columns are those of the transposed product: the long operand was b */
function launchThin(
  gpu: Launcher,
  product: Omit<Product, 'kernel'>,
  variant: ThinVariant,
  leftAlongDepth: boolean,
  swapped: boolean,
): void {
  const { rows, columns, batch } = product;
  const workgroups = variant.parts * batch * Math.ceil(rows / variant.rowLanes) * Math.ceil(columns / 4);
  const innerSize = swapped ? rows : columns;
  // Along the depth the lanes of a row are neighbours; if they are in one subgroup they need no memory to meet.
  const { subgroupSize } = gpu.limits;
  const isOneSubgroup = leftAlongDepth && variant.depthLanes <= subgroupSize;
  const exchange = laneExchange(variant.depthLanes, { subgroupSize: isOneSubgroup ? subgroupSize : 1 });
  launchParts(gpu, { ...product, kernel: 'matmul-thin' }, variant, exchange.include, workgroups, innerSize, {
    ...exchange.constants,
    PRODUCT_ROW_STRIDE: swapped ? 1 : columns,
    PRODUCT_COLUMN_STRIDE: swapped ? rows : 1,
    BIAS_ALONG_ROWS: swapped,
    ROW_LANES: variant.rowLanes,
    DEPTH_LANES: variant.depthLanes,
    LEFT_ALONG_DEPTH: leftAlongDepth,
  });
}
