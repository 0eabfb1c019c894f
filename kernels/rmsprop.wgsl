// RMSprop, in place (Hinton 2012, lecture 6e; as Keras has it, with epsilon under the root):
//
//   v = rho v + (1 - rho) g^2;  w -= learningRate g / sqrt(v + epsilon)
//
// g, w, v: the same size, float32. Dispatch: linearDispatch(size, 256), one parameter per thread. Includes: linear-index.
// Constants: none.

@group(0) @binding(0) var<storage, read> g: array<f32>;
@group(0) @binding(1) var<storage, read_write> w: array<f32>;
@group(0) @binding(2) var<storage, read_write> v: array<f32>;
@group(0) @binding(3) var<uniform> scalars: Scalars;

struct Scalars {
  learningRate: f32,
  rho: f32,
  // 1 - rho: the host subtracts, in double precision.
  share: f32,
  epsilon: f32,
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (i >= arrayLength(&w)) {
    return;
  }
  let second = scalars.rho * v[i] + scalars.share * g[i] * g[i];
  v[i] = second;
  w[i] -= scalars.learningRate * g[i] / sqrt(second + scalars.epsilon);
}
