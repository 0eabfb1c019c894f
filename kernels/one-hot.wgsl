// y[j, d] = indices[j] = d ? onValue : offValue.
//
// indices: int32 [count], y: float32 [count, DEPTH].
// Dispatch: linearDispatch(size of y, 256), one element per thread. Includes: linear-index. Constants: DEPTH.

@group(0) @binding(0) var<storage, read> indices: array<i32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> scalars: Scalars;

struct Scalars {
  onValue: f32,
  offValue: f32,
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let at = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (at < arrayLength(&y)) {
    y[at] = select(scalars.offValue, scalars.onValue, indices[at / DEPTH] == i32(at % DEPTH));
  }
}
