// moving = moving momentum + value (1 - momentum), in place.
//
// value, moving: the same size, float32. Dispatch: linearDispatch(size, 256), one element per thread. Includes: linear-index.
// Constants: none.

@group(0) @binding(0) var<storage, read> value: array<f32>;
@group(0) @binding(1) var<storage, read_write> moving: array<f32>;
@group(0) @binding(2) var<uniform> scalars: Scalars;

struct Scalars {
  momentum: f32,
  // 1 - momentum: the host subtracts, in double precision.
  share: f32,
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (i < arrayLength(&moving)) {
    moving[i] = moving[i] * scalars.momentum + value[i] * scalars.share;
  }
}
