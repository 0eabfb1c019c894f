import type { KernelName } from '../../kernels.js';
import type { LauncherLimits } from '../launch.js';
import {
  cutEvenly,
  fits,
  type DirectVariant,
  type MatmulVariant,
  type NarrowVariant,
  type ThinVariant,
  type TiledVariant,
} from './matmul-variant.js';

/** How a product is computed, in whichever kernel. */
export type ProductVariant = MatmulVariant | NarrowVariant;

/** What decides how long a product takes, and hence which tiles suit it: sizes, and where the factors lie. */
export interface ProductShape {
  readonly name: KernelName;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly batch: number;
  /** Whether the factors are contiguous along the depth rather than along rows or columns. */
  readonly leftAlongDepth: boolean;
  readonly rightAlongDepth: boolean;
}

/** Decides how a product is computed, `usual` being what the rules of matmul-variant.ts say. */
export type ChooseVariant = <V extends ProductVariant>(product: ProductShape, usual: V) => V;

/** Sums of a workgroup down and across, and the most that a thread has of them along either. */
const TILES: readonly (readonly [rows: number, columns: number, registers: 4 | 8])[] = [
  [128, 32, 8],
  [64, 64, 8],
  [64, 32, 8],
  [32, 64, 8],
  [32, 32, 4],
  [32, 16, 4],
  [16, 32, 4],
  [16, 16, 4],
];
const TILE_DEPTHS = [8, 16, 32];
const ROW_LANES = [1, 2, 4, 8, 16, 32];
const NARROW_THREADS = [32, 64, 128];
const DIRECT_THREADS = [16, 64];

/**
 * Ways to compute a product that give the same bits as `usual`, which comes first: each sum's terms are added in the same order.
 * So a candidate is of the same kernel, and the depth is cut into the same parts and shared by as many lanes.
 */
export function candidatesFor<V extends ProductVariant>(
  product: ProductShape,
  usual: V,
  limits: LauncherLimits,
): readonly V[] {
  const candidates = new Map<string, ProductVariant>([[variantText(usual), usual]]);
  for (const other of othersOf(product, usual)) {
    if (holds(other, limits)) candidates.set(variantText(other), other);
  }
  return [...candidates.values()] as V[];
}

function othersOf(product: ProductShape, usual: ProductVariant): readonly ProductVariant[] {
  switch (usual.kind) {
    case 'tiled':
      return [...otherTiles(product, usual), ...otherDepths(product, usual), ...direct(usual)];
    case 'direct':
    case 'broadcast':
      return direct(usual);
    case 'thin':
      return ROW_LANES.map((rowLanes): ThinVariant => ({ ...usual, rowLanes }));
    case 'narrow':
      return [
        ...NARROW_THREADS.map((threads): NarrowVariant => {
          const rowsOfThreads = Math.min(threads / usual.columnGroups, Math.ceil(product.rows / 8));
          return { ...usual, tileRows: 8 * rowsOfThreads };
        }),
        ...direct(usual),
      ];
  }
}

function direct({ parts, partDepth }: ProductVariant): DirectVariant[] {
  return DIRECT_THREADS.map((threads) => ({ kind: 'direct', threads, parts, partDepth }));
}

function otherTiles({ rows, columns }: ProductShape, usual: TiledVariant): TiledVariant[] {
  return TILES.map(([tileRows, tileColumns, registers]) => {
    const down = cutEvenly(rows, tileRows, registers);
    const across = cutEvenly(columns, tileColumns, registers);
    return {
      ...usual,
      tileRows: down.size,
      tileColumns: across.size,
      registerRows: down.registers,
      registerColumns: across.registers,
    };
  });
}

/**
 * The depth in other steps. A last step that is not full adds zeros, and -0 + 0 is 0: steps must all be full where the usual ones are,
 * and only there.
 */
function otherDepths({ depth }: ProductShape, usual: TiledVariant): TiledVariant[] {
  const { parts, partDepth } = usual;
  const isFull = (tileDepth: number) => depth % tileDepth === 0;
  return TILE_DEPTHS.filter(
    (tileDepth) =>
      isFull(tileDepth) === isFull(usual.tileDepth) &&
      (parts === 1 || partDepth % tileDepth === 0) &&
      tileDepth <= depth,
  ).map((tileDepth) => ({ ...usual, tileDepth }));
}

function holds(variant: ProductVariant, limits: LauncherLimits): boolean {
  switch (variant.kind) {
    case 'tiled':
      return fits(variant, limits);
    case 'direct':
      return variant.threads <= limits.invocationsPerWorkgroup;
    case 'broadcast':
      return true;
    case 'thin': {
      const threads = variant.rowLanes * variant.depthLanes;
      return (
        threads <= Math.min(MOST_THREADS, limits.invocationsPerWorkgroup) &&
        16 * threads <= limits.workgroupStorageBytes
      );
    }
    case 'narrow': {
      const { tileRows, tileDepth, columnGroups } = variant;
      const threads = (tileRows / 8) * columnGroups;
      return threads <= limits.invocationsPerWorkgroup && 8 * tileRows + 16 * tileDepth <= limits.workgroupStorageBytes;
    }
  }
}

/** More threads than this to a workgroup only wait for each other. */
const MOST_THREADS = 256;

/** A product's shape in one line, the same for products that are computed alike: `matmul 128 x 784 x 200, left along the depth`. */
export function productText(product: ProductShape): string {
  const { name, rows, columns, depth, batch, leftAlongDepth, rightAlongDepth } = product;
  const words = [`${name} ${rows} x ${depth} x ${columns}`];
  if (batch !== 1) words.push(`batch ${batch}`);
  if (leftAlongDepth) words.push('left along the depth');
  if (rightAlongDepth) words.push('right along the depth');
  return words.join(', ');
}

/** A variant in one line, another for each. */
export function variantText(variant: ProductVariant): string {
  const { parts, partDepth } = variant;
  const split = parts === 1 ? '' : `, ${parts} parts of ${partDepth}`;
  switch (variant.kind) {
    case 'tiled': {
      const { tileRows, tileColumns, tileDepth, registerRows, registerColumns } = variant;
      return `tiles ${tileRows} x ${tileColumns}, ${tileDepth} deep, ${registerRows} x ${registerColumns} registers${split}`;
    }
    case 'direct':
      return `${variant.threads} threads without tiles${split}`;
    case 'broadcast':
      return `four lanes without tiles${split}`;
    case 'thin':
      return `${variant.rowLanes} rows of ${variant.depthLanes} lanes${split}`;
    case 'narrow': {
      const { tileRows, tileDepth, columnGroups } = variant;
      return `${tileRows} rows of ${12 * columnGroups}, ${tileDepth} deep${split}`;
    }
  }
}
