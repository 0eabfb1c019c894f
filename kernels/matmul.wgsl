// Matrix product  C[p] = activation(op(A[p]) op(B[p]) + bias)  for p < BATCH, op = transpose or nothing.
//
// op(A): ROWS x DEPTH, op(B): DEPTH x COLUMNS, C: ROWS x COLUMNS row-major, bias: COLUMNS, float32. Strides say how A and B lie
// in memory: a transposed one has its two strides swapped. A batch stride of 0 uses one matrix for every p.
//
// Tiles, dispatch and further constants: matmul-tile.wgsl, to be included.
// Constants: LEFT_ROW_STRIDE, LEFT_DEPTH_STRIDE, LEFT_BATCH_STRIDE, RIGHT_DEPTH_STRIDE, RIGHT_COLUMN_STRIDE, RIGHT_BATCH_STRIDE.

fn prepareRows(firstRow: u32, thread: u32) {}

fn prepareDepths(start: u32, thread: u32) {}

// Rows and columns beyond the edge repeat the last one.
fn leftQuad(at: Place, row: u32, depth: u32) -> vec4f {
  let rows = min(at.firstRow + row + vec4u(0u, 1u, 2u, 3u), vec4u(ROWS - 1u));
  let i = at.p * LEFT_BATCH_STRIDE + (at.start + depth) * LEFT_DEPTH_STRIDE + rows * LEFT_ROW_STRIDE;
  return vec4f(left[i.x], left[i.y], left[i.z], left[i.w]);
}

fn rightQuad(at: Place, depth: u32, column: u32) -> vec4f {
  let columns = min(at.firstColumn + column + vec4u(0u, 1u, 2u, 3u), vec4u(COLUMNS - 1u));
  let i = at.p * RIGHT_BATCH_STRIDE + (at.start + depth) * RIGHT_DEPTH_STRIDE + columns * RIGHT_COLUMN_STRIDE;
  return vec4f(right[i.x], right[i.y], right[i.z], right[i.w]);
}
