// The second pass of the biased variance:  y[c, i] = sum over k of (x[c + k CHUNKS, i] - mean[i])^2.
//
// x: [ROWS, CHANNELS], mean: [CHANNELS], y: [CHUNKS, CHANNELS], float32. The chunks are added, and divided by ROWS, with
// reduce-columns, as the mean was. Two passes, since the mean of the squares minus the square of the mean cancels.
// Dispatch: linearDispatch(size of y, 256), one element of y per thread. Includes: linear-index.
// Constants: ROWS, CHANNELS, CHUNKS.

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> mean: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let at = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (at >= CHUNKS * CHANNELS) {
    return;
  }
  let i = at % CHANNELS;
  let center = mean[i];
  var sum = 0.0;
  for (var r = at / CHANNELS; r < ROWS; r += CHUNKS) {
    let deviation = x[r * CHANNELS + i] - center;
    sum += deviation * deviation;
  }
  y[at] = sum;
}
