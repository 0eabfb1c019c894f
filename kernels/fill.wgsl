// y[i] = value, any dtype: y is seen as 32-bit words, and the host makes the word (for uint8, four copies of the byte).
//
// Dispatch: linearDispatch(words, 256), one word per thread. Includes: linear-index. Constants: none.

@group(0) @binding(0) var<storage, read_write> y: array<u32>;
@group(0) @binding(1) var<uniform> scalars: Scalars;

struct Scalars {
  word: u32,
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (i < arrayLength(&y)) {
    y[i] = scalars.word;
  }
}
