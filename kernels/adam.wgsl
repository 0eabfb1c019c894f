// Adam, in place (Kingma & Ba 2015; as Keras has it, with the bias correction in stepSize and epsilon beside the uncorrected root),
// and AdamW (Loshchilov & Hutter 2019) where decay = learningRate weightDecay is not 0:
//
//   w -= decay w
//   m += (1 - beta1) (g - m);  v += (1 - beta2) (g^2 - v)
//   w -= stepSize m / (sqrt(v) + epsilon)
//
// g, w, m, v: the same size, float32. Dispatch: any; linearDispatch(size, 256) is one parameter per thread, with fewer workgroups each
// thread takes every so many. Includes: linear-index. Constants: none.

@group(0) @binding(0) var<storage, read> g: array<f32>;
@group(0) @binding(1) var<storage, read_write> w: array<f32>;
@group(0) @binding(2) var<storage, read_write> m: array<f32>;
@group(0) @binding(3) var<storage, read_write> v: array<f32>;
@group(0) @binding(4) var<uniform> scalars: Scalars;

struct Scalars {
  stepSize: f32,
  // 1 - beta1 and 1 - beta2: the host subtracts, in double precision.
  share1: f32,
  share2: f32,
  epsilon: f32,
  decay: f32,
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  // Read once, not once for each parameter: few compilers see that nothing that is written here changes them.
  let stepSize = scalars.stepSize;
  let share1 = scalars.share1;
  let share2 = scalars.share2;
  let epsilon = scalars.epsilon;
  let decay = scalars.decay;
  let threads = workgroups.x * workgroups.y * WORKGROUP_SIZE;
  for (var i = linearIndex(id, workgroups, WORKGROUP_SIZE); i < arrayLength(&w); i += threads) {
    let gradient = g[i];
    let mean = m[i];
    let square = v[i];
    let weight = w[i];
    let first = mean + share1 * (gradient - mean);
    let second = square + share2 * (gradient * gradient - square);
    m[i] = first;
    v[i] = second;
    w[i] = weight - decay * weight - stepSize * first / (sqrt(second) + epsilon);
  }
}
