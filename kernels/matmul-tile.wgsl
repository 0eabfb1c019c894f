// The product of matmul-factors.wgsl in tiles, under matmul.wgsl and the three kernels of conv2d:
//
//   product[p, row, column] = activation(bias[column] + sum over depth of left(p, row, depth) * right(p, depth, column))
//
// One workgroup computes TILE_ROWS x TILE_COLUMNS sums, each thread REGISTER_ROWS x REGISTER_COLUMNS (4 or 8) of them in registers:
// 8 x 8 takes 16 values from workgroup memory for 64 multiply-adds, so that memory is not the bottleneck. The depth is walked in
// steps of TILE_DEPTH through workgroup memory.
// All of it moves in quads: vec4f of four rows or columns at one depth, one transaction of 16 bytes. A tile lies [depth][quad]
// with an odd pitch, so that neighbouring threads write to different banks whether they go along the depth or along the quads.
// They go along whichever is contiguous in memory (LEFT_ALONG_DEPTH, RIGHT_ALONG_DEPTH): that coalesces the loads, and a
// transposed operand costs what a plain one does.
//
// Dispatch: linearDispatch(PARTS * BATCH * tiles, 1). Includes: linear-index, activations, matmul-epilogue, matmul-factors.
// Constants: those of matmul-factors.wgsl, TILE_ROWS, TILE_COLUMNS, TILE_DEPTH, REGISTER_ROWS, REGISTER_COLUMNS, LEFT_ALONG_DEPTH,
// RIGHT_ALONG_DEPTH.

const TILES_DOWN = (ROWS + TILE_ROWS - 1u) / TILE_ROWS;
const TILES_ACROSS = (COLUMNS + TILE_COLUMNS - 1u) / TILE_COLUMNS;
const THREADS_DOWN = TILE_ROWS / REGISTER_ROWS;
const THREADS_ACROSS = TILE_COLUMNS / REGISTER_COLUMNS;
const THREADS = THREADS_DOWN * THREADS_ACROSS;

const ROW_QUADS = TILE_ROWS / 4u;
const COLUMN_QUADS = TILE_COLUMNS / 4u;
const LEFT_PITCH = ROW_QUADS | 1u;
const RIGHT_PITCH = COLUMN_QUADS | 1u;
var<workgroup> leftTile: array<vec4f, TILE_DEPTH * LEFT_PITCH>;
var<workgroup> rightTile: array<vec4f, TILE_DEPTH * RIGHT_PITCH>;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  // Neighbouring workgroups share the rows of `left`, the larger operand as a rule: the cache has them.
  let tile = linearIndex(workgroup, workgroups, 1u);
  if (tile >= PARTS * BATCH * TILES_DOWN * TILES_ACROSS) {
    return;
  }
  let firstColumn = tile % TILES_ACROSS * TILE_COLUMNS;
  let firstRow = tile / TILES_ACROSS % TILES_DOWN * TILE_ROWS;
  let partAndProduct = tile / (TILES_ACROSS * TILES_DOWN);
  var at = Place(partAndProduct % BATCH, firstRow, firstColumn, 0u);
  let firstDepth = partAndProduct / BATCH * PART_DEPTH;
  let endDepth = min(firstDepth + PART_DEPTH, DEPTH);
  let down = thread / THREADS_ACROSS;
  let across = thread % THREADS_ACROSS;

  let firstLeft = firstQuad(thread, ROW_QUADS, LEFT_ALONG_DEPTH);
  let firstRight = firstQuad(thread, COLUMN_QUADS, RIGHT_ALONG_DEPTH);
  noteRows(firstRow, thread);
  noteDepths(firstDepth, thread);
  // Blocks of 4 x 4 sums: column i of a matrix holds row i of the block. Unused ones cost nothing.
  var topLeft = mat4x4f();
  var topRight = mat4x4f();
  var bottomLeft = mat4x4f();
  var bottomRight = mat4x4f();
  for (var start = firstDepth; start < endDepth; start += TILE_DEPTH) {
    at.start = start;
    // The tiles of the step before are done with, and the places of this one noted.
    workgroupBarrier();
    loadLeft(at, firstLeft, thread);
    loadRight(at, firstRight, thread);
    workgroupBarrier();
    noteDepths(start + TILE_DEPTH, thread);
    for (var depth = 0u; depth < TILE_DEPTH; depth++) {
      let top = leftTile[depth * LEFT_PITCH + down];
      let first = rightTile[depth * RIGHT_PITCH + across];
      topLeft = addOuterProduct(topLeft, top, first);
      if (REGISTER_ROWS == 8u) {
        let bottom = leftTile[depth * LEFT_PITCH + down + THREADS_DOWN];
        bottomLeft = addOuterProduct(bottomLeft, bottom, first);
        if (REGISTER_COLUMNS == 8u) {
          let second = rightTile[depth * RIGHT_PITCH + across + THREADS_ACROSS];
          topRight = addOuterProduct(topRight, top, second);
          bottomRight = addOuterProduct(bottomRight, bottom, second);
        }
      } else if (REGISTER_COLUMNS == 8u) {
        let second = rightTile[depth * RIGHT_PITCH + across + THREADS_ACROSS];
        topRight = addOuterProduct(topRight, top, second);
      }
    }
  }

  let row = firstRow + 4u * down;
  let column = firstColumn + 4u * across;
  storeBlock(partAndProduct, row, column, topLeft);
  if (REGISTER_COLUMNS == 8u) {
    storeBlock(partAndProduct, row, column + 4u * THREADS_ACROSS, topRight);
  }
  if (REGISTER_ROWS == 8u) {
    storeBlock(partAndProduct, row + 4u * THREADS_DOWN, column, bottomLeft);
  }
  if (REGISTER_ROWS == 8u && REGISTER_COLUMNS == 8u) {
    storeBlock(partAndProduct, row + 4u * THREADS_DOWN, column + 4u * THREADS_ACROSS, bottomRight);
  }
}

