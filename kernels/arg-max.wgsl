// indices[o, i] = the first l at which x[o, l, i] is largest.
//
// x: [outer, LENGTH, INNER] of type T (f32 or i32), indices: int32 [outer, INNER].
// `perThread`: one result per thread, dispatch linearDispatch(outer * INNER, 256). For short axes and for INNER > 1.
// `perWorkgroup`: 256 threads for each result, dispatch linearDispatch(outer * INNER, 1). They walk the axis side by side, so that a
// thread's own result is its first; where two meet in the tree, the larger value wins and then the smaller index.
// Includes: linear-index. Constants: LENGTH, INNER.

@group(0) @binding(0) var<storage, read> x: array<T>;
@group(0) @binding(1) var<storage, read_write> indices: array<i32>;

var<workgroup> largestValues: array<T, 256>;
var<workgroup> largestIndices: array<u32, 256>;

// Where x[o, 0, i] lies for result number `at`.
fn firstOf(at: u32) -> u32 {
  return at / INNER * LENGTH * INNER + at % INNER;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn perThread(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let at = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (at >= arrayLength(&indices)) {
    return;
  }
  let first = firstOf(at);
  var largest = 0u;
  for (var l = 1u; l < LENGTH; l++) {
    if (x[first + l * INNER] > x[first + largest * INNER]) {
      largest = l;
    }
  }
  indices[at] = i32(largest);
}

@compute @workgroup_size(256)
fn perWorkgroup(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let at = workgroup.x + workgroup.y * workgroups.x;
  if (at >= arrayLength(&indices)) {
    return;
  }
  let first = firstOf(at);
  // A thread beyond a short axis' end repeats its first value, which changes nothing.
  var largest = select(0u, thread, thread < LENGTH);
  for (var l = largest + 256u; l < LENGTH; l += 256u) {
    if (x[first + l * INNER] > x[first + largest * INNER]) {
      largest = l;
    }
  }
  largestValues[thread] = x[first + largest * INNER];
  largestIndices[thread] = largest;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half /= 2u) {
    if (thread < half) {
      let other = thread + half;
      let isLarger = largestValues[other] > largestValues[thread];
      let isEarlier = largestValues[other] == largestValues[thread] && largestIndices[other] < largestIndices[thread];
      if (isLarger || isEarlier) {
        largestValues[thread] = largestValues[other];
        largestIndices[thread] = largestIndices[other];
      }
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    indices[at] = i32(largestIndices[0]);
  }
}
