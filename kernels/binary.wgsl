// Elementwise functions of two values  y = f(a, b), a and b broadcast to y's shape.
//
// T: the type of a and b, R: the type of y (f32 or i32).
// Dispatch: linearDispatch(size, 256), one element of y per thread. Includes: linear-index, broadcast, and one of
// arithmetic-float32, arithmetic-int32 and comparison, which declare `combine`.
// Constants: FUNCTION (see there), RANK, SHAPE, A_STRIDES, B_STRIDES (see broadcast).

@group(0) @binding(0) var<storage, read> a: array<T>;
@group(0) @binding(1) var<storage, read> b: array<T>;
@group(0) @binding(2) var<storage, read_write> y: array<R>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (i < arrayLength(&y)) {
    y[i] = combine(a[broadcastOffset(i, A_STRIDES)], b[broadcastOffset(i, B_STRIDES)]);
  }
}