fn loadLeft(at: Place, first: vec2u, thread: u32) {
  var quad = first;
  for (var i = thread; i < TILE_DEPTH * ROW_QUADS; i += THREADS) {
    var values = vec4f();
    if (at.start + quad.x < DEPTH) {
      values = leftQuad(at, 4u * quad.y, quad.x);
    }
    leftTile[quad.x * LEFT_PITCH + quad.y] = values;
    quad = nextQuad(quad, ROW_QUADS, LEFT_ALONG_DEPTH);
  }
}

fn loadRight(at: Place, first: vec2u, thread: u32) {
  var quad = first;
  for (var i = thread; i < TILE_DEPTH * COLUMN_QUADS; i += THREADS) {
    var values = vec4f();
    if (at.start + quad.x < DEPTH) {
      values = rightQuad(at, quad.x, 4u * quad.y);
    }
    rightTile[quad.x * RIGHT_PITCH + quad.y] = values;
    quad = nextQuad(quad, COLUMN_QUADS, RIGHT_ALONG_DEPTH);
  }
}

fn leftQuad(at: Place, row: u32, depth: u32) -> vec4f {
  let ofDepth = notedDepth(at, depth).xy;
  return vec4f(
    leftAt(notedRow(at, row) + ofDepth),
    leftAt(notedRow(at, row + 1u) + ofDepth),
    leftAt(notedRow(at, row + 2u) + ofDepth),
    leftAt(notedRow(at, row + 3u) + ofDepth),
  );
}

fn rightQuad(at: Place, depth: u32, column: u32) -> vec4f {
  return rightAt(notedDepth(at, depth).z + columnOffsets(at.firstColumn + column));
}

// The quads of a tile are counted along the depth or across it. (depth, quad) of the one that a thread begins with:
fn firstQuad(thread: u32, quads: u32, alongDepth: bool) -> vec2u {
  if (alongDepth) {
    return vec2u(thread % TILE_DEPTH, thread / TILE_DEPTH);
  }
  return vec2u(thread / quads, thread % quads);
}

// and of the one THREADS further on.
fn nextQuad(quad: vec2u, quads: u32, alongDepth: bool) -> vec2u {
  if (alongDepth) {
    let next = quad + vec2u(THREADS % TILE_DEPTH, THREADS / TILE_DEPTH);
    return select(next, vec2u(next.x - TILE_DEPTH, next.y + 1u), next.x >= TILE_DEPTH);
  }
  let next = quad + vec2u(THREADS / quads, THREADS % quads);
  return select(next, vec2u(next.x + 1u, next.y - quads), next.y >= quads);
}
