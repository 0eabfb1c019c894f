// Where the factors and the sums of a product are: for matmul-tile.wgsl, matmul-direct.wgsl, matmul-broadcast.wgsl and
// matmul-narrow.wgsl.
//
//   product[p, row, column] = activation(bias[column] + sum over depth of left(p, row, depth) * right(p, depth, column))
//
// A convolution is such a product too; what differs is where the factors lie. So each kernel declares
//
//   fn rowPlace(row: u32) -> vec2u         place in `left` = rowPlace(row) + depthPlace(depth): x is the index,
//   fn depthPlace(depth: u32) -> vec2u     y coordinates that tell whether there is anything at all (where HAS_EDGES)
//   fn leftAt(place: vec2u) -> f32         the factor at a place
//   fn rightStart(depth: u32) -> u32       the index in `right` of column 0; the others follow at RIGHT_COLUMN_STRIDE
//
// The places of a convolution cost divisions. With HAS_NOTES they are computed once for each row and each depth of a tile and noted
// in workgroup memory: what is left for a pair is an addition.
//
// With PARTS > 1 each workgroup covers PART_DEPTH of the depth and writes its sums as they are to product[part, p, row, column];
// matmul-parts.wgsl adds the parts in order. (More workgroups for a product of few sums, and the same bits in every run.)
//
// Constants: ROWS, COLUMNS, DEPTH, BATCH, LEFT_BATCH_STRIDE, RIGHT_BATCH_STRIDE, RIGHT_COLUMN_STRIDE, LEFT_SIZE, RIGHT_SIZE,
// BIAS_SIZE (lengths of the operands), HAS_EDGES, HAS_NOTES, TILE_ROWS, TILE_DEPTH, PARTS, PART_DEPTH (a multiple of TILE_DEPTH),
// HAS_BIAS, ACTIVATION; THREADS from the other file. The operands have their length in their type, so that bounds are checked
// against constants.

@group(0) @binding(0) var<storage, read> left: array<f32, LEFT_SIZE>;
@group(0) @binding(1) var<storage, read> right: array<f32, RIGHT_SIZE>;
@group(0) @binding(2) var<storage, read> bias: array<f32, BIAS_SIZE>;
@group(0) @binding(3) var<storage, read_write> product: array<f32, PARTS * BATCH * ROWS * COLUMNS>;

// Which product, and where the tile and the step begin.
struct Place {
  p: u32,
  firstRow: u32,
  firstColumn: u32,
  start: u32,
}

var<workgroup> rowNotes: array<vec2u, select(1u, TILE_ROWS, HAS_NOTES)>;
var<workgroup> depthNotes: array<vec3u, select(1u, TILE_DEPTH, HAS_NOTES)>;

fn noteRows(firstRow: u32, thread: u32) {
  if (HAS_NOTES) {
    for (var i = thread; i < TILE_ROWS; i += THREADS) {
      rowNotes[i] = rowPlace(min(firstRow + i, ROWS - 1u));
    }
  }
}

fn noteDepths(start: u32, thread: u32) {
  if (HAS_NOTES) {
    for (var i = thread; i < TILE_DEPTH; i += THREADS) {
      depthNotes[i] = vec3u(depthPlace(start + i), rightStart(start + i));
    }
  }
}

// Rows beyond the edge repeat the last one: their sums are not written. So it is with columns.
fn notedRow(at: Place, row: u32) -> vec2u {
  if (!HAS_NOTES) {
    return vec2u(at.p * LEFT_BATCH_STRIDE, 0u) + rowPlace(min(at.firstRow + row, ROWS - 1u));
  }
  if (!HAS_EDGES) {
    return vec2u(rowNotes[row].x, 0u);
  }
  return rowNotes[row];
}

fn notedDepth(at: Place, depth: u32) -> vec3u {
  if (!HAS_NOTES) {
    return vec3u(depthPlace(at.start + depth), at.p * RIGHT_BATCH_STRIDE + rightStart(at.start + depth));
  }
  if (!HAS_EDGES) {
    return vec3u(depthNotes[depth].x, 0u, depthNotes[depth].z);
  }
  return depthNotes[depth];
}

// How far behind column 0 four columns lie in `right`.
fn columnOffsets(column: u32) -> vec4u {
  return min(column + vec4u(0u, 1u, 2u, 3u), vec4u(COLUMNS - 1u)) * RIGHT_COLUMN_STRIDE;
}

fn rightAt(i: vec4u) -> vec4f {
  return vec4f(right[i.x], right[i.y], right[i.z], right[i.w]);
}

fn addOuterProduct(sums: mat4x4f, a: vec4f, b: vec4f) -> mat4x4f {
  return mat4x4f(sums[0] + a.x * b, sums[1] + a.y * b, sums[2] + a.z * b, sums[3] + a.w * b);
}

fn storeBlock(partAndProduct: u32, row: u32, column: u32, sums: mat4x4f) {
  storeQuad(partAndProduct, row, column, sums[0]);
  storeQuad(partAndProduct, row + 1u, column, sums[1]);
  storeQuad(partAndProduct, row + 2u, column, sums[2]);
  storeQuad(partAndProduct, row + 3u, column, sums[3]);
}

fn storeQuad(partAndProduct: u32, row: u32, column: u32, sums: vec4f) {
  if (row < ROWS) {
    let rowStart = (partAndProduct * ROWS + row) * COLUMNS;
    storeSum(rowStart, column, sums.x);
    storeSum(rowStart, column + 1u, sums.y);
    storeSum(rowStart, column + 2u, sums.z);
    storeSum(rowStart, column + 3u, sums.w);
  }
}

fn storeSum(rowStart: u32, column: u32, sum: f32) {
  if (column < COLUMNS) {
    if (PARTS == 1u) {
      product[rowStart + column] = epilogue(sum, column);
    } else {
      product[rowStart + column] = sum;
    }
  }
}
