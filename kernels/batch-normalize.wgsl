// y[r, c] = gamma[c] (x[r, c] - mean[c]) / sqrt(variance[c] + epsilon) + beta[c].
//
// x, y: [rows, CHANNELS]; mean, variance, gamma, beta: [CHANNELS]; float32.
// Dispatch: linearDispatch(size, 256), one element per thread. Includes: linear-index. Constants: CHANNELS. Scalars: epsilon.

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> mean: array<f32>;
@group(0) @binding(2) var<storage, read> variance: array<f32>;
@group(0) @binding(3) var<storage, read> gamma: array<f32>;
@group(0) @binding(4) var<storage, read> beta: array<f32>;
@group(0) @binding(5) var<storage, read_write> y: array<f32>;
@group(0) @binding(6) var<uniform> scalars: Scalars;

struct Scalars {
  epsilon: f32,
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let at = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (at >= arrayLength(&y)) {
    return;
  }
  let c = at % CHANNELS;
  y[at] = gamma[c] * (x[at] - mean[c]) / sqrt(variance[c] + scalars.epsilon) + beta[c];
}
