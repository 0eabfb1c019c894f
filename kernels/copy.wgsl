// For every multi-index i of a shape:  y[outputOffset + i . outputStrides] = x[inputOffset + i . inputStrides].
//
// Elements of four bytes are moved as words. Strides are in elements and may be 0 (repeats) or negative (reverses).
// Dispatch: linearDispatch(elements moved, 256), one element per thread. Includes: linear-index.
// `bytes` moves uint8, four to a word: threads that share a word of y change it with atomic operations on its bits, each its own
// eight, so that the order does not matter.
// Constants: RANK, SHAPE (the first size is never looked at), INPUT_STRIDES, OUTPUT_STRIDES.
// Scalars: the number of elements, and the offsets, which often change from launch to launch.

@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<u32>;
@group(0) @binding(1) var<storage, read_write> byteWords: array<atomic<u32>>;
@group(0) @binding(2) var<uniform> scalars: Scalars;

struct Scalars {
  count: u32,
  inputOffset: i32,
  outputOffset: i32,
}

fn stridedOffset(index: u32, strides: array<i32, RANK>) -> i32 {
  var rest = index;
  var offset = 0;
  for (var axis = RANK - 1u; axis > 0u; axis--) {
    offset += i32(rest % SHAPE[axis]) * strides[axis];
    rest /= SHAPE[axis];
  }
  return offset + i32(rest) * strides[0];
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (i < scalars.count) {
    let source = scalars.inputOffset + stridedOffset(i, INPUT_STRIDES);
    y[scalars.outputOffset + stridedOffset(i, OUTPUT_STRIDES)] = x[source];
  }
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn bytes(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (i >= scalars.count) {
    return;
  }
  let source = u32(scalars.inputOffset + stridedOffset(i, INPUT_STRIDES));
  let destination = u32(scalars.outputOffset + stridedOffset(i, OUTPUT_STRIDES));
  let byte = (x[source / 4u] >> (8u * (source % 4u))) & 0xffu;
  let shift = 8u * (destination % 4u);
  atomicAnd(&byteWords[destination / 4u], ~(0xffu << shift));
  atomicOr(&byteWords[destination / 4u], byte << shift);
}
