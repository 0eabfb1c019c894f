// y[i] = x[i], converted to y's dtype; into integers towards zero.
//
// X, Y: the element types (f32 or i32); uint8 elements lie four to a word, the first in the lowest byte.
// `main`: one element per thread, dispatch linearDispatch(size, 256). `fromBytes`: the same, x uint8.
// `toBytes`: one word of y, four elements, per thread, dispatch linearDispatch(words, 256); the last word is filled with zeros.
// Includes: linear-index. Constants: none.

@group(0) @binding(0) var<storage, read> x: array<X>;
@group(0) @binding(0) var<storage, read> bytes: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<Y>;
@group(0) @binding(1) var<storage, read_write> words: array<u32>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (i < arrayLength(&y)) {
    y[i] = Y(x[i]);
  }
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn fromBytes(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (i < arrayLength(&y)) {
    y[i] = Y((bytes[i / 4u] >> (8u * (i % 4u))) & 0xffu);
  }
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn toBytes(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (i >= arrayLength(&words)) {
    return;
  }
  var word = 0u;
  for (var byte = 0u; byte < 4u && 4u * i + byte < arrayLength(&x); byte++) {
    // By way of i32, so that -1 becomes 255 as it does in every typed array.
    word |= (u32(i32(x[4u * i + byte])) & 0xffu) << (8u * byte);
  }
  words[i] = word;
}
