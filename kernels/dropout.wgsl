// y[i] = word(i) < threshold ? 0 : x[i] / (1 - rate), threshold = floor(rate 2^32), word(i) = word i mod 4 of the Philox block of
// counter (i div 4, step, streamLow, streamHigh) under key (seedLow, seedHigh).
//
// An integer comparison, so that every backend drops the same elements. Dispatch: linearDispatch(ceil(size / 4), 256), one block,
// four elements, per thread. Includes: linear-index, philox. Constants: none.

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> scalars: Scalars;

struct Scalars {
  threshold: u32,
  seedLow: u32,
  seedHigh: u32,
  streamLow: u32,
  streamHigh: u32,
  step: u32,
  keptShare: f32,
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let block = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (4u * block >= arrayLength(&y)) {
    return;
  }
  let counter = vec4u(block, scalars.step, scalars.streamLow, scalars.streamHigh);
  let words = philox4x32(counter, vec2u(scalars.seedLow, scalars.seedHigh));
  let end = min(4u * block + 4u, arrayLength(&y));
  for (var i = 4u * block; i < end; i++) {
    y[i] = select(x[i] / scalars.keptShare, 0.0, words[i % 4u] < scalars.threshold);
  }
}
