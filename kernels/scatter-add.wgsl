// The gradient of gather:  dx[o, l, i] = sum over j with indices[j] = l of dy[o, j, i], added in the order of j.
//
// dy: [outer, COUNT, INNER], indices: [COUNT], dx: [outer, LENGTH, INNER]; dy and dx float32.
// Dispatch: linearDispatch(size of dx, 256), one element of dx per thread: each walks all indices, which its neighbours read at the
// same time, and needs no atomic addition, whose order would be left to chance. Includes: linear-index.
// Constants: LENGTH, INNER, COUNT.

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> indices: array<i32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let at = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (at >= arrayLength(&dx)) {
    return;
  }
  let i = at % INNER;
  let l = i32(at / INNER % LENGTH);
  let o = at / (INNER * LENGTH);
  var sum = 0.0;
  for (var j = 0u; j < COUNT; j++) {
    if (indices[j] == l) {
      sum += dy[(o * COUNT + j) * INNER + i];
    }
  }
  dx[at] = sum;
}
