// count[0] += number of x[i] that are NaN or infinite.
//
// x is read as words, and a float32 is not finite where all bits of the exponent are set: WGSL allows a compiler to assume that there
// are no NaNs, so that a comparison of floats may not see one. count: int32 [1].
// Dispatch: (at most 1024, 1, 1) workgroups of 256 threads, which walk x together. Only a thread that has found something adds it to
// the count, so that in good times nobody waits; additions of integers come to the same in any order. Constants: none.

const EXPONENT = 0x7f800000u;

@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read_write> count: atomic<i32>;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  var found = 0;
  for (var i = id.x; i < arrayLength(&x); i += 256u * workgroups.x) {
    found += i32((x[i] & EXPONENT) == EXPONENT);
  }
  if (found > 0) {
    atomicAdd(&count, found);
  }
}
