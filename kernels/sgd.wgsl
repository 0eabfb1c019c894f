// Stochastic gradient descent, in place (Keras SGD):
//
//   plain:     w -= learningRate g
//   momentum:  velocity = momentum velocity - learningRate g;  w += velocity
//   nesterov:  velocity the same;  w += momentum velocity - learningRate g
//
// g, w, velocity: the same size, float32. Dispatch: linearDispatch(size, 256), one parameter per thread.
// Entries: `plain` (no velocity), `withMomentum`. Includes: linear-index. Constants: NESTEROV. Scalars: learningRate, momentum.

@group(0) @binding(0) var<storage, read> g: array<f32>;
@group(0) @binding(1) var<storage, read_write> w: array<f32>;

// `plain`
@group(0) @binding(2) var<uniform> plainScalars: Scalars;

// `withMomentum`
@group(0) @binding(2) var<storage, read_write> velocity: array<f32>;
@group(0) @binding(3) var<uniform> scalars: Scalars;

struct Scalars {
  learningRate: f32,
  momentum: f32,
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn plain(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (i < arrayLength(&w)) {
    w[i] -= plainScalars.learningRate * g[i];
  }
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn withMomentum(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (i >= arrayLength(&w)) {
    return;
  }
  let step = scalars.learningRate * g[i];
  let v = scalars.momentum * velocity[i] - step;
  velocity[i] = v;
  if (NESTEROV) {
    w[i] += scalars.momentum * v - step;
  } else {
    w[i] += v;
  }
}
