// The product of matmul-factors.wgsl without tiles: each thread reads the factors of its 8 x 8 sums itself.
//
// 16 values for 64 multiply-adds, as in matmul-tile.wgsl, but from the cache and not from workgroup memory: nobody waits for anybody. That
// is what counts where a barrier is expensive, as on an adapter that computes on the CPU (docs/performance.md, "WebGPU: tiles and
// subgroups"). Neighbouring threads have neighbouring columns. The terms of a sum are added in the same order as in a tile.
//
// Dispatch: linearDispatch(PARTS * BATCH * ceil(ROWS / 8) * ceil(COLUMNS / 8), THREADS).
// Includes: linear-index, activations, matmul-epilogue, matmul-factors.
// Constants: those of matmul-factors.wgsl, without HAS_NOTES; THREADS.

const ROW_GROUPS = (ROWS + 7u) / 8u;
const COLUMN_GROUPS = (COLUMNS + 7u) / 8u;

@compute @workgroup_size(THREADS)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let block = linearIndex(id, workgroups, THREADS);
  if (block >= PARTS * BATCH * ROW_GROUPS * COLUMN_GROUPS) {
    return;
  }
  let column = block % COLUMN_GROUPS * 8u;
  let row = block / COLUMN_GROUPS % ROW_GROUPS * 8u;
  let partAndProduct = block / (COLUMN_GROUPS * ROW_GROUPS);
  let at = Place(partAndProduct % BATCH, row, column, 0u);
  let firstDepth = partAndProduct / BATCH * PART_DEPTH;
  let endDepth = min(firstDepth + PART_DEPTH, DEPTH);

  let firstColumns = columnOffsets(column);
  let secondColumns = columnOffsets(column + 4u);
  let row0 = notedRow(at, 0u);
  let row1 = notedRow(at, 1u);
  let row2 = notedRow(at, 2u);
  let row3 = notedRow(at, 3u);
  let row4 = notedRow(at, 4u);
  let row5 = notedRow(at, 5u);
  let row6 = notedRow(at, 6u);
  let row7 = notedRow(at, 7u);
  // Sums of a row: its first four columns and its last.
  var left0 = vec4f();
  var right0 = vec4f();
  var left1 = vec4f();
  var right1 = vec4f();
  var left2 = vec4f();
  var right2 = vec4f();
  var left3 = vec4f();
  var right3 = vec4f();
  var left4 = vec4f();
  var right4 = vec4f();
  var left5 = vec4f();
  var right5 = vec4f();
  var left6 = vec4f();
  var right6 = vec4f();
  var left7 = vec4f();
  var right7 = vec4f();
  for (var depth = firstDepth; depth < endDepth; depth++) {
    let noted = notedDepth(at, depth);
    let first = rightAt(noted.z + firstColumns);
    let second = rightAt(noted.z + secondColumns);
    let a0 = leftAt(row0 + noted.xy);
    left0 += a0 * first;
    right0 += a0 * second;
    let a1 = leftAt(row1 + noted.xy);
    left1 += a1 * first;
    right1 += a1 * second;
    let a2 = leftAt(row2 + noted.xy);
    left2 += a2 * first;
    right2 += a2 * second;
    let a3 = leftAt(row3 + noted.xy);
    left3 += a3 * first;
    right3 += a3 * second;
    let a4 = leftAt(row4 + noted.xy);
    left4 += a4 * first;
    right4 += a4 * second;
    let a5 = leftAt(row5 + noted.xy);
    left5 += a5 * first;
    right5 += a5 * second;
    let a6 = leftAt(row6 + noted.xy);
    left6 += a6 * first;
    right6 += a6 * second;
    let a7 = leftAt(row7 + noted.xy);
    left7 += a7 * first;
    right7 += a7 * second;
  }

  storeRow(partAndProduct, row, column, left0, right0);
  storeRow(partAndProduct, row + 1u, column, left1, right1);
  storeRow(partAndProduct, row + 2u, column, left2, right2);
  storeRow(partAndProduct, row + 3u, column, left3, right3);
  storeRow(partAndProduct, row + 4u, column, left4, right4);
  storeRow(partAndProduct, row + 5u, column, left5, right5);
  storeRow(partAndProduct, row + 6u, column, left6, right6);
  storeRow(partAndProduct, row + 7u, column, left7, right7);
}

fn storeRow(partAndProduct: u32, row: u32, column: u32, first: vec4f, last: vec4f) {
  storeQuad(partAndProduct, row, column, first);
  storeQuad(partAndProduct, row, column + 4u, last);
}
