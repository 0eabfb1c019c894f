// The product of matmul-factors.wgsl without tiles, where subgroups are of four threads: SwiftShader, whose threads are the lanes of a
// CPU's vector. There a load takes some 100 instructions, whatever it loads, as much as 16 multiply-adds of four lanes.
//
// One workgroup is one subgroup and computes 16 x 32 sums, each lane 16 x 8. All lanes need the same factors of `left`: at each four
// depths each lane reads one depth's and hands it to the others. So 12 loads do for 128 multiply-adds of a lane, where
// matmul-direct.wgsl has 32; and the sums, which cost as much as a multiply-add where a turn of a loop ends, are kept for four depths.
// The terms of a sum are added in the same order as in a tile.
//
// Dispatch: linearDispatch(PARTS * BATCH * ceil(ROWS / 16) * ceil(COLUMNS / 32), 1). DEPTH and PART_DEPTH are multiples of 4.
// Includes: linear-index, activations, matmul-epilogue, matmul-factors. Constants: those of matmul-factors.wgsl, without HAS_NOTES.

enable subgroups;

const THREADS = 4u;
const ROW_GROUPS = (ROWS + 15u) / 16u;
const COLUMN_GROUPS = (COLUMNS + 31u) / 32u;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let block = linearIndex(workgroup, workgroups, 1u);
  if (block >= PARTS * BATCH * ROW_GROUPS * COLUMN_GROUPS) {
    return;
  }
  let column = block % COLUMN_GROUPS * 32u + lane * 8u;
  let row = block / COLUMN_GROUPS % ROW_GROUPS * 16u;
  let partAndProduct = block / (COLUMN_GROUPS * ROW_GROUPS);
  let at = Place(partAndProduct % BATCH, row, column, 0u);
  let firstDepth = partAndProduct / BATCH * PART_DEPTH;
  let endDepth = min(firstDepth + PART_DEPTH, DEPTH);

  let firstColumns = columnOffsets(column);
  let lastColumns = columnOffsets(column + 4u);
  let row0 = notedRow(at, 0u);
  let row1 = notedRow(at, 1u);
  let row2 = notedRow(at, 2u);
  let row3 = notedRow(at, 3u);
  let row4 = notedRow(at, 4u);
  let row5 = notedRow(at, 5u);
  let row6 = notedRow(at, 6u);
  let row7 = notedRow(at, 7u);
  let row8 = notedRow(at, 8u);
  let row9 = notedRow(at, 9u);
  let row10 = notedRow(at, 10u);
  let row11 = notedRow(at, 11u);
  let row12 = notedRow(at, 12u);
  let row13 = notedRow(at, 13u);
  let row14 = notedRow(at, 14u);
  let row15 = notedRow(at, 15u);
  var sums0 = mat2x4f();
  var sums1 = mat2x4f();
  var sums2 = mat2x4f();
  var sums3 = mat2x4f();
  var sums4 = mat2x4f();
  var sums5 = mat2x4f();
  var sums6 = mat2x4f();
  var sums7 = mat2x4f();
  var sums8 = mat2x4f();
  var sums9 = mat2x4f();
  var sums10 = mat2x4f();
  var sums11 = mat2x4f();
  var sums12 = mat2x4f();
  var sums13 = mat2x4f();
  var sums14 = mat2x4f();
  var sums15 = mat2x4f();
  for (var depth = firstDepth; depth < endDepth; depth += 4u) {
    let first = rightAtFour(at, depth, firstColumns);
    let last = rightAtFour(at, depth, lastColumns);
    let own = notedDepth(at, depth + lane).xy;
    sums0 = plusFour(sums0, leftAt(row0 + own), first, last);
    sums1 = plusFour(sums1, leftAt(row1 + own), first, last);
    sums2 = plusFour(sums2, leftAt(row2 + own), first, last);
    sums3 = plusFour(sums3, leftAt(row3 + own), first, last);
    sums4 = plusFour(sums4, leftAt(row4 + own), first, last);
    sums5 = plusFour(sums5, leftAt(row5 + own), first, last);
    sums6 = plusFour(sums6, leftAt(row6 + own), first, last);
    sums7 = plusFour(sums7, leftAt(row7 + own), first, last);
    sums8 = plusFour(sums8, leftAt(row8 + own), first, last);
    sums9 = plusFour(sums9, leftAt(row9 + own), first, last);
    sums10 = plusFour(sums10, leftAt(row10 + own), first, last);
    sums11 = plusFour(sums11, leftAt(row11 + own), first, last);
    sums12 = plusFour(sums12, leftAt(row12 + own), first, last);
    sums13 = plusFour(sums13, leftAt(row13 + own), first, last);
    sums14 = plusFour(sums14, leftAt(row14 + own), first, last);
    sums15 = plusFour(sums15, leftAt(row15 + own), first, last);
  }

  storeRow(partAndProduct, row, column, sums0);
  storeRow(partAndProduct, row + 1u, column, sums1);
  storeRow(partAndProduct, row + 2u, column, sums2);
  storeRow(partAndProduct, row + 3u, column, sums3);
  storeRow(partAndProduct, row + 4u, column, sums4);
  storeRow(partAndProduct, row + 5u, column, sums5);
  storeRow(partAndProduct, row + 6u, column, sums6);
  storeRow(partAndProduct, row + 7u, column, sums7);
  storeRow(partAndProduct, row + 8u, column, sums8);
  storeRow(partAndProduct, row + 9u, column, sums9);
  storeRow(partAndProduct, row + 10u, column, sums10);
  storeRow(partAndProduct, row + 11u, column, sums11);
  storeRow(partAndProduct, row + 12u, column, sums12);
  storeRow(partAndProduct, row + 13u, column, sums13);
  storeRow(partAndProduct, row + 14u, column, sums14);
  storeRow(partAndProduct, row + 15u, column, sums15);
}

// Four columns of `right` at four depths: column i of the matrix holds the i-th depth's.
fn rightAtFour(at: Place, depth: u32, columns: vec4u) -> mat4x4f {
  return mat4x4f(
    rightAt(notedDepth(at, depth).z + columns),
    rightAt(notedDepth(at, depth + 1u).z + columns),
    rightAt(notedDepth(at, depth + 2u).z + columns),
    rightAt(notedDepth(at, depth + 3u).z + columns),
  );
}

// A row's sums with the terms of four depths, one depth after the other. `left`: the row's factor at the lane's depth.
fn plusFour(sums: mat2x4f, left: f32, first: mat4x4f, last: mat4x4f) -> mat2x4f {
  let a0 = subgroupBroadcast(left, 0u);
  let a1 = subgroupBroadcast(left, 1u);
  let a2 = subgroupBroadcast(left, 2u);
  let a3 = subgroupBroadcast(left, 3u);
  return mat2x4f(
    (((sums[0] + a0 * first[0]) + a1 * first[1]) + a2 * first[2]) + a3 * first[3],
    (((sums[1] + a0 * last[0]) + a1 * last[1]) + a2 * last[2]) + a3 * last[3],
  );
}

fn storeRow(partAndProduct: u32, row: u32, column: u32, sums: mat2x4f) {
  storeQuad(partAndProduct, row, column, sums[0]);
  storeQuad(partAndProduct, row, column + 4u, sums[1]);
}
