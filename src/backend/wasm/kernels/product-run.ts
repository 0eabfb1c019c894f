import type { FusedActivation } from '../../kernels.js';
import type { I32, Local } from '../assembler/index.js';
import type { Deal } from '../kernel-builder.js';
import type { Tiling } from './tiling.js';

/** Everything the code of a product depends on. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Elements from one row to the next of each operand as it lies (BLAS' leading dimensions): more than a row's in a part of a matrix. */
  readonly strides: { readonly a: number; readonly b: number; readonly c: number };
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly hasBias: boolean;
  readonly activation: FusedActivation;
}

/** Where the operands of one product begin, and who works on it: thread `thread` of `threads`. */
export interface ProductRun {
  readonly a: Local<I32>;
  readonly b: Local<I32>;
  readonly c: Local<I32>;
  readonly bias: Local<I32>;
  readonly packedB: Local<I32>;
  /** This thread's own memory: `ownBytes`. */
  readonly own: Local<I32>;
  readonly thread: I32;
  readonly threads: I32;
  /** Deals pieces of the work to the threads. */
  readonly deal: Deal;
  /** Waits for the other threads. */
  readonly barrier: () => void;
}

/** One block of the depth. */
export interface BlockRun extends ProductRun {
  /** Where the block's panels are. */
  readonly packed: Local<I32>;
  /** Where the block begins in the depth, and how deep it is. */
  readonly start: Local<I32>;
  readonly depth: number | Local<I32>;
  readonly isBlocked: boolean;
}

/** Which tile: row tile `tile` of a tiling of the rows (the group begins at `first`), panel `panel` of one of the columns. */
export interface TilePlace {
  readonly rows: Tiling;
  readonly panels: Tiling;
  readonly tile: Local<I32>;
  readonly panel: Local<I32>;
  readonly first: I32;
}
