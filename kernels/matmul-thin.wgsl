// Matrix product of a long and a thin operand, such as a matrix and a vector, for which tiles would be few and mostly empty:
//
//   product[p, row, column] = activation(bias + sum over depth of left[p, row, depth] * right[p, depth, column]),  COLUMNS <= 16
//
// `left` is the long operand: A, or where C has few rows, B (then rows and columns here are C's columns and rows, which
// PRODUCT_ROW_STRIDE, PRODUCT_COLUMN_STRIDE and BIAS_ALONG_ROWS say). Strides as in matmul.wgsl.
//
// The long operand is read from memory once and used for four columns by the thread that read it: no tile in workgroup memory.
// One workgroup computes ROW_LANES rows of four columns; DEPTH_LANES threads share a row, each with every DEPTH_LANES-th depth.
// Neighbouring threads go along the depth or along the rows, whichever is contiguous (LEFT_ALONG_DEPTH). PARTS and PART_DEPTH as in
// matmul-factors.wgsl.
//
// The partial sums of a row's lanes meet in workgroup memory and are added in the order of the lanes; in a tree, without memory and
// barrier, where all of them are in one subgroup. (Why not where they are in several: docs/performance.md, "WebGPU: tiles and subgroups".)
//
// Dispatch: linearDispatch(PARTS * BATCH * ceil(ROWS / ROW_LANES) * ceil(COLUMNS / 4), 1).
// Includes: linear-index, activations, matmul-epilogue, subgroup-exchange or no-exchange. Constants: ROWS, COLUMNS, DEPTH, BATCH, LEFT_SIZE, RIGHT_SIZE, BIAS_SIZE,
// the strides of matmul.wgsl, PRODUCT_ROW_STRIDE, PRODUCT_COLUMN_STRIDE, BIAS_ALONG_ROWS, ROW_LANES, DEPTH_LANES,
// LEFT_ALONG_DEPTH, SUBGROUP_SIZE (1 unless LEFT_ALONG_DEPTH and DEPTH_LANES are no more), PARTS, PART_DEPTH, HAS_BIAS, ACTIVATION.

@group(0) @binding(0) var<storage, read> left: array<f32, LEFT_SIZE>;
@group(0) @binding(1) var<storage, read> right: array<f32, RIGHT_SIZE>;
@group(0) @binding(2) var<storage, read> bias: array<f32, BIAS_SIZE>;
@group(0) @binding(3) var<storage, read_write> product: array<f32, PARTS * BATCH * ROWS * COLUMNS>;

const ROW_GROUPS = (ROWS + ROW_LANES - 1u) / ROW_LANES;
const COLUMN_QUADS = (COLUMNS + 3u) / 4u;
alias T = vec4f;
var<workgroup> partialSums: array<vec4f, ROW_LANES * DEPTH_LANES>;

@compute @workgroup_size(ROW_LANES * DEPTH_LANES)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let group = linearIndex(workgroup, workgroups, 1u);
  if (group >= PARTS * BATCH * ROW_GROUPS * COLUMN_QUADS) {
    return;
  }
  let column = 4u * (group % COLUMN_QUADS);
  let firstRow = group / COLUMN_QUADS % ROW_GROUPS * ROW_LANES;
  let partAndProduct = group / (COLUMN_QUADS * ROW_GROUPS);
  let p = partAndProduct % BATCH;
  let firstDepth = partAndProduct / BATCH * PART_DEPTH;
  let endDepth = min(firstDepth + PART_DEPTH, DEPTH);
  var rowLane = thread % ROW_LANES;
  var depthLane = thread / ROW_LANES;
  if (LEFT_ALONG_DEPTH) {
    rowLane = thread / DEPTH_LANES;
    depthLane = thread % DEPTH_LANES;
  }

  // Rows and columns beyond the edge repeat the last one; they are not written.
  let leftStart = p * LEFT_BATCH_STRIDE + min(firstRow + rowLane, ROWS - 1u) * LEFT_ROW_STRIDE;
  let columns = min(column + vec4u(0u, 1u, 2u, 3u), vec4u(COLUMNS - 1u));
  let rightStart = p * RIGHT_BATCH_STRIDE + columns * RIGHT_COLUMN_STRIDE;
  var sums = vec4f();
  for (var depth = firstDepth + depthLane; depth < endDepth; depth += DEPTH_LANES) {
    let i = rightStart + depth * RIGHT_DEPTH_STRIDE;
    sums += left[leftStart + depth * LEFT_DEPTH_STRIDE] * vec4f(right[i.x], right[i.y], right[i.z], right[i.w]);
  }
  if (DEPTH_LANES <= SUBGROUP_SIZE) {
    for (var half = DEPTH_LANES / 2u; half > 0u; half /= 2u) {
      sums += valueAt(half, sums);
    }
  } else {
    partialSums[rowLane * DEPTH_LANES + depthLane] = sums;
    workgroupBarrier();
    if (depthLane == 0u) {
      sums = vec4f();
      for (var lane = 0u; lane < DEPTH_LANES; lane++) {
        sums += partialSums[rowLane * DEPTH_LANES + lane];
      }
    }
  }

  let row = firstRow + rowLane;
  if (depthLane == 0u && row < ROWS) {
    store(partAndProduct, row, column, sums.x);
    store(partAndProduct, row, column + 1u, sums.y);
    store(partAndProduct, row, column + 2u, sums.z);
    store(partAndProduct, row, column + 3u, sums.w);
  }
}

fn store(partAndProduct: u32, row: u32, column: u32, sum: f32) {
  if (column < COLUMNS) {
    let i = partAndProduct * ROWS * COLUMNS + row * PRODUCT_ROW_STRIDE + column * PRODUCT_COLUMN_STRIDE;
    if (PARTS == 1u) {
      product[i] = epilogue(sum, select(column, row, BIAS_ALONG_ROWS));
    } else {
      product[i] = sum;
    }
  }
}
