// Nadam, in place (Dozat 2016; as Keras has it, with the momentum schedule and the bias corrections in the three scales):
//
//   m += (1 - beta1) (g - m);  v += (1 - beta2) (g^2 - v)
//   w -= learningRate (mScale m + gScale g) / (sqrt(vScale v) + epsilon)
//
// g, w, m, v: the same size, float32. Dispatch: linearDispatch(size, 256), one parameter per thread. Includes: linear-index.
// Constants: none.

@group(0) @binding(0) var<storage, read> g: array<f32>;
@group(0) @binding(1) var<storage, read_write> w: array<f32>;
@group(0) @binding(2) var<storage, read_write> m: array<f32>;
@group(0) @binding(3) var<storage, read_write> v: array<f32>;
@group(0) @binding(4) var<uniform> scalars: Scalars;

struct Scalars {
  learningRate: f32,
  // 1 - beta1 and 1 - beta2: the host subtracts, in double precision.
  share1: f32,
  share2: f32,
  epsilon: f32,
  mScale: f32,
  gScale: f32,
  vScale: f32,
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (i >= arrayLength(&w)) {
    return;
  }
  let first = m[i] + scalars.share1 * (g[i] - m[i]);
  let second = v[i] + scalars.share2 * (g[i] * g[i] - v[i]);
  m[i] = first;
  v[i] = second;
  let direction = scalars.mScale * first + scalars.gScale * g[i];
  w[i] -= scalars.learningRate * direction / (sqrt(scalars.vScale * second) + scalars.epsilon);
}
