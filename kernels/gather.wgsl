// y[o, j, i] = scale * x[o, indices[firstIndex + j], i]; 0 where an index is outside.
//
// x: [outer, LENGTH, INNER] of type T (f32 or i32), or uint8, four to a word (`fromBytes`; y is then float32).
// indices: [firstIndex + COUNT or more], y: [outer, COUNT, INNER] of type T.
// Dispatch: linearDispatch(size of y, 256), one element per thread; `fromBytes` moves four of them per thread where INNER is a
// multiple of 4: linearDispatch(size of y, 4 * 256). Includes: linear-index.
// Constants: LENGTH, INNER, COUNT, SCALED (false: the scale is 1 and integers keep all their digits). Scalars: scale, firstIndex.

@group(0) @binding(0) var<storage, read> x: array<T>;
@group(0) @binding(0) var<storage, read> bytes: array<u32>;
@group(0) @binding(1) var<storage, read> indices: array<i32>;
@group(0) @binding(2) var<storage, read_write> y: array<T>;
@group(0) @binding(3) var<uniform> scalars: Scalars;

struct Scalars {
  scale: f32,
  firstIndex: u32,
}

// Where y[at] comes from, or -1.
fn sourceOf(at: u32) -> i32 {
  // Division is what an index costs, most of all where whole numbers are divided one by one (SwiftShader).
  let line = at / INNER;
  let o = line / COUNT;
  let l = indices[scalars.firstIndex + line - o * COUNT];
  if (l < 0 || l >= i32(LENGTH)) {
    return -1;
  }
  return i32((o * LENGTH + u32(l)) * INNER + at - line * INNER);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let at = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (at >= arrayLength(&y)) {
    return;
  }
  let source = sourceOf(at);
  var value = T(0);
  if (source >= 0) {
    value = x[source];
    if (SCALED) {
      value = T(scalars.scale * f32(value));
    }
  }
  y[at] = value;
}

// Bytes of a line that a thread moves: those of a word, where lines are whole words.
const BYTES = select(1u, 4u, INNER % 4u == 0u);

@compute @workgroup_size(WORKGROUP_SIZE)
fn fromBytes(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let at = BYTES * linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (at >= arrayLength(&y)) {
    return;
  }
  let source = sourceOf(at);
  var word = 0u;
  if (source >= 0) {
    word = bytes[u32(source) / 4u] >> (8u * (u32(source) % 4u));
  }
  let scale = scalars.scale;
  y[at] = T(scale * f32(word & 0xffu));
  if (BYTES == 4u) {
    y[at + 1u] = T(scale * f32((word >> 8u) & 0xffu));
    y[at + 2u] = T(scale * f32((word >> 16u) & 0xffu));
    y[at + 3u] = T(scale * f32(word >> 24u));
  }
}
