// Matrix product  C[p] = activation(op(A[p]) op(B[p]) + bias)  for p < BATCH, op = transpose or nothing.
//
// op(A): ROWS x DEPTH, op(B): DEPTH x COLUMNS, C: ROWS x COLUMNS row-major, bias: COLUMNS, float32. Strides say how A and B lie
// in memory: a transposed one has its two strides swapped. A batch stride of 0 uses one matrix for every p.
//
// Dispatch and further constants: matmul-tile.wgsl, to be included.
// Constants: LEFT_ROW_STRIDE, LEFT_DEPTH_STRIDE, RIGHT_DEPTH_STRIDE.

fn rowPlace(row: u32) -> vec2u {
  return vec2u(row * LEFT_ROW_STRIDE, 0u);
}

fn depthPlace(depth: u32) -> vec2u {
  return vec2u(depth * LEFT_DEPTH_STRIDE, 0u);
}

fn leftAt(place: vec2u) -> f32 {
  return left[place.x];
}

fn rightStart(depth: u32) -> u32 {
  return depth * RIGHT_DEPTH_STRIDE;
}
