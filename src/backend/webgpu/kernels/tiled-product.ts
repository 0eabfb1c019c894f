import type { Operand } from '../../../tensor/device.js';
import { sizeOf } from '../../../tensor/shape.js';
import type { FusedActivation, KernelName } from '../../kernels.js';
import { linearDispatch, type Launcher } from '../launch.js';
import type { ShaderConstant } from '../shader.js';
import type { KernelFile } from '../wgsl.generated.js';
import {
  countTiles,
  type BlockVariant,
  type BroadcastVariant,
  type DirectVariant,
  type MatmulVariant,
  type NarrowVariant,
  type TiledVariant,
} from './matmul-variant.js';
import { requireDType } from './wgsl-types.js';

/** A sum over the depth for every row and column, in whichever kernel finds the factors. */
export interface Product {
  readonly name: KernelName;
  readonly kernel: KernelFile;
  /** Files that only this kernel calls. */
  readonly include?: readonly KernelFile[];
  readonly left: Operand;
  readonly right: Operand;
  readonly bias: Operand | null;
  readonly product: Operand;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly batch: number;
  readonly activation: FusedActivation;
  /** What only this kernel wants to know. */
  readonly constants: Readonly<Record<string, ShaderConstant>>;
}

/** What kernels/matmul-epilogue.wgsl calls them. */
const activationNumbers: Readonly<Record<FusedActivation, number>> = { linear: 0, relu: 1, sigmoid: 2, tanh: 3 };

/** A product whose factors a kernel finds for kernels/matmul-factors.wgsl. */
export interface FactorProduct extends Product {
  /** Whether the factors are contiguous along the depth rather than along rows or columns. */
  readonly leftAlongDepth: boolean;
  readonly rightAlongDepth: boolean;
}

/** Launches a product whose sums are computed in blocks, with the factors of `kernel`. */
export function launchBlocks(gpu: Launcher, product: FactorProduct, variant: BlockVariant): void {
  if (variant.kind === 'direct') launchDirect(gpu, product, variant);
  else if (variant.kind === 'broadcast') launchBroadcast(gpu, product, variant);
  else launchTiled(gpu, product, variant);
}

/** Of the notes that a kernel has none of. */
const NO_NOTES = { HAS_NOTES: false, TILE_ROWS: 1, TILE_DEPTH: 1 };

/** On kernels/matmul-direct.wgsl. */
function launchDirect(gpu: Launcher, product: FactorProduct, variant: DirectVariant): void {
  const { threads, parts } = variant;
  const blocks = parts * product.batch * Math.ceil(product.rows / 8) * Math.ceil(product.columns / 8);
  const workgroups = Math.ceil(blocks / threads);
  launchParts(gpu, product, variant, ['matmul-factors', 'matmul-direct'], workgroups, product.columns, {
    ...NO_NOTES,
    THREADS: threads,
  });
}

/** On kernels/matmul-broadcast.wgsl. */
function launchBroadcast(gpu: Launcher, product: FactorProduct, variant: BroadcastVariant): void {
  const blocks = variant.parts * product.batch * Math.ceil(product.rows / 16) * Math.ceil(product.columns / 32);
  launchParts(gpu, product, variant, ['matmul-factors', 'matmul-broadcast'], blocks, product.columns, NO_NOTES);
}

/** On kernels/matmul-tile.wgsl. */
function launchTiled(gpu: Launcher, product: FactorProduct, tiles: TiledVariant): void {
  const workgroups = tiles.parts * countTiles(tiles, product.rows, product.columns, product.batch);
  launchParts(gpu, product, tiles, ['matmul-factors', 'matmul-tile'], workgroups, product.columns, {
    TILE_ROWS: tiles.tileRows,
    TILE_COLUMNS: tiles.tileColumns,
    TILE_DEPTH: tiles.tileDepth,
    REGISTER_ROWS: tiles.registerRows,
    REGISTER_COLUMNS: tiles.registerColumns,
    LEFT_ALONG_DEPTH: product.leftAlongDepth,
    RIGHT_ALONG_DEPTH: product.rightAlongDepth,
  });
}

/** Launches a product that kernels/matmul-narrow.wgsl computes with the factors of `kernel`. */
export function launchNarrow(gpu: Launcher, product: FactorProduct, variant: NarrowVariant): void {
  const workgroups = variant.parts * Math.ceil(product.rows / variant.tileRows);
  launchParts(gpu, product, variant, ['matmul-factors', 'matmul-narrow'], workgroups, product.columns, {
    TILE_ROWS: variant.tileRows,
    TILE_DEPTH: variant.tileDepth,
    COLUMN_GROUPS: variant.columnGroups,
  });
}

/**
 * Launches a kernel whose depth may be split into parts, and then the one that adds the parts.
 * @param innerSize the length of the product's last axis, which the bias lies along
 */
export function launchParts(
  gpu: Launcher,
  product: Product,
  { parts, partDepth }: Pick<MatmulVariant, 'parts' | 'partDepth'>,
  include: readonly KernelFile[],
  workgroups: number,
  innerSize: number,
  constants: Readonly<Record<string, ShaderConstant>>,
): void {
  const { left, right, bias, batch, rows, columns, depth } = product;
  for (const operand of [left, right, product.product]) requireDType(product.name, operand, ['float32']);
  const size = batch * rows * columns;
  if (size === 0) return;
  const epilogue = {
    BIAS_SIZE: bias ? sizeOf(bias.shape) : 1,
    HAS_BIAS: bias !== null,
    ACTIVATION: activationNumbers[product.activation],
  };
  const shared: KernelFile[] = ['linear-index', 'activations', 'matmul-epilogue'];
  const target = parts === 1 ? product.product : gpu.allocateScratch('float32', parts * size);
  gpu.launch({
    kernel: product.kernel,
    include: [...shared, ...include, ...(product.include ?? [])],
    constants: {
      ...product.constants,
      ...constants,
      ...epilogue,
      ROWS: rows,
      COLUMNS: columns,
      DEPTH: depth,
      BATCH: batch,
      // An array in WGSL has at least one element, also where there is nothing to multiply.
      LEFT_SIZE: Math.max(1, sizeOf(left.shape)),
      RIGHT_SIZE: Math.max(1, sizeOf(right.shape)),
      PARTS: parts,
      PART_DEPTH: partDepth,
    },
    reads: [left, right, bias],
    writes: [target],
    dispatch: linearDispatch(workgroups, 1, gpu.limits.workgroupsPerDimension),
  });
  if (parts === 1) return;
  gpu.launch({
    kernel: 'matmul-parts',
    include: shared,
    constants: { ...epilogue, PARTS: parts, SIZE: size, COLUMNS: innerSize },
    reads: [target, bias],
    writes: [product.product],
    dispatch: linearDispatch(size, 64, gpu.limits.workgroupsPerDimension),
  });
  gpu.releaseScratch(target);
}
