// The product of matmul-factors.wgsl for few columns, such as the channels of a convolution's first layers.
//
// A tile would be so narrow that staging `left` in workgroup memory costs as much as it saves. Here each thread reads the 8 rows
// that it needs itself (neighbours read neighbouring rows, and for a convolution mostly the same pixels, which the cache has) and
// multiplies them by 12 columns: 20 values for 96 multiply-adds. All threads read the same values of `right` at the same time.
//
// One workgroup computes TILE_ROWS x COLUMN_GROUPS * 12 sums. Thread: row group thread / COLUMN_GROUPS, rows at distances of
// THREADS_DOWN = TILE_ROWS / 8. PARTS and PART_DEPTH as in matmul-factors.wgsl.
// Dispatch: linearDispatch(PARTS * ceil(ROWS / TILE_ROWS), 1).
// Includes: linear-index, activations, matmul-epilogue, matmul-factors.
// Constants: those of matmul-factors.wgsl, with BATCH = 1 and HAS_NOTES, and COLUMN_GROUPS.

const THREADS_DOWN = TILE_ROWS / 8u;
const THREADS = THREADS_DOWN * COLUMN_GROUPS;
const TILES_DOWN = (ROWS + TILE_ROWS - 1u) / TILE_ROWS;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let tile = linearIndex(workgroup, workgroups, 1u);
  if (tile >= PARTS * TILES_DOWN) {
    return;
  }
  let part = tile / TILES_DOWN;
  let firstRow = (tile - part * TILES_DOWN) * TILE_ROWS;
  let firstDepth = part * PART_DEPTH;
  let endDepth = min(firstDepth + PART_DEPTH, DEPTH);
  let down = thread / COLUMN_GROUPS;
  let column = 12u * (thread % COLUMN_GROUPS);

  let firstColumns = columnOffsets(column);
  let secondColumns = columnOffsets(column + 4u);
  let thirdColumns = columnOffsets(column + 8u);
  let row0 = rowOf(firstRow + down);
  let row1 = rowOf(firstRow + down + THREADS_DOWN);
  let row2 = rowOf(firstRow + down + 2u * THREADS_DOWN);
  let row3 = rowOf(firstRow + down + 3u * THREADS_DOWN);
  let row4 = rowOf(firstRow + down + 4u * THREADS_DOWN);
  let row5 = rowOf(firstRow + down + 5u * THREADS_DOWN);
  let row6 = rowOf(firstRow + down + 6u * THREADS_DOWN);
  let row7 = rowOf(firstRow + down + 7u * THREADS_DOWN);
  var sums0 = mat3x4f();
  var sums1 = mat3x4f();
  var sums2 = mat3x4f();
  var sums3 = mat3x4f();
  var sums4 = mat3x4f();
  var sums5 = mat3x4f();
  var sums6 = mat3x4f();
  var sums7 = mat3x4f();
  for (var start = firstDepth; start < endDepth; start += TILE_DEPTH) {
    workgroupBarrier();
    noteDepths(start, thread);
    workgroupBarrier();
    let steps = min(TILE_DEPTH, endDepth - start);
    for (var depth = 0u; depth < steps; depth++) {
      // (The place matters only without notes.)
      let noted = notedDepth(Place(), depth);
      let factors = mat3x4f(
        rightAt(noted.z + firstColumns),
        rightAt(noted.z + secondColumns),
        rightAt(noted.z + thirdColumns),
      );
      sums0 += leftAt(row0 + noted.xy) * factors;
      sums1 += leftAt(row1 + noted.xy) * factors;
      sums2 += leftAt(row2 + noted.xy) * factors;
      sums3 += leftAt(row3 + noted.xy) * factors;
      sums4 += leftAt(row4 + noted.xy) * factors;
      sums5 += leftAt(row5 + noted.xy) * factors;
      sums6 += leftAt(row6 + noted.xy) * factors;
      sums7 += leftAt(row7 + noted.xy) * factors;
    }
  }

  let row = firstRow + down;
  storeRow(part, row, column, sums0);
  storeRow(part, row + THREADS_DOWN, column, sums1);
  storeRow(part, row + 2u * THREADS_DOWN, column, sums2);
  storeRow(part, row + 3u * THREADS_DOWN, column, sums3);
  storeRow(part, row + 4u * THREADS_DOWN, column, sums4);
  storeRow(part, row + 5u * THREADS_DOWN, column, sums5);
  storeRow(part, row + 6u * THREADS_DOWN, column, sums6);
  storeRow(part, row + 7u * THREADS_DOWN, column, sums7);
}

fn rowOf(row: u32) -> vec2u {
  return rowPlace(min(row, ROWS - 1u));
}

fn storeRow(part: u32, row: u32, column: u32, sums: mat3x4f) {
  storeQuad(part, row, column, sums[0]);
  storeQuad(part, row, column + 4u, sums[1]);
  storeQuad(part, row, column + 8u, sums[2]);
}
