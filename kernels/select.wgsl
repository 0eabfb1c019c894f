// y = condition != 0 ? a : b, all three broadcast to y's shape.
//
// C: the type of the condition (f32 or i32). a, b and y are moved as 32-bit words, whatever they mean.
// Dispatch: linearDispatch(size, 256), one element of y per thread. Includes: linear-index, broadcast.
// Constants: RANK, SHAPE, CONDITION_STRIDES, A_STRIDES, B_STRIDES (see broadcast).

@group(0) @binding(0) var<storage, read> condition: array<C>;
@group(0) @binding(1) var<storage, read> a: array<u32>;
@group(0) @binding(2) var<storage, read> b: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<u32>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (i >= arrayLength(&y)) {
    return;
  }
  if (condition[broadcastOffset(i, CONDITION_STRIDES)] != C(0)) {
    y[i] = a[broadcastOffset(i, A_STRIDES)];
  } else {
    y[i] = b[broadcastOffset(i, B_STRIDES)];
  }
}
