/**
 * The matrix product under matmul and the convolutions: sums[r, c] = sum over k of left[r, k] * right[k, c], in double precision.
 *
 * Written as three plain loops it would be right and slow: every multiplication would wait for two loads. So the product is cut
 * into blocks, whose parts of `left` and `right` are first copied ("packed"), as doubles, into the order in which they are used:
 * panels of TILE lines, and within a panel all TILE elements of one k side by side. A TILE x TILE tile of sums then stays in
 * registers while k runs through two panels. A last panel that is not full is filled up with zeros, so that there is only one
 * inner loop. (Goto & van de Geijn, "Anatomy of high-performance matrix multiplication", 2008.)
 *
 * Packing is also where the operands' form goes: a transposed matrix or the pixels that a convolution reads are only other
 * functions that pack.
 */
export interface BlockedProduct {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** Packs left[line, k] for `lines` rows from `line` on and `depth` k from `k` on; element (l, d) of these at `packedAt`. */
  packLeft(packed: Float64Array, line: number, lines: number, k: number, depth: number): void;
  /** Packs right[k, line] for `lines` columns from `line` on, in the same way. */
  packRight(packed: Float64Array, line: number, lines: number, k: number, depth: number): void;
  /** Takes a finished block of sums. The block's memory is used again afterwards. */
  store(block: SumBlock): void;
}

/** Sums of some neighbouring rows and columns: that of row + r and column + c is sums[r * stride + c]. */
export interface SumBlock {
  readonly sums: Float64Array;
  readonly stride: number;
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

/** Side of the tile of sums that is held in registers. */
export const TILE = 4;
/** Rows and columns of a block of sums. */
const BLOCK_LINES = 128;
/** How far k runs before the next part is packed: a panel (TILE * BLOCK_DEPTH doubles, 8 KiB) stays in the first-level cache. */
const BLOCK_DEPTH = 256;

const packedLeft = new Float64Array(BLOCK_LINES * BLOCK_DEPTH);
const packedRight = new Float64Array(BLOCK_LINES * BLOCK_DEPTH);
const sums = new Float64Array(BLOCK_LINES * BLOCK_LINES);

/** Where element k = 0 of a line lies in a packed block of the given depth; each further k lies TILE elements behind. */
export function packedAt(line: number, depth: number): number {
  return (line - (line % TILE)) * depth + (line % TILE);
}

/** Packs lines of a matrix in memory: element (line, k) is values[at + line * lineStride + k * depthStride]. */
export function packMatrix(
  packed: Float64Array,
  values: ArrayLike<number>,
  at: number,
  lineStride: number,
  depthStride: number,
  lines: number,
  depth: number,
): void {
  for (let line = 0; line < lines; line++) {
    const to = packedAt(line, depth);
    const from = at + line * lineStride;
    for (let k = 0; k < depth; k++) packed[to + k * TILE] = values[from + k * depthStride];
  }
}

/** Computes a product block by block and hands each finished block to its `store`. */
export function blockedProduct(product: BlockedProduct): void {
  for (let row = 0; row < product.rows; row += BLOCK_LINES) {
    const rows = Math.min(BLOCK_LINES, product.rows - row);
    for (let column = 0; column < product.columns; column += BLOCK_LINES) {
      const columns = Math.min(BLOCK_LINES, product.columns - column);
      const stride = fullPanels(columns);
      sums.fill(0, 0, fullPanels(rows) * stride);
      for (let k = 0; k < product.depth; k += BLOCK_DEPTH) {
        const depth = Math.min(BLOCK_DEPTH, product.depth - k);
        clearLastPanel(packedLeft, rows, depth);
        clearLastPanel(packedRight, columns, depth);
        product.packLeft(packedLeft, row, rows, k, depth);
        product.packRight(packedRight, column, columns, k, depth);
        addBlock(rows, columns, depth, stride);
      }
      product.store({ sums, stride, row, rows, column, columns });
    }
  }
}

/** Number of lines, filled up to whole panels. */
function fullPanels(lines: number): number {
  return Math.ceil(lines / TILE) * TILE;
}

function clearLastPanel(packed: Float64Array, lines: number, depth: number): void {
  if (lines % TILE !== 0) packed.fill(0, (fullPanels(lines) - TILE) * depth, fullPanels(lines) * depth);
}

function addBlock(rows: number, columns: number, depth: number, stride: number): void {
  for (let r = 0; r < rows; r += TILE) {
    for (let c = 0; c < columns; c += TILE) addTile(r * depth, c * depth, depth, r * stride + c, stride);
  }
}

/** Adds to the TILE x TILE sums from `at` on the product of the panels that begin at `l` of `left` and at `r` of `right`. */
// prettier-ignore
function addTile(l: number, r: number, depth: number, at: number, stride: number): void {
  // Local names: the compiler then knows that they never change.
  const left = packedLeft, right = packedRight;
  let s00 = 0, s01 = 0, s02 = 0, s03 = 0;
  let s10 = 0, s11 = 0, s12 = 0, s13 = 0;
  let s20 = 0, s21 = 0, s22 = 0, s23 = 0;
  let s30 = 0, s31 = 0, s32 = 0, s33 = 0;
  for (const end = l + depth * TILE; l < end; l += TILE, r += TILE) {
    const r0 = right[r], r1 = right[r + 1], r2 = right[r + 2], r3 = right[r + 3];
    const l0 = left[l], l1 = left[l + 1], l2 = left[l + 2], l3 = left[l + 3];
    s00 += l0 * r0; s01 += l0 * r1; s02 += l0 * r2; s03 += l0 * r3;
    s10 += l1 * r0; s11 += l1 * r1; s12 += l1 * r2; s13 += l1 * r3;
    s20 += l2 * r0; s21 += l2 * r1; s22 += l2 * r2; s23 += l2 * r3;
    s30 += l3 * r0; s31 += l3 * r1; s32 += l3 * r2; s33 += l3 * r3;
  }
  addRow(at, s00, s01, s02, s03);
  addRow(at + stride, s10, s11, s12, s13);
  addRow(at + 2 * stride, s20, s21, s22, s23);
  addRow(at + 3 * stride, s30, s31, s32, s33);
}

function addRow(at: number, s0: number, s1: number, s2: number, s3: number): void {
  sums[at] += s0;
  sums[at + 1] += s1;
  sums[at + 2] += s2;
  sums[at + 3] += s3;
}
